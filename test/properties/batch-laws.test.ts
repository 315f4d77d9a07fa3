import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type Batchable, type Batched, type BatchedLeg, type Batching, batchLegs } from '../../core/matrix/batch.ts'
import { parseBatchSizes } from '../../core/matrix/batch-sizes.ts'
import type { MatrixLeg } from '../../core/matrix/leg.ts'
import type { MatrixConfig } from '../../core/matrix/matrix-config.ts'
import { nameMatrixLegs } from '../../core/matrix/name-legs.ts'
import { directPatterns } from '../fakes/patterns.ts'

const pools = ['linux', 'windows', 'mac']
const configs: MatrixConfig[] = ['one', 'two', 'three', 'once'].map((name) => ({
  name,
  path: `${name}.json`,
  selection: 'all',
  nonSparseParameters: [],
  batching: name !== 'once',
}))

/** A question, but for how it is asked: who names which configurations, and the legs of each. */
interface World {
  readonly packages: readonly Batchable[]
  readonly legs: Readonly<Record<string, readonly MatrixLeg[]>>
}

const anyLegs = fc
  .array(fc.constantFrom(...pools), { maxLength: 4 })
  .map((some) => some.map((Pool, at): MatrixLeg => ({ name: `${Pool}_${at}`, cells: [['Pool', Pool]] })))
const anyWorld: fc.Arbitrary<World> = fc.record({
  packages: fc
    .array(fc.subarray(configs, { minLength: 1 }), { maxLength: 25 })
    .map((rows) => rows.map((own, at) => ({ id: `id${at}`, shown: `p${at}`, configs: own.map((config) => ({ ...config })) }))),
  legs: fc.record({ one: anyLegs, two: anyLegs, three: anyLegs, once: anyLegs }),
})
const anySize = fc.integer({ min: 1, max: 12 })
const anySizes = fc.record({ linux: anySize, windows: anySize, mac: anySize })
const anyWay = fc.constantFrom(
  { as: 'direct', every: false } as const,
  { as: 'indirect', every: false } as const,
  { as: 'indirect', every: true } as const,
)

function batched({ packages, legs }: World, way: Pick<Batching, 'as' | 'every'>, ...sizes: string[]): Batched {
  return batchLegs({
    packages,
    ...way,
    legsOf: ({ name }) => legs[name] ?? [],
    sizes: parseBatchSizes(sizes, 'batchSize'),
    variable: 'Names',
    patterns: directPatterns,
  })
}

const sizeLines = (sizes: Readonly<Record<string, number>>): string[] =>
  Object.entries(sizes).map(([pool, size]) => `Pool=^${pool}$ = ${size}`)
const line = ({ name, suffix, ids }: Pick<BatchedLeg, 'name' | 'suffix' | 'ids'>): string => `${name}${suffix}: ${ids.join(' ')}`

/** Create-PrJobMatrix step by step, as it is documented: groups of a list, and the legs of a group. */
function literally({ packages, legs }: World, way: Pick<Batching, 'as' | 'every'>, size: number): string[] {
  const groups: { config: MatrixConfig; ids: string[] }[] = []
  for (const one of packages)
    for (const config of one.configs) {
      let group = groups.find((other) => other.config.name === config.name)
      if (group === undefined) groups.push((group = { config, ids: [] }))
      group.ids.push(one.id)
    }
  const result: string[] = []
  for (const { config, ids } of groups) {
    const queue = (legs[config.name] ?? []).map(({ name }) => name)
    if (!config.batching) result.push(...queue.map((name) => `${name}: `))
    else if (queue.length > 0) result.push(...ofGroup(queue, inBatches(ids, size), way, groups.length > 1 ? `_${config.name}` : ''))
  }
  return result
}

function inBatches(ids: readonly string[], size: number): string[] {
  const batches: string[] = []
  for (let from = 0; from < ids.length; from += size) batches.push(ids.slice(from, from + size).join(' '))
  return batches
}

/** The first of the queue goes to its end, where not every leg takes each batch. */
function ofGroup(queue: string[], batches: readonly string[], way: Pick<Batching, 'as' | 'every'>, ofConfig: string): string[] {
  const result: string[] = []
  let number = 1
  for (const batch of batches) {
    const mark = way.as === 'indirect' ? `_ib${number}` : batches.length > 1 ? `_b${number}` : ''
    if (way.as === 'direct' || way.every) for (const leg of queue) result.push(`${leg}${ofConfig}${mark}: ${batch}`)
    else {
      const leg = queue.shift() ?? ''
      queue.push(leg)
      result.push(`${leg}${ofConfig}${mark}: ${batch}`)
    }
    number += 1
  }
  return result
}

