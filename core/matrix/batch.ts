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
  readonly packages: Batch
  readonly legs: readonly MatrixLeg[]
}

/** Packages that one leg holds. */
type Batch = readonly Batchable[]

/** A leg, and how many packages it holds at most. */
interface Sized {
  readonly leg: MatrixLeg
  readonly size: number
}

/** A batch on a leg, and its number on that leg or in all turns, from 1 on. */
interface Placed extends Sized {
  readonly batch: Batch
  readonly number: number
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

function legsOfGroup({ config, packages, legs }: Group, of: Batching, several: boolean): BatchedLeg[] {
  if (!config.batching) return legs.map(({ name, cells }) => ({ name, suffix: '', cells, ids: [], config }))
  for (const leg of legs) requireFree(leg, of.variable, config)
  const named = several ? suffix(config.name) : ''
  const sized = sizedLegs(legs, of)
  const placed = of.as === 'indirect' && !of.every ? inTurn(packages, sized) : onEvery(packages, sized)
  return placed.map(({ leg, size, batch, number }) => ({
    name: leg.name,
    suffix: named + (of.as === 'indirect' ? `_ib${number}` : packages.length > size ? `_b${number}` : ''),
    cells: [...leg.cells, [of.variable, batch.map(({ shown }) => shown).join(',')] as const],
    ids: batch.map(({ id }) => id),
    config,
  }))
}

/** The first batches of all legs, then the second ones, and so on as far as a leg has them. */
function onEvery(packages: Batch, sized: readonly Sized[]): Placed[] {
  requireBounded(sized.reduce((sum, { size }) => sum + Math.ceil(packages.length / size), 0))
  const bySize = new Map([...new Set(sized.map(({ size }) => size))].map((size) => [size, split(packages, size)]))
  const placed = sized.flatMap((one) => (bySize.get(one.size) ?? []).map((batch, at) => ({ ...one, batch, number: at + 1 })))
  return placed.sort((a, b) => a.number - b.number)
}

/** Each batch on the next leg, and as large as that leg takes. */
function inTurn(packages: Batch, sized: readonly Sized[]): Placed[] {
  const placed: Placed[] = []
  for (let from = 0; from < packages.length;) {
    const next = sized[placed.length % sized.length]
    if (next === undefined) break
    placed.push({ ...next, batch: packages.slice(from, from + next.size), number: placed.length + 1 })
    from += next.size
  }
  return placed
}

function split(packages: Batch, size: number): Batch[] {
  return Array.from({ length: Math.ceil(packages.length / size) }, (_, at) => packages.slice(at * size, (at + 1) * size))
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
