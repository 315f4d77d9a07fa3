import { satisfies, tagFits } from '../python/satisfies.ts'
import { formatInterpreter } from '../python/tag.ts'
import { parseWheelName, type WheelName } from '../python/wheel-name.ts'
import type { SuiteRun } from '../suites/suite-run.ts'
import { type ExtraFile, isMade } from './extra-files.ts'
import { type AskedPython, parseAskedPython } from './interpreter.ts'
import type { BuildFailure, BuiltFile } from './manifest.ts'
import { noRecipe, recipeDigest } from './recipe.ts'
import { keyOf, publicUrl, type Row, type Source } from './row.ts'

/** A wheel that an earlier attempt of this very leg has made, and where it lies now. */
export interface Earlier {
  readonly file: BuiltFile
  readonly path: string
  readonly attempt: number
}

/** A wheel that was made before, with what was made besides it. */
export type Whole<E> = E & { readonly besides: readonly E[] }

/**
 * The rows that need not be built again, each with the wheel that earlier attempts made for it: of the same source and recipe, and what the
 * row wishes for. A row that failed in the last of these attempts is tried again, though another row's wheel would do: its checks did not pass.
 */
export function keepable<E extends Earlier>(
  rows: readonly Row[],
  earlier: readonly E[],
  failures: readonly BuildFailure[],
  serves: (file: BuiltFile, row: Row) => boolean = servesRow,
): Map<Row, E> {
  const latest = [...earlier].sort((a, b) => b.attempt - a.attempt)
  const failed = new Set(failures.map((one) => `${one.package}\n${one.version}\n${one.python}`))
  return new Map(
    rows
      .filter((row) => !failed.has(`${row.name}\n${row.version}\n${row.python.label}`))
      .flatMap((row) => {
        const found = latest.find(({ file }) => serves(file, row))
        return found === undefined ? [] : [[row, found] as const]
      }),
  )
}

/**
 * The rows that stay kept, each with the extra files that were made with its wheel then: those that lack one which a line of `extraFiles` asks for
 * are built again.
 */
export function withExtras<E extends Earlier>(
  kept: ReadonlyMap<Row, E>,
  earlier: readonly E[],
  lines: readonly ExtraFile[],
): Map<Row, Whole<E>> {
  const whole = new Map<Row, Whole<E>>()
  for (const [row, found] of kept) {
    const besides = earlier.filter(({ file, attempt }) => file.made_with === found.file.name && attempt === found.attempt)
    const names = besides.map(({ file }) => file.name)
    if (row.origin === 'dependency' || lines.every((line) => isMade(line, names))) whole.set(row, { ...found, besides })
  }
  return whole
}

/**
 * The rows whose suites have run on what is kept for them, whatever these came to: the wheel of another row may do for a row that was never tried, and
 * without a manifest of its attempt nothing says that it was not.
 */
export function whereTried<E extends Earlier>(kept: ReadonlyMap<Row, E>, runs: readonly SuiteRun[]): Map<Row, E> {
  return new Map([...kept].filter(([row, { file }]) => row.origin === 'dependency' || isTried(row, file, runs)))
}

/** What tells which rows an attempt has done. */
export interface Told {
  readonly runs: readonly SuiteRun[]
  /** The last attempt that was not stopped before its manifest: a row of which this tells no failure was good by then. */
  readonly last: number
}

/**
 * The rows that stay kept, but for those that were perhaps never tried: of an attempt that was stopped before its manifest nothing says for which of
 * several rows a wheel was made that would do for all of them, unless tests have run on it.
 */
export function whereMade<E extends Earlier>(kept: ReadonlyMap<Row, E>, rows: readonly Row[], { runs, last }: Told): Map<Row, E> {
  const isOnly = (row: Row, { file }: E): boolean =>
    rows.every((other) => other === row || keyOf(other.source) !== keyOf(row.source) || !servesRow(file, other))
  const isKnown = ([row, one]: readonly [Row, E]): boolean =>
    row.origin === 'dependency' || one.attempt <= last || isTried(row, one.file, runs) || isOnly(row, one)
  return new Map([...kept].filter(isKnown))
}

function isTried({ python }: Row, file: BuiltFile, runs: readonly SuiteRun[]): boolean {
  return runsOn(file, runs).some((run) => isSame(parseAskedPython(run.python), python))
}

/** Suites that have run on a wheel, or on the sources that it is from. */
export function runsOn({ name, project, version }: BuiltFile, runs: readonly SuiteRun[]): SuiteRun[] {
  return runs.filter((run) => run.project === project && run.version === version && ['', name].includes(run.wheel))
}

function isSame(ran: AskedPython | undefined, asked: AskedPython): boolean {
  if (ran === undefined || ran.major !== asked.major) return false
  if (asked.minor === undefined) return !asked.pypy || ran.pypy
  return ran.pypy === asked.pypy && ran.minor === asked.minor && ran.freeThreaded === asked.freeThreaded
}

function servesRow(file: BuiltFile, row: Row): boolean {
  const name = parseWheelName(file.name)
  if (name === undefined || !isFrom(file.source, row.source)) return false
  // A manifest that tells of no recipe is of a release that knew none.
  if ((file.recipe ?? plain) !== recipeDigest(row.recipe)) return false
  const wheel = { ...name, requiresPython: file.requires_python }
  return row.wish === undefined ? suits(wheel, row) : satisfies(wheel, row.wish)
}

const plain = recipeDigest(noRecipe)

/** Without a wish the wheel need only fit the row's interpreter, on whatever platform this leg builds for. */
function suits({ tags }: WheelName, { python }: Row): boolean {
  const { pypy, major, minor, freeThreaded } = python
  if (minor === undefined) return true
  const tag = formatInterpreter({ implementation: pypy ? 'pp' : 'cp', major, minor, freeThreaded })
  return tags.some((one) => tagFits(one, { python: tag, abi: '', platform: one.platform, pure: true }))
}

/** Of one commit several projects may be built. */
function folderIn(told: string): string {
  return /#subdirectory=(.*)$/s.exec(told)?.[1] ?? ''
}

/** Whether a manifest's word for a source (a URL with its hash, or a path) means this one. */
export function isFrom(told: string, source: Source): boolean {
  if (source.kind === 'git') return told.includes(source.commit) && folderIn(told) === source.subdirectory.replaceAll(/^\/+|\/+$/g, '')
  if (source.kind !== 'sdist') return told === source.path
  return source.sha256 === undefined ? told.startsWith(`${publicUrl(source.url)}#sha256=`) : told.endsWith(`#sha256=${source.sha256}`)
}
