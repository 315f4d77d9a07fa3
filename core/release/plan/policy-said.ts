import { Problem } from '../../problem.ts'
import { defaultPolicy, type FilesPolicy, type Policy, type SourcePolicy } from './policy.ts'

/** Part of something: what is undefined was not said. */
export type Said<T> = { readonly [K in keyof T]: T[K] | undefined }

/** What somebody said of a policy; a policy says everything. */
export interface SaidPolicy extends Said<Omit<Policy, 'source' | 'files'>> {
  readonly source: Said<SourcePolicy>
  readonly files: Said<FilesPolicy>
}

/** Neither inputs nor a file say anything. */
export const nothingSaid: SaidPolicy = {
  environment: undefined,
  minApprovers: undefined,
  requireCode: undefined,
  separationOfDuties: undefined,
  maxApprovalAge: undefined,
  knownStepsOnly: undefined,
  source: {
    definitions: undefined,
    repositories: undefined,
    branches: undefined,
    reasons: undefined,
    partiallySucceeded: undefined,
    buildTags: undefined,
    maxAge: undefined,
  },
  files: { sdist: undefined, complete: undefined, tag: undefined },
}

/** What inputs say of a policy. */
export type InputsSaid = Pick<SaidPolicy, 'environment' | 'minApprovers' | 'requireCode' | 'separationOfDuties'>

/** What inputs and a policy file say together; where they say two things of one it is `INPUT_INVALID`, which names both. */
export function togetherSaid({ environment, minApprovers, requireCode, separationOfDuties }: InputsSaid, file: SaidPolicy): SaidPolicy {
  const inputs = { environment, minApprovers, requireCode, separationOfDuties }
  const written = saidFacts(file)
  const wrong = [...saidFacts({ ...nothingSaid, ...inputs })].filter(([key, text]) => (written.get(key) ?? text) !== text)
  if (wrong.length > 0) {
    const list = wrong.map(([key, text]) => `${key} is '${text}' by the inputs and '${written.get(key)}' by the policy`)
    throw new Problem('INPUT_INVALID', `The inputs contradict the policy: ${list.join('; ')}.`, 'Say it in one of them only.')
  }
  return {
    ...file,
    environment: environment ?? file.environment,
    minApprovers: minApprovers ?? file.minApprovers,
    requireCode: requireCode ?? file.requireCode,
    separationOfDuties: separationOfDuties ?? file.separationOfDuties,
  }
}

/** A whole policy: what was not said is as for somebody who says nothing. */
export function wholePolicy(said: SaidPolicy): Policy {
  const none = defaultPolicy
  return {
    environment: said.environment ?? none.environment,
    minApprovers: said.minApprovers ?? none.minApprovers,
    requireCode: said.requireCode ?? none.requireCode,
    separationOfDuties: said.separationOfDuties ?? none.separationOfDuties,
    maxApprovalAge: said.maxApprovalAge ?? none.maxApprovalAge,
    knownStepsOnly: said.knownStepsOnly ?? none.knownStepsOnly,
    source: wholeSource(said.source, none.source),
    files: wholeFiles(said.files, none.files),
  }
}

function wholeSource(said: SaidPolicy['source'], none: SourcePolicy): SourcePolicy {
  return {
    definitions: said.definitions ?? none.definitions,
    repositories: said.repositories ?? none.repositories,
    branches: said.branches ?? none.branches,
    reasons: said.reasons ?? none.reasons,
    partiallySucceeded: said.partiallySucceeded ?? none.partiallySucceeded,
    buildTags: said.buildTags ?? none.buildTags,
    maxAge: said.maxAge ?? none.maxAge,
  }
}

function wholeFiles(said: SaidPolicy['files'], none: FilesPolicy): FilesPolicy {
  return { sdist: said.sdist ?? none.sdist, complete: said.complete ?? none.complete, tag: said.tag ?? none.tag }
}

/**
 * Each thing that was said by the name that a policy file has for it (without `approval.` what inputs say by that name, too), as a text that is the same for the
 * same meaning, whatever the order and the case of names.
 */
export function saidFacts({ source, files, ...rest }: SaidPolicy): Map<string, string> {
  const entries = [
    ...Object.entries(rest),
    ...Object.entries(source).map(([key, value]) => [`source.${key}`, value] as const),
    ...Object.entries(files).map(([key, value]) => [`files.${key}`, value] as const),
  ]
  return new Map(entries.flatMap(([key, value]) => (value === undefined ? [] : [[words[key] ?? key, factText(key, value)] as const])))
}

/** Where a policy file calls something otherwise. */
const words: Readonly<Record<string, string>> = {
  maxApprovalAge: 'approval.maxAge',
  knownStepsOnly: 'steps',
  'source.partiallySucceeded': 'source.results',
}

function factText(key: string, value: string | number | boolean | readonly (string | number)[]): string {
  if (typeof value === 'object') return [...new Set(value.map(String))].sort().join(', ') || 'none'
  if (typeof value === 'number' && key.endsWith('Age')) return ageText(value)
  if (key === 'knownStepsOnly') return value === true ? 'known' : 'any'
  if (key === 'source.partiallySucceeded') return value === true ? 'succeeded, partiallySucceeded' : 'succeeded'
  return key === 'environment' ? String(value).toLowerCase() : String(value)
}

function ageText(hours: number): string {
  if (hours === 0) return 'any'
  return hours % 24 === 0 ? `${hours / 24}d` : `${hours}h`
}
