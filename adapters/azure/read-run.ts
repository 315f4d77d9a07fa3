import type { Field } from '../../core/json.ts'
import type { Person, Run } from '../../core/release/evidence.ts'

/** A run as the service gives it (REST build/builds 7.1). */
export function readRun(field: Field): Run {
  const result = text(field.get('result'))
  return {
    id: field.get('id').number(),
    planId: text(field.get('orchestrationPlan').get('planId')),
    project: field.get('project').get('id').text(),
    definition: field.get('definition').get('id').number(),
    status: text(field.get('status')),
    result: result === 'none' ? '' : result,
    reason: text(field.get('reason')),
    branch: text(field.get('sourceBranch')),
    commit: text(field.get('sourceVersion')),
    deleted: field.get('deleted').optional((one) => one.flag()) ?? false,
    repository: {
      id: text(field.get('repository').optional((one) => one.get('id'))),
      name: text(field.get('repository').optional((one) => one.get('name'))),
    },
    tags: field.get('tags').optional((tags) => tags.list().map((tag) => tag.text())) ?? [],
    finished: text(field.get('finishTime')),
    requesters: readRequesters(field),
  }
}

/** Who started a run is often a service; where it is not told for whom, nobody is known. */
function readRequesters(run: Field): Person[] {
  const person = (key: string): Person[] => run.get(key).optional((one) => [readPerson(one)]) ?? []
  const requestedFor = person('requestedFor')
  return requestedFor.length === 0 ? [] : [...requestedFor, ...person('requestedBy')]
}

/** Somebody as the service tells of them; one without an id is none (Problem). */
export function readPerson(field: Field): Person {
  return { id: field.get('id').text(), name: text(field.get('displayName')), descriptor: text(field.get('descriptor')) }
}

/** A text; empty where there is none. */
export function text(field: Field | undefined): string {
  return field?.optional((one) => one.text()) ?? ''
}
