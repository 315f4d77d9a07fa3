import type { Field } from '../../core/json.ts'
import type { Instant } from '../../core/instant.ts'
import type { Builds } from '../../core/ports.ts'
import type { Person, Run, TimelineRecord } from '../../core/release/evidence.ts'
import type { Connection } from './connection.ts'
import { askService, type Patience } from './ask-service.ts'

/** The service's numbers, which its client makes of the names in the JSON (azure-devops-node-api, BuildInterfaces). */
export const runStatus: Names = { 1: 'inProgress', 2: 'completed', 4: 'cancelling', 8: 'postponed', 32: 'notStarted' }
export const runResult: Names = { 0: '', 2: 'succeeded', 4: 'partiallySucceeded', 8: 'failed', 32: 'canceled' }
export const runReason: Names = {
  1: 'manual',
  2: 'individualCI',
  4: 'batchedCI',
  8: 'schedule',
  16: 'scheduleForced',
  32: 'userCreated',
  64: 'validateShelveset',
  128: 'checkInShelveset',
  256: 'pullRequest',
  512: 'buildCompletion',
  1024: 'resourceTrigger',
}
export const recordState: Names = { 0: 'pending', 1: 'inProgress', 2: 'completed' }
export const recordResult: Names = { 0: 'succeeded', 1: 'succeededWithIssues', 2: 'failed', 3: 'canceled', 4: 'skipped', 5: 'abandoned' }

type Names = Readonly<Record<number, string>>

/** Runs of the connection's project. */
export function azureBuilds(connection: Connection, patience: Patience = {}): Builds {
  const { project } = connection
  return {
    run: async (id) => await askService(connection, `run ${id}`, (api) => api.getBuild(project, id), readRun, patience),
    timeline: async (id) =>
      await askService(connection, `the timeline of run ${id}`, (api) => api.getBuildTimeline(project, id), readTimeline, patience),
  }
}

/** A run as the client gives it. */
export function readRun(field: Field): Run {
  return {
    id: field.get('id').number(),
    planId: text(field.get('orchestrationPlan').get('planId')),
    project: field.get('project').get('id').text(),
    definition: field.get('definition').get('id').number(),
    status: named(field.get('status'), runStatus),
    result: named(field.get('result'), runResult),
    reason: named(field.get('reason'), runReason),
    branch: text(field.get('sourceBranch')),
    commit: text(field.get('sourceVersion')),
    deleted: field.get('deleted').optional((one) => one.flag()) ?? false,
    requesters: readRequesters(field),
  }
}

/** Who started a run is often a service; where it is not told for whom, nobody is known. */
function readRequesters(run: Field): Person[] {
  const person = (key: string): Person[] => run.get(key).optional((one) => [readPerson(one)]) ?? []
  const requestedFor = person('requestedFor')
  return requestedFor.length === 0 ? [] : [...requestedFor, ...person('requestedBy')]
}

function readPerson(field: Field): Person {
  return { id: field.get('id').text(), name: text(field.get('displayName')), descriptor: text(field.get('descriptor')) }
}

function readTimeline(field: Field): TimelineRecord[] {
  return field
    .get('records')
    .list()
    .map((record) => ({
      id: record.get('id').text(),
      parentId: text(record.get('parentId')),
      type: text(record.get('type')),
      name: text(record.get('name')),
      state: named(record.get('state'), recordState),
      result: named(record.get('result'), recordResult),
      attempt: record.get('attempt').optional((one) => one.number()) ?? 1,
      finished: instant(record.get('finishTime')),
      task: text(record.get('task').optional((task) => task.get('id'))),
    }))
}

function text(field: Field | undefined): string {
  return field?.optional((one) => one.text()) ?? ''
}

function named(field: Field, names: Names): string {
  if (field.missing || field.value === null) return ''
  return typeof field.value === 'number' ? (names[field.value] ?? String(field.value)) : field.text()
}

/** The client makes dates of them. */
function instant(field: Field): Instant {
  if (!(field.value instanceof Date)) return text(field)
  return Number.isNaN(field.value.getTime()) ? '' : field.value.toISOString()
}
