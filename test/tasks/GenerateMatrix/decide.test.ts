import assert from 'node:assert/strict'
import fc from 'fast-check'
import { formatChangePlan } from '../../../core/changes/plan/plan-file.ts'
import { localFiles } from '../../../adapters/local/files.ts'
import { Ask } from '../../../core/ask.ts'
import { entryName } from '../../../core/cache/place.ts'
import type { Diff } from '../../../core/changes/diff.ts'
import type { LocalPackage } from '../../../core/changes/local-package.ts'
import type { CacheStore } from '../../../core/store.ts'
import { decide, type Decided } from '../../../tasks/GenerateMatrix/changes/decide.ts'
import { readInputs } from '../../../tasks/GenerateMatrix/inputs.ts'
import type { Ports } from '../../../tasks/GenerateMatrix/ports.ts'
import { local, need } from '../../core/changes/local.ts'
import { fixedClock } from '../../fakes/fixed-clock.ts'
import { fixedDownloads } from '../../fakes/fixed-downloads.ts'
import { memoryIndex } from '../../fakes/memory-index.ts'
import { memoryStore } from '../../fakes/memory-store.ts'
import { type World, world } from './world.ts'

const configs = [
  '{ Name: one, Path: one.json }',
  '{ Name: two, Path: two.json, Selection: sparse }',
  '{ Name: three, Path: one.json, Selection: sparse }',
]

