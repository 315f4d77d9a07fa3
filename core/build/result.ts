import { Problem } from '../problem.ts'
import type { BuildFailure, BuiltFile } from './manifest.ts'
import type { SuiteRun } from '../suites/suite-run.ts'
import { projectOf, type Row, titleOf } from './row.ts'
import type { Imported } from './smoke.ts'

/** What came of one row. */
export type RowResult = Built | Kept | Restored | Tested | Failed

/** A wheel that is good and kept. */
export interface Built {
  readonly kind: 'built'
  readonly row: Row
  readonly file: BuiltFile
  readonly imported: Imported
  /** Pythons that its tests ran on, as people say them. */
  readonly tested: readonly string[]
  /** What was made besides: the sdist that it is from, files of `extraFiles`. */
  readonly besides: readonly BuiltFile[]
  readonly suites: readonly SuiteRun[]
}

/** A row that was to be checked only (`distributions: none`), and passed. */
export interface Tested {
  readonly kind: 'tested'
  readonly row: Row
  /** The wheel of another job that it was checked with; empty for none. */
  readonly wheel: string
  readonly besides: readonly BuiltFile[]
  readonly suites: readonly SuiteRun[]
  readonly seconds: number
}

/** A wheel that was made before: it is not made again. That of an earlier attempt is not part of this attempt's manifest. */
export interface Kept {
  readonly kind: 'kept'
  readonly row: Row
  readonly file: BuiltFile
  /** 0: of this attempt, by an earlier try of the step. */
  readonly attempt: number
  /** What was made besides it then, and is not made again either. */
  readonly besides: readonly BuiltFile[]
  /** What an earlier try of the step has run on it: in no other manifest than this attempt's. */
  readonly suites?: readonly SuiteRun[]
}

/** A row whose wheel a cache had, with all that was made and seen of it when it was built. */
export interface Restored {
  readonly kind: 'restored'
  readonly row: Row
  /** Its `seconds` are those of the build, which are saved. */
  readonly file: BuiltFile
  readonly besides: readonly BuiltFile[]
  readonly suites: readonly SuiteRun[]
}

/** A row that came to nothing, and why. */
export interface Failed {
  readonly kind: 'failed'
  /** False: nothing of it was begun, because of something that others share. */
  readonly tried: boolean
  readonly row: Row
  readonly problem: Problem
  /** The log file's name in the artifact, or empty where nothing was run. */
  readonly log: string
  readonly seconds: number
  /** What ran of its suites. */
  readonly suites: readonly SuiteRun[]
}

/** The files that this attempt has built or restored, each once: two rows may come to the same pure wheel. What it kept of others stands in their manifests. */
export function filesOf(results: readonly RowResult[]): BuiltFile[] {
  const built = results.flatMap(madeBy).map((file): [string, BuiltFile] => [file.name, file])
  return [...new Map(built).values()]
}

function madeBy(result: RowResult): readonly BuiltFile[] {
  if (result.kind === 'failed') return []
  if (result.kind === 'tested') return result.besides
  return result.kind !== 'kept' || result.attempt === 0 ? [result.file, ...result.besides] : []
}

/** What came of all suites that ran, in the order of the rows; of what an earlier try of the step has run, what did not run again. */
export function suitesOf(results: readonly RowResult[]): SuiteRun[] {
  const seen = new Set(results.flatMap((result) => (result.kind === 'kept' ? [] : result.suites.map(runKey))))
  const isNew = (run: SuiteRun): boolean => !seen.has(runKey(run)) && seen.add(runKey(run)).size > 0
  return results.flatMap((result) => (result.kind === 'kept' ? (result.suites ?? []).filter(isNew) : result.suites))
}

/** The same for what ran again: a suite, on a wheel, on a python. */
export function runKey({ suite, project, version, wheel, python }: SuiteRun): string {
  return JSON.stringify([suite, project, version, wheel, python])
}

/** Why a row cannot be tried: a row of its leg that it needs, for the same python, came to nothing. What is still to come is no reason. */
export function lackOf(row: Row, results: ReadonlyMap<Row, RowResult>): Problem | undefined {
  const failed = [...results.values()].filter(
    (one) => one.kind === 'failed' && one.row.python.label === row.python.label && row.local.includes(projectOf(one.row)),
  )
  // What was tried is the root of it.
  const [first] = [...failed.filter((one) => one.kind === 'failed' && one.tried), ...failed]
  return first === undefined
    ? undefined
    : new Problem('BUILD_FAILED', `${titleOf(first.row)} came to nothing, so ${titleOf(row)}, which needs it, was not tried.`, '')
}

/** The failed rows as the manifest tells of them, in their order; `release` is whether good ones would be for release. */
export function failuresOf(results: readonly RowResult[], release = true): BuildFailure[] {
  return results
    .filter((result) => result.kind === 'failed')
    .map(({ row, problem, log }) => ({
      package: row.name,
      version: row.version,
      python: row.python.label,
      code: problem.code,
      message: problem.message,
      log,
      ...(release && row.origin !== 'dependency' ? {} : { release: false }),
    }))
}
