import assert from 'node:assert/strict'
import type { CachedLeg, PlannedPackage } from '../../../../core/changes/plan/plan-file.ts'
import { cacheCell, cacheClauses, cacheGroups } from '../../../../core/changes/plan/tell-cache.ts'
import { cachedPlan, changePlan } from './change-plan.ts'

const [planned] = changePlan().packages
const withCache = (...cache: CachedLeg[]): PlannedPackage => {
  assert.ok(planned !== undefined)
  return { ...planned, cache }
}
const cold = (because: string): CachedLeg => ({ leg: 'linux', state: 'cold', because, seconds: undefined })
const warm: CachedLeg = { leg: 'linux', state: 'warm', because: '', seconds: undefined }

describe('what a plan tells of a cache', () => {
  it('is nothing without one', () => {
    assert.deepEqual(cacheClauses(changePlan()), [])
    assert.ok(cacheGroups(changePlan()).every(({ lines }) => lines.length === 0))
  })

  it('is what is restored, and the time that saves as far as it is known', () => {
    assert.deepEqual(cacheClauses(cachedPlan()), [
      '1 in the cache, unless their jobs find them stale',
      '1 to restore from the cache, about 2 min saved',
    ])
    const packages = cachedPlan().packages.map((one) => ({
      ...one,
      cache: one.cache?.map((leg) => ({ ...leg, seconds: undefined })) ?? [],
    }))
    assert.equal(cacheClauses(cachedPlan({ packages }))[1], '1 to restore from the cache')
  })

  it('is why something is cold, and what building it took', () => {
    const told = cacheGroups(cachedPlan()).filter(({ lines }) => lines.length > 0)
    assert.deepEqual(told, [
      { title: 'Not in the cache: 1 build', lines: ['core on linux: core.py changed'] },
      { title: 'In the cache, unless their jobs find them stale: 1 build', lines: ['client on linux_ib1, built in 7 s'] },
      { title: 'windows, from the cache: 1 package', lines: ['core, built in about 2 min'] },
    ])
  })

  it('sets apart what cacheStatus leaves out', () => {
    const told = cacheGroups(cachedPlan({ jobs: [], restores: [] })).filter(({ lines }) => lines.length > 0)
    assert.deepEqual(told, [
      {
        title: 'In the cache, and not planned: 2 builds',
        lines: ['client on linux_ib1, built in 7 s', 'core on windows, built in about 2 min'],
      },
      { title: 'Not in the cache, and not planned: 1 build', lines: ['core on linux: core.py changed'] },
    ])
  })

  it('says of a failure that it is one', () => {
    const packages = cachedPlan().packages.map((one) => ({
      ...one,
      cache: one.cache?.map((leg) => (leg.state === 'warm' ? { ...leg, state: 'failed' as const } : leg)) ?? [],
    }))
    const told = cacheGroups(cachedPlan({ packages })).find(({ title }) => title.startsWith('windows'))
    assert.deepEqual(told?.lines, ['core, built in about 2 min, which came to nothing'])
  })

  const cells: [given: CachedLeg[], expected: string][] = [
    [[], ''],
    [[warm], '1 in the cache'],
    [[cold('a.py changed'), cold('a.py changed'), warm], '2 cold: a.py changed; 1 in the cache'],
    [[cold('a.py changed'), cold('b.py changed')], '2 cold: a.py changed; and 1 more'],
    [
      [
        { ...warm, state: 'failed' },
        { ...warm, state: 'look' },
      ],
      '1 in the cache; 1 in the cache that came to nothing',
    ],
  ]
  for (const [given, expected] of cells) it(`is in a cell '${expected}'`, () => assert.equal(cacheCell(withCache(...given)), expected))
})
