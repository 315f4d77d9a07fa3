import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { PlanLeg } from '../../../core/pipeline/job-data.ts'
import { shareOf, sliceOf } from '../../../core/pipeline/slice.ts'
import { jobPackage } from '../../tasks/BuildWheels/try-run.ts'

/** Legs of as many packages as told, each package with a name of its own. */
function legsOf(...counts: readonly number[]): PlanLeg[] {
  return counts.map((count, at) => ({
    leg: `wheel_${at}`,
    instance: '',
    arch: '',
    platform_tag: `platform_${at}`,
    packages: Array.from({ length: count }, (_, one) => jobPackage({ name: `p${at}-${one}` })),
  }))
}

const told = (legs: readonly PlanLeg[]): string[] => legs.flatMap((leg) => leg.packages.map(({ name }) => `${leg.platform_tag} ${name}`))
const shares = (legs: readonly PlanLeg[], of: number): string[][] =>
  Array.from({ length: of }, (_, at) => told(shareOf(legs, { position: at + 1, of })))

describe('the share of a slice', () => {
  const plans = fc.array(fc.nat(9), { maxLength: 8 }).map((counts) => legsOf(...counts))
  const many = fc.integer({ min: 1, max: 12 })

  it('is disjoint from all others, and with them the plan', () => {
    fc.assert(
      fc.property(plans, many, (legs, of) => {
        assert.deepEqual(shares(legs, of).flat().sort(), told(legs).sort())
      }),
    )
  })

  it('has an even length, where there are fewer legs than slices', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 3 }), (counts) => {
        const lengths = shares(legsOf(...counts), 4).map((share) => share.length)
        assert.ok(Math.max(...lengths) - Math.min(...lengths) <= 1)
      }),
    )
  })

  it('holds legs whole, where there are enough of them', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 4, maxLength: 9 }), (counts) => {
        const legs = legsOf(...counts)
        const parts = Array.from({ length: 4 }, (_, at) => shareOf(legs, { position: at + 1, of: 4 }))
        for (const leg of parts.flat()) assert.ok(legs.includes(leg))
        assert.ok(parts.every((part) => part.length > 0))
      }),
    )
  })

  it('gives the longest legs first to who has least', () => {
    assert.deepEqual(shares(legsOf(1, 3, 2), 2), [
      ['platform_1 p1-0', 'platform_1 p1-1', 'platform_1 p1-2'],
      ['platform_0 p0-0', 'platform_2 p2-0', 'platform_2 p2-1'],
    ])
  })

  it('cuts a leg into runs of its order', () => {
    assert.deepEqual(shares(legsOf(3, 2), 3), [
      ['platform_0 p0-0'],
      ['platform_0 p0-1', 'platform_0 p0-2'],
      ['platform_1 p1-0', 'platform_1 p1-1'],
    ])
  })

  it('may be nothing', () => assert.deepEqual(shares(legsOf(1), 3), [[], [], ['platform_0 p0-0']]))
})

describe('a slice', () => {
  const rows: [why: string, variables: Record<string, string>, slice: unknown][] = [
    [
      'of parallel: 4',
      { 'System.ParallelExecutionType': 'MultiMachine', 'System.JobPositionInPhase': '2', 'System.TotalJobsInPhase': '4' },
      { position: 2, of: 4 },
    ],
    [
      'is no leg of a matrix',
      { 'System.ParallelExecutionType': 'MultiConfiguration', 'System.JobPositionInPhase': '2', 'System.TotalJobsInPhase': '4' },
      undefined,
    ],
    [
      'is no plain job',
      { 'System.ParallelExecutionType': 'None', 'System.JobPositionInPhase': '1', 'System.TotalJobsInPhase': '1' },
      undefined,
    ],
    [
      'is not beyond the last',
      { 'System.ParallelExecutionType': 'MultiMachine', 'System.JobPositionInPhase': '5', 'System.TotalJobsInPhase': '4' },
      undefined,
    ],
    ['is not without a number', { 'System.ParallelExecutionType': 'MultiMachine' }, undefined],
    ['is nothing elsewhere', {}, undefined],
  ]
  for (const [why, variables, slice] of rows)
    it(why, () =>
      assert.deepEqual(
        sliceOf((name) => variables[name]),
        slice,
      ),
    )
})
