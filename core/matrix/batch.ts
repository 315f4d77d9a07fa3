import { canonical } from '../canonical.ts'
import { Problem } from '../problem.ts'
import type { BatchSizes } from './batch-sizes.ts'
import { filterLegs } from './filter.ts'
import type { MatrixLeg } from './leg.ts'
import { type MatrixConfig, noMatrix } from './matrix-config.ts'
import type { Patterns } from './pattern.ts'

/** A package that legs are to hold. */
export interface Batchable {
  readonly id: string
  /** What stands for it in the cell. */
  readonly shown: string
  /** None is one leg without parameters. */
  readonly configs: readonly MatrixConfig[]
}

/** Packages, and what they are put on. */
export interface Batching {
  /** In the order in which legs hold them. */
  readonly packages: readonly Batchable[]
  readonly as: 'direct' | 'indirect'
  /** The legs of a configuration, filtered; asked once for each. */
  readonly legsOf: (config: MatrixConfig) => readonly MatrixLeg[]
  readonly sizes: BatchSizes
  /** Whether indirect packages go on every leg too; else each batch goes on one, in turn. */
  readonly every: boolean
  /** The cell that names the packages. */
  readonly variable: string
  readonly patterns: Patterns
}

/** A leg with its packages. */
export interface BatchedLeg {
  readonly name: string
  /** What its name ends with, whole: `_config`, `_b2`, `_ib1`, `_config_b2`; often empty. */
  readonly suffix: string
  readonly cells: MatrixLeg['cells']
  /** Empty where the configuration does not batch. */
  readonly ids: readonly string[]
  readonly config: MatrixConfig
}

/** Legs in order, and what no leg of a configuration holds since it has none left. */
export interface Batched {
  readonly legs: readonly BatchedLeg[]
  readonly untested: readonly { readonly config: MatrixConfig; readonly ids: readonly string[] }[]
}

/** A configuration, its packages and its legs. */
interface Group {
  readonly config: MatrixConfig
  readonly packages: readonly Batchable[]
  readonly legs: readonly MatrixLeg[]
}

/** A batch on a leg; `mark` is empty where the leg has but one. */
interface Placed {
  readonly leg: MatrixLeg
  readonly batch: readonly Batchable[]
  readonly mark: string
}

/** So many legs are more than anybody can run; beyond, they are counted and not made. */
const mostLegs = 100_000

/**
 * Puts packages on the legs of their configurations, as Create-PrJobMatrix does: direct ones on every leg, in batches of the leg's size; indirect
 * ones, unless `every`, a batch on one leg, in turn. Equal configurations are one; the first that is named comes first. `NAME_INVALID` where a
 * package cannot stand in the cell, `MATRIX_INVALID` where a parameter has that cell's name, `TOO_MANY_JOBS` beyond 100,000.
 */
export function batchLegs(of: Batching): Batched {
  for (const one of of.packages) requireShown(one)
  const groups = groupsOf(of)
  const several = groups.length > 1
  return {
    legs: groups.flatMap((group) => legsOfGroup(group, of, several)),
    untested: groups.filter(({ legs }) => legs.length === 0).map(({ config, packages }) => ({ config, ids: packages.map(({ id }) => id) })),
  }
}

/** By what the configurations hold, in the order in which packages name them. */
function groupsOf({ packages, legsOf }: Batching): Group[] {
  const groups = new Map<string, { config: MatrixConfig; packages: Set<Batchable> }>()
  for (const one of packages)
    for (const config of one.configs.length === 0 ? [noMatrix] : one.configs) {
      const key = canonical({ ...config, nonSparseParameters: [...config.nonSparseParameters] })
      const group = groups.get(key) ?? { config, packages: new Set() }
      groups.set(key, group)
      group.packages.add(one)
    }
  return [...groups.values()].map(({ config, packages }) => ({ config, packages: [...packages], legs: legsOf(config) }))
}

