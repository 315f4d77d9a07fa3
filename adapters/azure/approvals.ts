import type { Field } from '../../core/json.ts'
import type { Approvals } from '../../core/ports.ts'
import {
  type Approval,
  type ApprovalStep,
  type Check,
  type CheckConfiguration,
  type CheckSuite,
  unknown,
} from '../../core/release/evidence.ts'
import type { Connection, Patience } from './connection.ts'
import { readPerson, text } from './read-run.ts'
import { readService, readServiceList } from './read-service.ts'

/** Approvals and checks of the connection's project (REST pipelines/approvals 7.1, pipelines/checks 7.1-preview.1). */
export function azureApprovals(connection: Connection, patience: Patience = {}): Approvals {
  return {
    suite: async (id) => {
      const path = `pipelines/checks/runs/${encodeURIComponent(id)}?$expand=resources&api-version=7.1-preview.1`
      return await readService(connection, path, `the checks ${id}`, readSuite, patience)
    },
    configurations: async ({ type, id, name }) => {
      const what = `the checks that the ${type} '${name}' asks for`
      if (id === '') return unknown(`${what} cannot be asked for: the service does not tell its id`)
      const asked = new URLSearchParams({ resourceType: type, resourceId: id, 'api-version': '7.1-preview.1' })
      return await readServiceList(connection, `pipelines/checks/configurations?${asked.toString()}`, what, readConfiguration, patience)
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
    comment: text(field.get('comment')),
    at: text(field.get('lastModifiedOn')),
  }
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
    type: checkType(configuration.get('type')),
    status: field.get('status').text(),
    configuration: {
      id: configuration.get('id').optional((one) => String(whole(one))) ?? '',
      version: configuration.get('version').optional((one) => whole(one)) ?? Number.NaN,
    },
    resource: { type: resource.get('type').text(), id: text(resource.get('id')), name: text(resource.get('name')) },
  }
}

/** The type of approvals is known by its id; one that only has its name is none. */
function checkType(field: Field): string {
  const [id, name] = [text(field.get('id')).toLowerCase(), field.get('name').text()]
  if (id === '' || (id === approvalType) === (name === 'Approval')) return name
  return id === approvalType ? 'Approval' : `${name} ${id}`
}

const approvalType = '8c6f20a7-a545-4486-9777-f762fafe0d4d'

function readConfiguration(field: Field): CheckConfiguration {
  return {
    id: String(whole(field.get('id'))),
    version: whole(field.get('version')),
    disabled: field.get('isDisabled').optional((flag) => flag.flag()) ?? false,
  }
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