describe('batches', () => {
  it('are those of Create-PrJobMatrix, in its order', () => {
    fc.assert(
      fc.property(anyWorld, anyWay, anySize, (world, way, size) => {
        assert.deepEqual(batched(world, way, String(size)).legs.map(line), literally(world, way, size))
      }),
    )
  })

  it('are, with a size a pool, those of a run of Create-PrJobMatrix for each pool', () => {
    const everyLeg = fc.constantFrom({ as: 'direct', every: false } as const, { as: 'indirect', every: true } as const)
    fc.assert(
      fc.property(anyWorld, everyLeg, anySizes, (world, way, sizes) => {
        const runs = Object.entries(sizes).flatMap(([pool, size]) => {
          const legs = Object.fromEntries(
            Object.entries(world.legs).map(([name, some]) => [name, some.filter(({ cells }) => cells[0]?.[1] === pool)]),
          )
          return literally({ ...world, legs }, way, size)
        })
        assert.deepEqual(
          batched(world, way, ...sizeLines(sizes))
            .legs.map(line)
            .sort(),
          runs.sort(),
        )
      }),
    )
  })

  it('lose no package: each is once on every leg, or in one turn, of each of its configurations, or told as untested', () => {
    fc.assert(
      fc.property(anyWorld, anyWay, anySizes, (world, way, sizes) => {
        const { legs, untested } = batched(world, way, ...sizeLines(sizes))
        const sparse = way.as === 'indirect' && !way.every
        for (const one of world.packages)
          for (const { name, batching } of one.configs) {
            const own = world.legs[name] ?? []
            const holding = legs.filter((leg) => leg.config.name === name && leg.ids.includes(one.id)).map((leg) => leg.name)
            const expected = batching ? own.map((leg) => leg.name) : []
            if (sparse && expected.length > 0) assert.equal(holding.length, 1)
            else assert.deepEqual(holding.toSorted(), expected.toSorted())
            assert.equal(
              untested.some(({ config, ids }) => config.name === name && ids.includes(one.id)),
              own.length === 0,
            )
          }
      }),
    )
  })

  it('hold no package twice, no more than their leg takes, none but those that name the configuration, and keep their order', () => {
    fc.assert(
      fc.property(anyWorld, anyWay, anySizes, (world, way, sizes) => {
        for (const leg of batched(world, way, ...sizeLines(sizes)).legs) {
          const naming = world.packages.filter((one) => one.configs.some(({ name }) => name === leg.config.name)).map(({ id }) => id)
          const size = new Map(Object.entries(sizes)).get(leg.cells[0]?.[1] ?? '') ?? 0
          assert.ok(leg.ids.length <= size)
          assert.deepEqual(
            leg.ids,
            naming.filter((id) => leg.ids.includes(id)),
          )
        }
      }),
    )
  })

  it('that go in turn use every leg before one has a second turn', () => {
    fc.assert(
      fc.property(anyWorld, anySizes, (world, sizes) => {
        const { legs } = batched(world, { as: 'indirect', every: false }, ...sizeLines(sizes))
        for (const { name } of configs.filter(({ batching }) => batching)) {
          const turns = legs.filter(({ config }) => config.name === name).map((leg) => leg.name)
          const own = (world.legs[name] ?? []).map((leg) => leg.name)
          assert.deepEqual(
            turns,
            turns.map((_, at) => own[at % own.length]),
          )
        }
      }),
    )
  })

  it('name in their cell those that they hold, in its order', () => {
    fc.assert(
      fc.property(anyWorld, anyWay, anySize, (world, way, size) => {
        for (const { cells, ids, config } of batched(world, way, String(size)).legs)
          assert.deepEqual(cells.slice(1), config.batching ? [['Names', ids.map((id) => id.replace('id', 'p')).join(',')]] : [])
      }),
    )
  })

  it('stay apart when they are named: no leg with packages is lost, and no two are called the same', () => {
    fc.assert(
      fc.property(anyWorld, anySize, (world, size) => {
        const both = bothLists().flatMap((way) => batched(world, way, String(size)).legs)
        const named = nameMatrixLegs(
          both.map((leg) => ({ ...leg, item: leg.ids })),
          (a, b) => (a.length === 0 && b.length === 0 ? a : undefined),
        )
        assert.equal(new Set(named.map(({ leg }) => leg.toLowerCase())).size, named.length)
        const held = (lists: readonly (readonly string[])[]): string[] => lists.map((ids) => ids.join(' ')).filter((ids) => ids !== '')
        assert.deepEqual(held(named.map(({ item }) => item)), held(both.map(({ ids }) => ids)))
      }),
    )
  })

  it('are the same bytes for the same question, whichever objects ask it', () => {
    fc.assert(
      fc.property(anyWorld, anyWay, anySizes, (world, way, sizes) => {
        const [once, again] = [world, structuredClone(world)].map((one) => JSON.stringify(batched(one, way, ...sizeLines(sizes))))
        assert.equal(once, again)
      }),
    )
  })
})

/** Both lists of a pull request. */
function bothLists(): Pick<Batching, 'as' | 'every'>[] {
  return [
    { as: 'direct', every: true },
    { as: 'indirect', every: false },
  ]
}
