import { every, inTurn, product, sparse, withAll } from './combine.ts'
import { resolveEnvironment } from './environment.ts'
import { excluded } from './exclude.ts'
import { type Filter, filterLegs, filterNames } from './filter.ts'
import { importChain } from './imports.ts'
import { requireKnownNames } from './known-names.ts'
import type { MatrixLeg } from './leg.ts'
import { withVariables } from './leg-variables.ts'
import type { Selection } from './matrix-config.ts'
import type { Combination, MatrixFile } from './matrix-file.ts'
import { alikeNames, legNamer } from './leg-names.ts'
import type { Patterns } from './pattern.ts'
import { replaceChoices, type Replacement } from './replace.ts'

/** How a matrix file becomes legs. */
export interface Generation {
  readonly selection: Selection
  readonly nonSparse: readonly string[]
  readonly filters: readonly Filter[]
  readonly replace: readonly Replacement[]
  /** A regular expression; undefined lets every name pass. */
  readonly displayNameFilter: string | undefined
  readonly environment: (name: string) => string | undefined
  readonly patterns: Patterns
}

/** What a matrix file comes to. */
export interface Generated {
  readonly legs: readonly MatrixLeg[]
  /** What took the last leg; undefined where some are left, or there never was one. */
  readonly emptiedBy: string | undefined
  /** How many legs may run at once; 0 for no limit. */
  readonly maxParallel: number
  /** Entries of `variables` that no leg takes, and names that tell no legs apart; each a sentence. */
  readonly idle: readonly string[]
}

/**
 * Expands the matrix file at a path (as written; empty for one leg without parameters): what it imports, the selection, their product, excludes, includes, variables; then filters, replacements, `env:` and the filter of
 * names, in this order, so that filters see values as they are written and names what comes of them. More than 10,000 combinations are `TOO_MANY_JOBS`.
 */
export function expandMatrix(path: string, files: ReadonlyMap<string, MatrixFile>, how: Generation): Generated {
  const chain = path === '' ? [] : importChain(path, files)
  const all = chain.reduceRight<readonly Combination[]>((imported, file) => combinationsOf(file, imported, how), path === '' ? [[]] : [])
  requireKnownNames(chain)
  const entries = chain.toReversed().flatMap(({ variables }) => variables)
  const { combinations, idle } = withVariables(all, entries)
  const { legs, emptiedBy } = filtered(combinations.map(unnamed), how)
  const replaced = replaceChoices(
    legs.map(({ combination }) => combination),
    how.replace,
    how.patterns,
  )
  const nameOf = legNamer(chain)
  const named = resolveEnvironment(replaced, how.environment).map((combination) =>
    path === '' ? plainLeg : { name: nameOf(combination), cells: cellsOf(combination) },
  )
  const left = how.displayNameFilter === undefined ? named : filterNames(named, how.displayNameFilter, how.patterns)
  const nameFilter = named.length > 0 && left.length === 0 ? `the display name filter '${how.displayNameFilter ?? ''}'` : undefined
  const maxParallel = chain.find((file) => file.maxParallel !== undefined)?.maxParallel ?? 0
  return {
    legs: left,
    emptiedBy: all.length === 0 ? takenBy(chain) : (emptiedBy ?? nameFilter),
    maxParallel,
    idle: [...idle, ...alikeNames(chain, left)],
  }
}

/** The selection of one file, times what it imports, but for its excludes, and with its includes. */
function combinationsOf(file: MatrixFile, imported: readonly Combination[], how: Generation): readonly Combination[] {
  const own = inTurn(file.matrices, (matrix) => (how.selection === 'all' ? every(matrix) : sparse(matrix, how.nonSparse)))
  return withAll(excluded(product(own, imported), file.exclude), file.include)
}

function takenBy(chain: readonly MatrixFile[]): string | undefined {
  return chain.some(({ exclude }) => exclude.length > 0) ? 'its excludes' : undefined
}

/** Of no file. */
const plainLeg: MatrixLeg = { name: 'packages', cells: [] }

/** A combination as filters take it. */
interface Unnamed extends MatrixLeg {
  readonly combination: Combination
}

function unnamed(combination: Combination): Unnamed {
  return { name: '', cells: cellsOf(combination), combination }
}

/** Filter by filter, to know which one took the last. */
function filtered(all: readonly Unnamed[], { filters, patterns }: Generation): { legs: readonly Unnamed[]; emptiedBy: string | undefined } {
  let legs = all
  for (const filter of filters) {
    const left = filterLegs(legs, [filter], patterns)
    if (legs.length > 0 && left.length === 0) return { legs: left, emptiedBy: `the filter '${filter.text}'` }
    legs = left
  }
  return { legs, emptiedBy: undefined }
}

function cellsOf(combination: Combination): MatrixLeg['cells'] {
  return combination.flatMap(({ values }) => values)
}
