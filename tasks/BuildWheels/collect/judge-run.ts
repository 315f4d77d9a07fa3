import { nameFault } from '../../../core/build/extra-files.ts'
import { lastFailures, legName } from '../../../core/build/union.ts'
import { requireExpected } from '../../../core/collect/expectation.ts'
import { failureProblems } from '../../../core/collect/failures.ts'
import { type MissingLegs, missingLegs } from '../../../core/collect/missing-legs.ts'
import { mergedFiles, tellMerged } from '../../../core/collect/release-set.ts'
import { unwell } from '../../../core/collect/run-wellness.ts'
import { lastSuiteRuns } from '../../../core/collect/suite-runs.ts'
import type { Findings } from '../../../core/collect/tell.ts'
import { few } from '../../../core/few.ts'
import { Problem } from '../../../core/problem.ts'
import { isWheelFile } from '../../../core/python/file-kind.ts'
import { parseWheelName } from '../../../core/python/wheel-name.ts'
import { lacking, type Offered } from '../../../core/release/preflight/planned-rows.ts'
import type { CollectPorts } from './ports.ts'
import type { CollectInputs } from './inputs.ts'
import { mergeRun, noCoverage } from './merge-run.ts'
import type { RunLeft } from './read-run.ts'

type Needs = Pick<CollectPorts, 'builds' | 'files'>

/** Holds what a run has left against its plans, its own results and what is expected; nothing of it is written yet. */
export async function judgeRun(left: RunLeft, inputs: CollectInputs, ports: Needs): Promise<Findings> {
  const { collected } = left
  const runs = lastSuiteRuns(collected.manifests, collected.current)
  const failures = lastFailures(collected.current)
  const missing = missingOf(left, failures.length > 0)
  const merged = await orProblem(mergeRun(runs, collected, ports))
  const problems = [
    ...(missing.length === 0 ? [] : [legsMissing(missing)]),
    ...(left.foreign.length === 0 ? [] : [ofOtherRuns(left.foreign)]),
    ...failureProblems(failures, runs),
    ...(collected.files.length === 0 && inputs.buildTag !== undefined && inputs.expect.length === 0 ? [nothingForRelease()] : []),
    ...reserved(left),
    ...unexpected(left, inputs),
    ...(await untaggable(inputs, ports)),
    ...(merged instanceof Problem ? [merged] : []),
  ]
  return {
    problems,
    files: collected.files,
    runs,
    ...(merged instanceof Problem ? noCoverage : merged),
    notes: notesOf(left, inputs),
  }
}