interface Case {
  readonly needs: readonly (readonly number[])[]
  readonly changed: readonly number[]
  readonly used: readonly string[]
  readonly size: number
  readonly every: boolean
}
const anyCase: fc.Arbitrary<Case> = fc.record({
  needs: fc.array(fc.array(fc.nat({ max: 11 }), { maxLength: 3 }), { minLength: 12, maxLength: 12 }),
  changed: fc.subarray([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
  used: fc.subarray(configs, { minLength: 1 }),
  size: fc.integer({ min: 1, max: 5 }),
  every: fc.boolean(),
})

describe('what is decided about changes', () => {
  let made: World
  before(() => {
    made = world()
    made.put('one.json', JSON.stringify({ matrix: { Agent: { a: { Pool: 'a' }, b: { Pool: 'b' } }, Python: ['3.9', '3.12'] } }))
    made.put('two.json', JSON.stringify({ matrix: { Python: ['3.9', '3.12', '3.13'], Mode: ['x', 'X'] } }))
  })
  after(() => made.remove())

  function ports(cache?: CacheStore): Ports {
    const files = localFiles(made.temp)
    const { log, pipeline, git, sources, checkout } = made
    const upstream = memoryIndex({})
    return {
      store: undefined,
      cache: cache && (() => Promise.resolve(cache)),
      artifacts: undefined,
      upstream,
      index: () => upstream,
      git,
      downloads: fixedDownloads({}, files),
      files,
      log,
      pipeline,
      clock: fixedClock(),
      sources,
      ...checkout,
    }
  }

  async function decided(
    { needs, changed, used, size, every }: Case,
    arrange: <T>(some: readonly T[]) => T[],
    cache?: CacheStore,
  ): Promise<Decided> {
    const packages = needs.map((on, at): LocalPackage => local(`p${at}`, { needs: on.map((to) => need(`p${to}`)) }))
    const diff: Diff = { changed: arrange(changed.map((at) => `packages/p${at}/a.py`)), deleted: [], excludePaths: [], pullRequest: '-1' }
    const given: Record<string, string> = {
      mode: 'changes',
      matrixConfigs: `[${used.join(', ')}]`,
      batchSize: String(size),
      indirectSelection: every ? 'all' : 'sparse',
      ...(cache === undefined ? {} : { cache: 's3://cache' }),
    }
    const inputs = readInputs(new Ask({ input: (name) => given[name], variable: () => undefined, inputs: [] }))
    const checkout = { top: made.sources, commit: 'c0ffee', tracked: undefined, folderOf: (folder: string) => folder }
    const found = { kind: 'known', diff, base: '', head: 'c0ffee', says: 'here' } as const
    return await decide({ found, checkout, packages: arrange(packages), notes: [] }, inputs, ports(cache))
  }
  const asIs = <T>(some: readonly T[]): T[] => [...some]

  it('loses no package, and has none twice on a combination', async () => {
    await fc.assert(
      fc.asyncProperty(anyCase, async (given) => {
        const { plan } = await decided(given, asIs)
        for (const { name, selected, legs } of plan.packages) {
          assert.equal(legs.length > 0, selected !== 'not-selected', name)
          const combinations = plan.jobs
            .filter(({ leg }) => legs.includes(leg))
            .map(
              ({ leg, cells }) =>
                `${leg.replace(/.*?(_one|_two|_three|$)(?:_i?b\d+)?$/, '$1')} ${JSON.stringify({ ...cells, ArtifactPackageNames: '' })}`,
            )
          assert.equal(new Set(combinations).size, combinations.length, name)
          if (selected === 'direct' || (given.every && selected === 'indirect'))
            assert.equal(
              legs.length,
              given.used.reduce((sum, one) => sum + (one.includes(' one,') ? 4 : one.includes(' two,') ? 3 : 2), 0),
            )
          if (!given.every && selected === 'indirect') assert.equal(legs.length, given.used.length)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('names every job otherwise, ignoring case', async () => {
    await fc.assert(
      fc.asyncProperty(anyCase, async (given) => {
        const { plan } = await decided(given, asIs)
        const names = plan.jobs.map(({ leg }) => leg.toLowerCase())
        assert.equal(new Set(names).size, names.length)
        for (const name of names) assert.match(name, /^[a-z]\w{0,99}$/)
      }),
      { numRuns: 60 },
    )
  })

  it('comes to the same bytes, whatever the order in which packages and paths are told', async () => {
    await fc.assert(
      fc.asyncProperty(anyCase, async (given) => {
        const [one, other] = [await decided(given, asIs), await decided(given, (some) => some.toReversed())]
        assert.equal(formatChangePlan(other.plan), formatChangePlan(one.plan))
      }),
      { numRuns: 60 },
    )
  })

  it('builds in each job what it needs of what is planned', async () => {
    await fc.assert(
      fc.asyncProperty(anyCase, async (given) => {
        const { plan } = await decided(given, asIs)
        const planned = new Set(plan.packages.filter(({ selected }) => selected !== 'not-selected').map(({ name }) => name))
        for (const { packages, dependencies } of plan.jobs) {
          const there = [...dependencies, ...packages].map(({ name }) => name)
          for (const name of there)
            for (const to of given.needs[Number(name.slice(1))] ?? [])
              assert.ok(!planned.has(`p${to}`) || there.includes(`p${to}`), `${name} needs p${to}`)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('with a cache builds what it has not, restores what it has, and loses nothing either', async () => {
    await fc.assert(
      fc.asyncProperty(anyCase, fc.infiniteStream(fc.boolean()), async (given, isKept) => {
        const bucket = memoryStore()
        const cache: CacheStore = { ...bucket, writing: undefined }
        const placesOf = ({ plan }: Decided, of: 'jobs' | 'restores'): string[] =>
          (plan[of] ?? []).flatMap(({ packages }) => packages.map((one) => one.cache?.place ?? ''))
        const every = { ...given, every: true }
        const first = await decided(every, asIs, cache)
        const all = new Set(placesOf(first, 'jobs'))
        for (const { packages } of first.plan.jobs)
          for (const { cache: ref } of packages)
            if (ref !== undefined && isKept.next().value)
              await bucket.put(entryName(ref.place, ref.key, 'whole'), Buffer.from('{}'), { type: '', cache: '', when: 'always' })
        const second = await decided(every, asIs, cache)
        const [jobs, restores] = [new Set(placesOf(second, 'jobs')), placesOf(second, 'restores')]
        assert.deepEqual(new Set([...jobs, ...restores]), all)
        assert.equal(restores.length, new Set(restores).size)
        assert.ok(restores.every((place) => !jobs.has(place)))
        assert.deepEqual(second.counts.warm, restores.length)
        // One combination is enough for what is tested in turn, however many a cache has.
        const inTurn = await decided({ ...given, every: false }, asIs, cache)
        for (const { name, selected, legs, cache: told = [] } of inTurn.plan.packages) {
          assert.equal(told.length > 0, selected !== 'not-selected', name)
          if (selected === 'indirect') assert.ok(legs.length <= given.used.length && told.length <= given.used.length, name)
        }
        assert.equal(inTurn.isShort, false)
      }),
      { numRuns: 30 },
    )
  })
})
