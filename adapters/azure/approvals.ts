import type { Field } from '../../core/json.ts'
import type { Approvals } from '../../core/ports.ts'
import type { Approval, ApprovalStep, Check, CheckConfiguration, CheckSuite, Person } from '../../core/release/evidence.ts'
import type { Connection, Patience } from './connection.ts'
import { readService } from './read-service.ts'

/** Approvals and checks of the connection's project (REST pipelines/approvals 7.1, pipelines/checks/runs 7.1-preview.1), for which the service's client has no methods. */
export function azureApprovals(connection: Connection, patience: Patience = {}): Approvals {
  return {
    suite: async (id) => {
      const path = `pipelines/checks/runs/${encodeURIComponent(id)}?$expand=resources&api-version=7.1-preview.1`
      return await readService(connection, path, `the checks ${id}`, readSuite, patience)
    },
    configurations: async ({ type, id }) => {
      const asked = new URLSearchParams({ resourceType: type, resourceId: id, $expand: 'settings', 'api-version': '7.1-preview.1' })
      const path = `pipelines/checks/configurations?${asked.toString()}`
      return await readService(connection, path, `the checks of the ${type} ${id}`, readConfigurations, patience)
    },
    approval: async (id) => {
      const path = `pipelines/approvals/${encodeURIComponent(id)}?$expand=steps&api-version=7.1`
      return await readService(connection, path, `the approval ${id}`, readApproval, patience)
    },
  }
}

function readApproval(field: Field): Approval {
  const run = field
    .get('pipeline')
    .optional((pipeline) => pipeline.get('owner').optional((owner) => owner.get('id').optional((id) => whole(id))))
  return {
    id: field.get('id').text(),
    status: field.get('status').text(),
    run,
    steps: field
      .get('steps')
      .list()
      .map((step) => readStep(step)),
  }
}

function readStep(field: Field): ApprovalStep {
  return {
    status: field.get('status').text(),
    approver: field.get('actualApprover').optional((one) => readPerson(one)),
    comment: text(field, 'comment'),
    at: text(field, 'lastModifiedOn'),
  }
}

function readPerson(field: Field): Person {
  return { id: field.get('id').text(), name: text(field, 'displayName'), descriptor: text(field, 'descriptor') }
}

function readSuite(field: Field): CheckSuite {
  const context = field.get('context')
  return {
    id: field.get('id').text(),
    status: field.get('status').text(),
    planId: cased(context, 'planId').text(),
    run: whole(cased(cased(cased(context, 'pipeline'), 'owner'), 'id')),
    stage: cased(cased(context, 'graphNode'), 'id').text(),
    stageAttempt: whole(cased(cased(context, 'graphNode'), 'attempt')),
    checks: field
      .get('checkRuns')
      .list()
      .map((check) => readCheck(check)),
  }
}

function readCheck(field: Field): Check {
  const configuration = field.get('checkConfigurationRef')
  const resource = configuration.get('resource')
  return {
    id: field.get('id').text(),
    type: configuration.get('type').get('name').text(),
    status: field.get('status').text(),
    configuration: {
      id: configuration.get('id').optional((one) => String(whole(one))) ?? '',
      version: configuration.get('version').optional((one) => whole(one)) ?? Number.NaN,
    },
    resource: { type: resource.get('type').text(), id: text(resource, 'id'), name: text(resource, 'name') },
  }
}

function readConfigurations(field: Field): CheckConfiguration[] {
  return field
    .get('value')
    .list()
    .map((one) => ({
      id: String(whole(one.get('id'))),
      version: whole(one.get('version')),
      disabled: one.get('isDisabled').optional((flag) => flag.flag()) ?? false,
    }))
}

/** The context of a suite was written with capitals (`PlanId`), unlike all around it. */
function cased(field: Field, key: string): Field {
  const capital = field.get(key.charAt(0).toUpperCase() + key.slice(1))
  return capital.missing ? field.get(key) : capital
}

/** A number that may be written as a text. */
function whole(field: Field): number {
  return typeof field.value === 'string' && /^\d+$/.test(field.value) ? Number(field.value) : field.number()
}

function text(field: Field, key: string): string {
  return field.get(key).optional((one) => one.text()) ?? ''
}
