import { parseSdistName } from '../python/sdist-name.ts'
import { type Earlier, isFrom, keepable, type Whole } from './earlier.ts'
import type { BuildFailure, BuiltFile } from './manifest.ts'
import { recipeDigest } from './recipe.ts'
import type { Row } from './row.ts'
import { type DistributionKind, makesSdist, sdistKey } from './sdist-file.ts'

/** Whether a manifest tells of a file as of an sdist that a job has built, or brought from a cache. */
export function isBuiltSdist({ name, tags, origin }: BuiltFile): boolean {
  return (origin === 'built' || origin === 'restored') && tags.length === 0 && parseSdistName(name) !== undefined
}

/**
 * The rows that need not be done again, each with what earlier attempts made for it: its wheel, or where only sdists are asked for, its sdist. What is only
 * checked is checked again.
 */
export function keepableOf<E extends Earlier>(
  asked: DistributionKind,
  rows: readonly Row[],
  earlier: readonly E[],
  failures: readonly BuildFailure[],
): Map<Row, E> {
  if (asked === 'none') return new Map()
  if (asked !== 'sdist') return keepable(rows, earlier, failures)
  const sdists = sdistsOf(rows, earlier)
  const isFound = (file: BuiltFile, row: Row): boolean => makesSdist(row, asked) && sdists.get(sdistKey(row))?.file === file
  return new Map([
    ...keepable(
      rows.filter((row) => !makesSdist(row, asked)),
      earlier,
      failures,
    ),
    ...keepable(rows, [...sdists.values()], failures, isFound),
  ])
}

/** The rows that stay kept where wheels are built from sdists, each with its sdist besides: without that one, all that is built from it is built again. */
export function withSdists<E extends Earlier>(
  asked: DistributionKind,
  rows: readonly Row[],
  kept: ReadonlyMap<Row, Whole<E>>,
  earlier: readonly E[],
): ReadonlyMap<Row, Whole<E>> {
  if (asked !== 'both') return kept
  const sdists = sdistsOf(rows, earlier)
  const whole = new Map<Row, Whole<E>>()
  for (const [row, found] of kept) {
    const sdist = makesSdist(row, asked) ? sdists.get(sdistKey(row)) : undefined
    if (sdist !== undefined) whole.set(row, { ...found, besides: [...found.besides, sdist] })
    else if (!makesSdist(row, asked)) whole.set(row, found)
  }
  return whole
}

/** The sdists that were made before, of the highest attempt each, by what they are made of: by the recipe of any of its rows, since they share one. */
function sdistsOf<E extends Earlier>(rows: readonly Row[], earlier: readonly E[]): Map<string, E> {
  const latest = earlier.filter(({ file }) => isBuiltSdist(file)).sort((a, b) => b.attempt - a.attempt)
  return new Map(
    rows.toReversed().flatMap((row): [string, E][] => {
      const like = new Set<string>(rows.filter((one) => sdistKey(one) === sdistKey(row)).map(({ recipe }) => recipeDigest(recipe)))
      const found = latest.find(({ file }) => isFrom(file.source, row.source) && like.has(file.recipe ?? ''))
      return found === undefined ? [] : [[sdistKey(row), found]]
    }),
  )
}
