import type { Field } from '../../core/json.ts'
import type { Instant } from '../../core/instant.ts'
import type { Person, Run } from '../../core/release/evidence.ts'

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

/** Names by the service's numbers. */
export type Names = Readonly<Record<number, string>>

/** A run as the service or its client gives it. */
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
    repository: {
      id: text(field.get('repository').optional((one) => one.get('id'))),
      name: text(field.get('repository').optional((one) => one.get('name'))),
    },
    tags: field.get('tags').optional((tags) => tags.list().map((tag) => tag.text())) ?? [],
    finished: instant(field.get('finishTime')),
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

/** A text; empty where there is none. */
export function text(field: Field | undefined): string {
  return field?.optional((one) => one.text()) ?? ''
}

/** A time; the service's client makes dates of them. Empty where there is none. */
export function instant(field: Field): Instant {
  if (!(field.value instanceof Date)) return text(field)
  return Number.isNaN(field.value.getTime()) ? '' : field.value.toISOString()
}

/** A name, given so or by its number. */
export function named(field: Field, names: Names): string {
  if (field.missing || field.value === null) return ''
  return typeof field.value === 'number' ? (names[field.value] ?? String(field.value)) : field.text()
}