function legsOfGroup(group: Group, of: Batching, several: boolean): BatchedLeg[] {
  const { config, legs } = group
  if (!config.batching) return legs.map(({ name, cells }) => ({ name, suffix: '', cells, ids: [], config }))
  for (const leg of legs) requireFree(leg, of.variable, config)
  const named = several ? suffix(config.name) : ''
  return place(group, of).map(({ leg, batch, mark }) => ({
    name: leg.name,
    suffix: named + mark,
    cells: [...leg.cells, [of.variable, batch.map(({ shown }) => shown).join(',')] as const],
    ids: batch.map(({ id }) => id),
    config,
  }))
}

function place(group: Group, of: Batching): Placed[] {
  const sizes = sizesOf(group.legs, of)
  const sparse = of.as === 'indirect' && !of.every
  return sparse ? inTurn(group, sizes) : onEvery(group, sizes, of.as)
}

/** The batches of all legs side by side: the first ones, then the second ones, as far as a leg has them. */
function onEvery({ legs, packages }: Group, sizes: readonly number[], as: Batching['as']): Placed[] {
  const most = Math.max(0, ...sizes.map((size) => Math.ceil(packages.length / size)))
  requireBounded(sizes.reduce((sum, size) => sum + Math.ceil(packages.length / size), 0))
  return Array.from({ length: most }, (_, at) => at).flatMap((at) =>
    legs.flatMap((leg, legAt) => {
      const size = sizes[legAt] ?? 1
      const batch = packages.slice(at * size, (at + 1) * size)
      const mark = as === 'indirect' ? `_ib${at + 1}` : packages.length > size ? `_b${at + 1}` : ''
      return batch.length === 0 ? [] : [{ leg, batch, mark }]
    }),
  )
}

/** Each batch on the next leg, and as large as that leg takes. */
function inTurn({ legs, packages }: Group, sizes: readonly number[]): Placed[] {
  const placed: Placed[] = []
  for (let from = 0; from < packages.length && legs.length > 0;) {
    const at = placed.length % legs.length
    const [leg, size] = [legs[at], sizes[at]]
    if (leg === undefined || size === undefined) break
    placed.push({ leg, batch: packages.slice(from, from + size), mark: `_ib${placed.length + 1}` })
    from += size
  }
  return placed
}

function sizesOf(legs: readonly MatrixLeg[], { sizes, patterns }: Batching): number[] {
  const passing = sizes.special.map(({ filter, size }) => ({ legs: new Set(filterLegs(legs, [filter], patterns)), size }))
  return legs.map((leg) => passing.find((special) => special.legs.has(leg))?.size ?? sizes.otherwise)
}

/** Lawful in a name, as what names of legs show is. */
function suffix(name: string): string {
  const lawful = name.replaceAll(/[^A-Za-z0-9_]/g, '')
  return lawful === '' ? '' : `_${lawful}`
}

function requireShown({ id, shown }: Batchable): void {
  if (shown.trim() !== '' && !/,|\$\(|\p{Cc}/u.test(shown)) return
  throw new Problem(
    'NAME_INVALID',
    `The package ${id} would stand as '${shown}' in a list of packages that commas set apart.`,
    'Name another packageKey, or give it a name there without commas, line breaks and $(.',
  )
}

function requireFree({ cells }: MatrixLeg, variable: string, { path }: MatrixConfig): void {
  const taken = cells.find(([name]) => name.toLowerCase() === variable.toLowerCase())
  if (taken === undefined) return
  throw new Problem(
    'MATRIX_INVALID',
    `The matrix ${path} has a parameter '${taken[0]}', and that variable names the packages of a leg.`,
    'Rename the parameter, or name another packagesVariable.',
  )
}

function requireBounded(count: number): void {
  if (count <= mostLegs) return
  throw new Problem('TOO_MANY_JOBS', `The plan would have ${count} jobs.`, 'Put more packages in a job by batchSize, or filter the matrix.')
}