/** What cannot be read is told with all else that is wrong. */
async function orProblem<T>(work: Promise<T>): Promise<T | Problem> {
  try {
    return await work
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
}

/** Of rows that failed the failures themselves tell. */
function missingOf({ collected, plans, unfinished }: RunLeft, failed: boolean): string[] {
  const legs = missingLegs(plans, collected.current).map(tellMissing)
  const ended = [
    ...collected.unfinished.map((who) => `${who} ended before it had built all`),
    ...unfinished.map((name) => `the attempt that left ${name} ended before its manifest was written`),
  ]
  if (failed || legs.length + ended.length > 0) return [...legs, ...ended]
  const there = collected.left.filter(({ why }) => why !== 'older-plan').map(({ offer }) => offer)
  const wheels = [...collected.files, ...there].flatMap(({ file }): Offered[] => {
    const wheel = parseWheelName(file.name)
    return wheel === undefined ? [] : [{ ...wheel, requiresPython: file.requires_python }]
  })
  const rows = plans.flatMap((plan) => plan.rows).filter(({ kind }) => kind === 'build' || kind === 'restore')
  return lacking(rows, wheels).map(({ title }) => title)
}

const most = 10

function tellMissing({ plan, job, legs, near, unrestored }: MissingLegs): string {
  if (unrestored === true)
    return `${few(legs, most)} of ${plan.name}, which the cache has and no step restored: BuildWheels with mode: restore, after the plan`
  if (job !== '') return `${few(legs, most)} of ${job} (${plan.name})`
  const hint = near === undefined ? '' : ` (${near.job} has some of these legs, and ${few(near.legs, most)}, which that plan has not)`
  return `${few(legs, most)} of ${plan.name}, of which no job left a manifest${hint}`
}

function legsMissing(missing: readonly string[]): Problem {
  return new Problem(
    'LEG_MISSING',
    `What was planned is not all there: ${few(missing, most, '; ')}.`,
    "Run these jobs again. A plan whose jobs do not run BuildWheels is left out with '!' and its name in the input 'artifacts', as is what a job with a matrix of its own leaves.",
  )
}

/** The manifest of the set would tell that this run has made them, of its commit. */
function ofOtherRuns(foreign: readonly string[]): Problem {
  return new Problem(
    'ARTIFACT_INVALID',
    `Artifacts of this run hold what another run has made: ${few(foreign, most)}.`,
    "Build it in this run, or leave these artifacts out with '!' and their names in the input 'artifacts'.",
  )
}

/** A run of tests alone may have none; one that is tagged was to be released. */
function nothingForRelease(): Problem {
  return new Problem(
    'NO_WHEELS',
    'No file of this run is for release, so that it gets no tag.',
    "Check 'release' of the jobs that build; where there is to be none, say so: expect: '* = 0'.",
  )
}

/** Jobs refuse such names too, but a manifest may tell anything; whoever reads the set would take such a file for one of ours. */
function reserved({ collected }: RunLeft): Problem[] {
  const taken = collected.files.filter(({ file }) => !isWheelFile(file.name) && nameFault(file.name) !== undefined)
  return taken.map(
    ({ file, manifest }) =>
      new Problem(
        'CONFLICT',
        `${file.name} of ${legName(manifest)} has a name that the release set needs for a file of its own.`,
        'Give it another name where it is built (extraFiles: ... => name).',
      ),
  )
}

function unexpected({ collected }: RunLeft, { expect }: CollectInputs): Problem[] {
  try {
    requireExpected(
      collected.files.map(({ file }) => file.name),
      expect,
    )
    return []
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return [error]
  }
}

/** Whether a run builds a git tag. */
export function isOfTag({ branch }: CollectInputs): boolean {
  return branch.startsWith('refs/tags/')
}

/** Why the tag cannot be put on; asked only where it would be. */
async function untaggable(inputs: CollectInputs, { builds }: Needs): Promise<Problem[]> {
  const { buildTag, buildId, job } = inputs
  if (buildTag === undefined || !isOfTag(inputs)) return []
  const timeline = await (await builds?.())?.timeline(Number(buildId))
  if (timeline?.kind !== 'known') {
    const why = timeline === undefined ? 'this job may not read it' : timeline.why
    return [
      new Problem(
        'RUN_UNWELL',
        `Whether the run is well is not known, so that it gets no tag '${buildTag}': ${why}.`,
        'Run this job again.',
      ),
    ]
  }
  const says = unwell(timeline.value, job)
  if (says.length === 0) return []
  return [
    new Problem(
      'RUN_UNWELL',
      `The run is not well, so that it gets no tag '${buildTag}': ${few(says, most, '; ')}.`,
      'Let this stage depend on all that must have passed, and run again what failed.',
    ),
  ]
}

function notesOf({ collected, plans }: RunLeft, inputs: CollectInputs): string[] {
  const { left, unlisted } = collected
  const held = left.filter(({ why, offer }) => why === 'not-for-release' && offer.file.origin !== 'dependency')
  const replaced = left.filter(({ why }) => why === 'older-plan')
  const told = (some: typeof left): string =>
    few([...new Set(some.map(({ offer }) => `${offer.file.name} of ${legName(offer.manifest)}`))], most)
  const { buildTag } = inputs
  return [
    ...(collected.files.length === 0 ? ['No file of this run is for release'] : []),
    ...mergedFiles(collected).map(tellMerged),
    ...(held.length === 0 ? [] : [`Not for release: ${told(held)}`]),
    ...(replaced.length === 0 ? [] : [`Of a plan that a later attempt replaced, and left out: ${told(replaced)}`]),
    ...(unlisted.length === 0 ? [] : [`Wheels that no manifest tells of, and left out: ${few(unlisted.map(nameOf), most)}`]),
    ...(plans.length > 0 && plans.every(({ legs, restores }) => legs.length + restores.length === 0)
      ? ['Nothing was planned in this run']
      : []),
    ...(plans.length === 0 ? ['This run has no plan of GenerateMatrix, so that a job which never ran is not missed'] : []),
    ...(buildTag === undefined || isOfTag(inputs)
      ? []
      : [
          `The tag '${buildTag}' is not put on the run: it builds ${inputs.branch === '' ? 'no git tag' : `${inputs.branch}, which is no git tag`}`,
        ]),
  ]
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
