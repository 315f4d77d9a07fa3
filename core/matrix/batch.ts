import { canonical } from '../canonical.ts'
import { Problem } from '../problem.ts'
import type { BatchSizes } from './batch-sizes.ts'
import { filterLegs } from './filter.ts'
import type { MatrixLeg } from './leg.ts'
import { type MatrixConfig, noMatrix } from './matrix-config.ts'
import type { Patterns } from './pattern.ts'
import { inTurn, onEvery, type Placed, type Remembered, type Sized } from './put-on-legs.ts'

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
  /** What a cache knows of the packages; without one all is built. */
  readonly remembered?: Remembered
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
  /** The combination that it is of. */
  readonly on: MatrixLeg
}

/** Legs in order, and what no leg of a configuration holds since it has none left. */
export interface Batched {
  readonly legs: readonly BatchedLeg[]
  /** What a cache has of a combination, so that no leg holds it. */
  readonly restored: readonly { readonly id: string; readonly on: MatrixLeg }[]
  readonly untested: readonly { readonly config: MatrixConfig; readonly ids: readonly string[] }[]
}

/** A configuration, its packages and its legs. */
interface Group {
  readonly config: MatrixConfig
  readonly packages: Batch
  readonly legs: readonly MatrixLeg[]
}

/** Packages that one leg holds. */
type Batch = readonly Batchable[]

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
  const put = groups.map((group) => legsOfGroup(group, of, several))
  return {
    legs: put.flatMap(({ legs }) => legs),
    restored: put.flatMap(({ restored }) => restored),
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

function legsOfGroup({ config, packages, legs }: Group, of: Batching, several: boolean): Pick<Batched, 'legs' | 'restored'> {
  if (!config.batching)
    return { legs: legs.map((leg) => ({ name: leg.name, suffix: '', cells: leg.cells, ids: [], config, on: leg })), restored: [] }
  for (const leg of legs) requireFree(leg, of.variable, config)
  const named = several ? suffix(config.name) : ''
  const sized = sizedLegs(legs, of)
  const { placed, restored } =
    of.as === 'indirect' && !of.every ? inTurn(packages, sized, of.remembered) : onEvery(packages, sized, of.remembered, requireBounded)
  const numberOf = ({ number, isOneOf }: Placed<Batchable>): string =>
    of.as === 'indirect' ? `_ib${number}` : isOneOf ? `_b${number}` : ''
  return {
    legs: placed.map((one) => ({
      name: one.leg.name,
      suffix: named + numberOf(one),
      cells: [...one.leg.cells, [of.variable, one.batch.map(({ shown }) => shown).join(',')] as const],
      ids: one.batch.map(({ id }) => id),
      config,
      on: one.leg,
    })),
    restored,
  }
}

function sizedLegs(legs: readonly MatrixLeg[], { sizes, patterns }: Batching): Sized[] {
  const passing = sizes.special.map(({ filter, size }) => ({ legs: new Set(filterLegs(legs, [filter], patterns)), size }))
  return legs.map((leg) => ({ leg, size: passing.find((special) => special.legs.has(leg))?.size ?? sizes.otherwise }))
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
