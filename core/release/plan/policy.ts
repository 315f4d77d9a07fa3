import type { Json } from '../../canonical.ts'
import { globFault } from '../../changes/glob-fault.ts'
import type { Field } from '../../json.ts'

/** Whose approval does not count: who started this run, or the run that the files come from. */
export const duties = ['requester', 'sourceRequester'] as const
/** One of those duties. */
export type Duty = (typeof duties)[number]

/** What has to be so before anything is uploaded. */
export interface Policy {
  /** Empty when the plan leaves it to the job that publishes, and in a classic release. */
  readonly environment: string
  readonly minApprovers: number
  /** Whether an approver has to state the approval code in the comment. */
  readonly requireCode: boolean
  readonly separationOfDuties: readonly Duty[]
  /** Hours that an approval may be old when the job that publishes starts; 0 for any. */
  readonly maxApprovalAge: number
  /** Whether a job that publishes may have run nothing before but our tasks and what only fetches or sets up; otherwise that is a warning. */
  readonly knownStepsOnly: boolean
  readonly source: SourcePolicy
  readonly files: FilesPolicy
}

/** What the run that files come from has to be; an empty list asks for nothing. */
export interface SourcePolicy {
  /** Ids of pipelines. */
  readonly definitions: readonly number[]
  /** Ids of repositories, or their names as the service tells them (`owner/name` of GitHub). */
  readonly repositories: readonly string[]
  /** Globs of whole refs: `refs/heads/main`, `refs/tags/*`. */
  readonly branches: readonly string[]
  /** As REST names them (`individualCI`, `manual`). Where none is named, all will do but those of code that nobody has merged (`pullRequest`, `validateShelveset`, `checkInShelveset`). */
  readonly reasons: readonly string[]
  /** Whether a run that ended with issues will do. */
  readonly partiallySucceeded: boolean
  /** Tags that the run has to bear, each of them: a filter, and no proof of anything, for whatever runs in a build can put them on. */
  readonly buildTags: readonly string[]
  /** Hours since the run ended; 0 for any. */
  readonly maxAge: number
}

/** What the files have to be together. */
export interface FilesPolicy {
  /** Whether each release needs its sdist. */
  readonly sdist: boolean
  /** Whether a wheel that was planned, or was to be built, and is not there refuses; otherwise that is a warning. */
  readonly complete: boolean
  /**
   * How a git tag names a version: a pattern with `{version}` and, where there are several projects, `{project}`. Each release's version is then that of
   * the tag that was built, and nothing else is released. `auto`: only where what was built is a tag that reads as a version (`v1.2`, `1.2`); `none`: never asked.
   */
  readonly tag: string
}

/** The policy of somebody who says nothing. */
export const defaultPolicy: Policy = {
  environment: '',
  minApprovers: 1,
  requireCode: true,
  separationOfDuties: duties,
  maxApprovalAge: 0,
  knownStepsOnly: false,
  source: { definitions: [], repositories: [], branches: [], reasons: [], partiallySucceeded: false, buildTags: [], maxAge: 0 },
  files: { sdist: false, complete: true, tag: 'auto' },
}

/** A policy as release-plan.json holds it. */
export function policyJson(policy: Policy): { readonly [key: string]: Json } {
  const { source, files } = policy
  return {
    ...policy,
    separationOfDuties: [...policy.separationOfDuties].sort(),
    source: {
      ...source,
      definitions: [...source.definitions],
      repositories: [...source.repositories],
      branches: [...source.branches],
      reasons: [...source.reasons],
      buildTags: [...source.buildTags],
    },
    files: { ...files },
  }
}

/** Reads what `policyJson` gave; one that asks for no approver at all is refused, because a plan lies in an artifact. */
export function readPolicy(field: Field): Policy {
  return {
    environment: field.get('environment').text(),
    minApprovers: atLeastOne(field.get('minApprovers')),
    requireCode: field.get('requireCode').flag(),
    separationOfDuties: field
      .get('separationOfDuties')
      .list()
      .map((duty) => duty.oneOf(duties)),
    maxApprovalAge: hours(field.get('maxApprovalAge')),
    knownStepsOnly: field.get('knownStepsOnly').flag(),
    source: readSource(field.get('source')),
    files: {
      sdist: field.get('files').get('sdist').flag(),
      complete: field.get('files').get('complete').flag(),
      tag: readTagPattern(field.get('files').get('tag')),
    },
  }
}

function readSource(field: Field): SourcePolicy {
  const texts = (key: string): string[] =>
    field
      .get(key)
      .list()
      .map((one) => one.text())
  return {
    definitions: field
      .get('definitions')
      .list()
      .map((one) => one.number()),
    repositories: texts('repositories'),
    branches: field
      .get('branches')
      .list()
      .map((one) => readRef(one)),
    reasons: texts('reasons'),
    partiallySucceeded: field.get('partiallySucceeded').flag(),
    buildTags: texts('buildTags'),
    maxAge: hours(field.get('maxAge')),
  }
}

function atLeastOne(field: Field): number {
  const people = field.number()
  return Number.isInteger(people) && people >= 1 ? people : field.refuse('must be a whole number, 1 or more')
}

function hours(field: Field): number {
  const age = field.number()
  return Number.isInteger(age) && age >= 0 ? age : field.refuse('must be a whole number of hours, or 0')
}

/** A glob of whole refs. Nothing that excludes or nests: what a ref has to be should be seen at a glance, and matching it must take no time. */
export function readRef(field: Field): string {
  const glob = field.text()
  const fault = globFault(glob)
  if (fault !== undefined) field.refuse(fault.what, fault.remedy)
  return /[!()|<>^~:\\\s]/.test(glob)
    ? field.refuse(`is '${glob}', which no ref is like`, 'Write a branch or tag, or a glob: release/*, v*.')
    : glob
}

/** How a git tag names a version (`FilesPolicy.tag`), without `refs/tags/`. Nothing in it stands for many things, and each name stands there once: matching it must take no time. */
export function readTagPattern(field: Field): string {
  const text = field.text().replace(/^refs\/tags\//, '')
  if (text === 'auto' || text === 'none') return text
  const names = [...text.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name)
  const plain = text.replaceAll(/\{(?:version|project)\}/g, '')
  const once = names.filter((name) => name === 'version').length === 1 && names.filter((name) => name === 'project').length <= 1
  return once && !/[{}*?[\]]/.test(plain)
    ? text
    : field.refuse(`is '${text}'`, 'Write auto, none, or a tag with {version}, and {project} where there are several: v{version}.')
}
