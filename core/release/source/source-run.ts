import { Problem } from '../../problem.ts'
import type { Run } from '../evidence.ts'

/** The run whose files are released, as an input names it. */
export interface SourceRun {
  /** Undefined: the run that this job belongs to. */
  readonly run: number | undefined
  /** The id of its project; undefined: our own. */
  readonly project: string | undefined
  /** How it was found, for the log. */
  readonly says: string
  /** What the agent was told of that run besides; each is undefined where it was not. */
  readonly told: Told
}

/** Facts of a run as the variables of a resource or of a release's artifact have them. */
export interface Told {
  readonly definition: string | undefined
  readonly branch: string | undefined
  readonly commit: string | undefined
}

/** Reads a pipeline variable by its dotted name. */
export type Variables = (name: string) => string | undefined

const nothingTold: Told = { definition: undefined, branch: undefined, commit: undefined }

/** The run that this job belongs to. */
export const ownRun: SourceRun = { run: undefined, project: undefined, says: 'this run', told: nothingTold }

/**
 * Reads the input `source` of a pipeline: `current`, the alias of a pipeline resource (its `resources.pipeline.<alias>.runID`), or the id
 * of a run. Never "the latest": what was approved and what is published could differ. Undefined when it is not given.
 */
export function sourceRun(text: string | undefined, variable: Variables): SourceRun | undefined {
  if (text === undefined) return undefined
  const aliased = ofResource(text, variable)
  if (text.toLowerCase() === 'current') return unambiguous(text, ownRun, aliased)
  if (/^\d+$/.test(text)) return unambiguous(text, byId(text), aliased)
  if (aliased !== undefined) return aliased
  throw invalid(
    text,
    'this pipeline has no resource of that alias',
    'Write current, the alias under resources: pipelines:, or the id of a run.',
  )
}

/**
 * Reads the input `source` of a classic release, which has no files of its own: the alias of an artifact (its `release.artifacts.<alias>.buildId`) or
 * the id of a run; without it the primary artifact's run.
 */
export function classicSource(text: string | undefined, variable: Variables): SourceRun {
  const alias = text ?? variable('release.primaryArtifactSourceAlias') ?? variable('release.triggeringArtifact.alias')
  if (alias === undefined)
    throw new Problem(
      'INPUT_MISSING',
      "The input 'source' is not set, and the agent names no primary artifact of this release.",
      'Add the build as an artifact of the release, or write its alias.',
    )
  const aliased = ofArtifact(alias, variable)
  if (/^\d+$/.test(alias)) return unambiguous(alias, byId(alias), aliased)
  if (aliased !== undefined) return aliased
  throw invalid(
    alias,
    'this release has no artifact of that alias which is a build',
    'Write the alias of an artifact that is a build, or the id of a run.',
  )
}

/** Refuses a run (`REFUSED`) that the service tells otherwise of than the variables which named it: any step before can have set those. */
export function requireTold({ told, says }: SourceRun, run: Run): void {
  const facts: [string, string | undefined, readonly string[]][] = [
    ['pipeline', told.definition, [String(run.definition)]],
    // Short or whole: servers differ.
    ['branch', told.branch, [run.branch, run.branch.replace(/^refs\/(?:heads|tags)\//, '')]],
    ['commit', told.commit?.toLowerCase(), [run.commit.toLowerCase()]],
  ]
  const wrong = facts.filter(([, here, there]) => here !== undefined && !there.includes(here))
  if (wrong.length === 0) return
  const list = wrong.map(([what, here, there]) => `${what} ${here}, and the service ${there[0]}`).join('; ')
  throw new Problem(
    'REFUSED',
    `The variables of this job do not fit the run that they name (${says}): they say ${list}.`,
    'Let no step before set them, and run again.',
  )
}

function ofResource(alias: string, variable: Variables): SourceRun | undefined {
  const told = (name: string): string | undefined => variable(`resources.pipeline.${alias}.${name}`)
  const run = told('runID')
  if (run === undefined) return undefined
  const says = `run ${run}, the resource '${alias}' of this pipeline`
  const facts = { definition: told('pipelineID'), branch: told('sourceBranch'), commit: told('sourceCommit') }
  return { run: runId(run, alias), project: told('projectID'), says, told: facts }
}

function ofArtifact(alias: string, variable: Variables): SourceRun | undefined {
  const told = (name: string): string | undefined => variable(`release.artifacts.${alias}.${name}`)
  const run = told('buildId')
  if (run === undefined || (told('type') ?? 'Build').toLowerCase() !== 'build') return undefined
  const says = `run ${run}, the artifact '${alias}' of this release`
  const facts = { definition: told('definitionId'), branch: told('sourceBranch'), commit: told('sourceVersion') }
  return { run: runId(run, alias), project: told('projectId'), says, told: facts }
}

function byId(text: string): SourceRun {
  return { run: runId(text, text), project: undefined, says: `run ${text}, which the input names`, told: nothingTold }
}

/** What reads as an id or a keyword may be an alias too: of two meanings none is guessed. */
function unambiguous(text: string, plain: SourceRun, aliased: SourceRun | undefined): SourceRun {
  if (aliased === undefined || aliased.run === plain.run) return aliased ?? plain
  throw invalid(text, `that is both ${plain.says} and ${aliased.says}`, 'Rename the alias.')
}

/** Ids of runs are positive numbers of 32 bits. */
function runId(text: string, source: string): number {
  const id = /^\d{1,10}$/.test(text) ? Number(text) : 0
  if (id >= 1 && id < 2 ** 31) return id
  throw invalid(source, `'${text}' is no id of a run`, 'Write the number that the address of the run ends with (buildId=...).')
}

function invalid(text: string, why: string, remedy: string): Problem {
  return new Problem('INPUT_INVALID', `The input 'source' is '${text}', and ${why}.`, remedy)
}
