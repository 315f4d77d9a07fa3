import type { Field } from '../../json.ts'
import { oneOrMore, readCell, readFlag, readWhole, readWord } from '../../wanted/written.ts'
import { parseYaml } from '../../yaml.ts'
import { type Duty, duties, readRef, readTagPattern } from './policy.ts'
import { nothingSaid, type SaidPolicy } from './policy-said.ts'

/** Why a run was started, as REST names it (build/builds, BuildReason). */
const reasons = [
  'manual',
  'individualCI',
  'batchedCI',
  'schedule',
  'scheduleForced',
  'userCreated',
  'buildCompletion',
  'resourceTrigger',
  'pullRequest',
  'validateShelveset',
  'checkInShelveset',
] as const

/**
 * Reads a policy that people wrote, in YAML or JSON. Every key may be left out; one that is not known, and a list of nothing, which would ask for nothing,
 * are `INPUT_INVALID` with the place.
 */
export function readPolicyFile(text: string, source: string): SaidPolicy {
  const root = parseYaml(text, source, 'INPUT_INVALID').only('approval', 'source', 'files', 'steps')
  return {
    ...(root.get('approval').optional(readApproval) ?? nothingSaid),
    knownStepsOnly: root.get('steps').optional((field) => readWord(field, ['known', 'any']) === 'known'),
    source: root.get('source').optional(readSource) ?? nothingSaid.source,
    files: root.get('files').optional(readFiles) ?? nothingSaid.files,
  }
}

function readApproval(field: Field): SaidPolicy {
  field.only('environment', 'minApprovers', 'requireCode', 'separationOfDuties', 'maxAge')
  return {
    ...nothingSaid,
    environment: field.get('environment').optional(readCell),
    minApprovers: field.get('minApprovers').optional(readPeople),
    requireCode: field.get('requireCode').optional(readFlag),
    separationOfDuties: field.get('separationOfDuties').optional(readDuties),
    maxApprovalAge: field.get('maxAge').optional(readAge),
  }
}

function readSource(field: Field): SaidPolicy['source'] {
  field.only('definitions', 'repositories', 'branches', 'tags', 'reasons', 'results', 'buildTags', 'maxAge')
  const refs = ['branches', 'tags'].map((key) =>
    field.get(key).optional((list) => items(list, key === 'tags' ? readTagRef : readBranchRef)),
  )
  return {
    definitions: field.get('definitions').optional(readIds),
    repositories: field.get('repositories').optional((list) => items(list, readCell)),
    branches: refs.some((list) => list !== undefined) ? sorted(refs.flatMap((list) => list ?? [])) : undefined,
    reasons: field.get('reasons').optional((list) => items(list, (one) => readWord(one, reasons))),
    partiallySucceeded: field.get('results').optional(readResults),
    buildTags: field.get('buildTags').optional((list) => items(list, readCell)),
    maxAge: field.get('maxAge').optional(readAge),
  }
}

function readFiles(field: Field): SaidPolicy['files'] {
  field.only('sdist', 'complete', 'tag')
  return {
    sdist: field.get('sdist').optional(readFlag),
    complete: field.get('complete').optional(readFlag),
    tag: field.get('tag').optional(readTag),
  }
}

function readPeople(field: Field): number {
  const people = readWhole(field, 1)
  return people <= 100 ? people : field.refuse(`is '${people}'`, 'Write a whole number from 1 to 100.')
}

function readDuties(field: Field): readonly Duty[] {
  return field.value === 'none' ? [] : items(field, (one) => readWord(one, duties))
}

/** Names are refused: the service has several pipelines of one name. */
function readIds(field: Field): readonly number[] {
  return [...new Set(some(field).map((one) => readWhole(one, 1)))].sort((a, b) => a - b)
}

function readResults(field: Field): boolean {
  const results = items(field, (one) => readWord(one, ['succeeded', 'partiallySucceeded']))
  if (!results.includes('succeeded')) field.refuse("does not hold 'succeeded'", 'Write [succeeded] or [succeeded, partiallySucceeded].')
  return results.includes('partiallySucceeded')
}

/** Hours. */
function readAge(field: Field): number {
  const [, number = '', unit = ''] = /^([1-9]\d{0,4})([hd])$/.exec(field.text()) ?? []
  return number === '' ? field.refuse(`is '${field.text()}'`, 'Write hours or days: 12h, 3d.') : Number(number) * (unit === 'd' ? 24 : 1)
}

function readBranchRef(field: Field): string {
  const glob = readRefGlob(field)
  return glob.startsWith('refs/') ? glob : `refs/heads/${glob}`
}

function readTagRef(field: Field): string {
  const glob = readRefGlob(field)
  if (!glob.startsWith('refs/')) return `refs/tags/${glob}`
  return glob.startsWith('refs/tags/') ? glob : field.refuse(`is '${glob}', which is no tag`, 'Write it under branches.')
}

function readRefGlob(field: Field): string {
  readCell(field)
  return readRef(field)
}

function readTag(field: Field): string {
  readCell(field)
  return readTagPattern(field)
}

/** Each item once, in an order of its own: whoever writes them in another order means the same. */
function items<T extends string>(field: Field, read: (one: Field) => T): readonly T[] {
  return sorted(some(field).map((one) => read(one)))
}

function some(field: Field): Field[] {
  const list = oneOrMore(field)
  return list.length > 0 ? list : field.refuse('is empty, which would ask for nothing', 'Write what it takes, or leave the key out.')
}

function sorted<T extends string>(texts: readonly T[]): readonly T[] {
  return [...new Set(texts)].sort()
}
