import { Field, parseJson } from '../../core/json.ts'
import type { Approvals } from '../../core/ports.ts'
import { reason } from '../../core/problem.ts'
import {
  type Approval,
  type ApprovalStep,
  type Check,
  type CheckSuite,
  type Fact,
  known,
  type Person,
  unknown,
} from '../../core/release/evidence.ts'
import { request } from '../http.ts'
import type { Connection } from './connection.ts'
import type { Patience } from './ask-service.ts'

/** Approvals and checks of the connection's project (REST pipelines/approvals 7.1, pipelines/checks/runs 7.1-preview.1), for which the service's client has no methods. */
export function azureApprovals(connection: Connection, patience: Patience = {}): Approvals {
  return {
    suite: async (id) => {
      const path = `pipelines/checks/runs/${encodeURIComponent(id)}?$expand=resources&api-version=7.1-preview.1`
      return await get(connection, path, `the checks ${id}`, readSuite, patience)
    },
    approval: async (id) => {
      const path = `pipelines/approvals/${encodeURIComponent(id)}?$expand=steps&api-version=7.1`
      return await get(connection, path, `the approval ${id}`, readApproval, patience)
    },
  }
}

async function get<T>(connection: Connection, path: string, what: string, read: (field: Field) => T, patience: Patience): Promise<Fact<T>> {
  const url = `${connection.collectionUri.replace(/\/+$/, '')}/${encodeURIComponent(connection.project)}/_apis/${path}`
  const headers = { authorization: `Bearer ${connection.token}`, accept: 'application/json', 'x-tfs-fedauthredirect': 'Suppress' }
  try {
    const answer = await request(url, { headers, allow: [401, 403, 404], ...patience })
    // A token that is not accepted may be answered by 203 and the page where people sign in.
    if (answer.status !== 200) return unknown(`${what} could not be read: the service answered ${answer.status}`)
    return known(read(parseJson(Buffer.from(answer.bytes).toString('utf8'), what, 'SERVICE_UNREACHABLE')))
  } catch (error) {
    return unknown(`${what} could not be read: ${reason(error)}`)
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
    resource: { type: resource.get('type').text(), name: text(resource, 'name') },
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

function text(field: Field, key: string): string {
  return field.get(key).optional((one) => one.text()) ?? ''
}
