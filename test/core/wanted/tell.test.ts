import assert from 'node:assert/strict'
import { type Plan, planOf } from '../../../core/wanted/plan-file.ts'
import { headline, rowTitle, summarisePlan, tellPlan } from '../../../core/wanted/tell.ts'
import type { CacheWish } from '../../../core/cache/warmth.ts'
import { planLegs } from '../../../core/wanted/legs.ts'
import { build, restore } from './cached.ts'
import { everyReason } from './every-reason.ts'
import { row } from './rows.ts'

const plan = everyReason()
const only = (...kinds: string[]): Plan => ({ ...plan, decisions: plan.decisions.filter(({ kind }) => kinds.includes(kind)) })

describe('tellPlan', () => {
  it('tells every row once, with its reason', () => {
    const lines = tellPlan(plan).flatMap((group) => group.lines)
    assert.deepEqual([...lines].sort(), plan.decisions.map((one) => `${rowTitle(one)}: ${one.says}`).sort())
  })

  it('groups by leg, then by reason, the errors last', () =>
    assert.deepEqual(
      tellPlan(plan).map(({ title }) => title),
      [
        'wheel_linux_x86_64_x86_64_ubuntu_24_04: 8 wheels on ubuntu-24.04 (x86_64)',
        'wheel_win_amd64: 1 wheel on windows-2022 (AMD64)',
        'Already in the index: 1 wheel',
        'Already in the index, by a recipe that has changed since: 1 wheel',
        'Already upstream: 1 wheel',
        'Covered by another wheel of this plan: 1 wheel',
        'Covered by another wheel of this plan, whose recipe differs: 1 wheel',
        'Withdrawn from the index: 1 wheel',
        'Not made for this Python: 1 wheel',
        'Nothing to build from: 1 wheel',
        'Not resolved: 1 wheel',
      ],
    ))

  it('says it so that a stranger understands', () => {
    const lines = tellPlan(plan).flatMap((group) => group.lines)
    assert.ok(lines.includes('Spam 1.0 for cp312 on linux_x86_64: already in the index as Spam-1.0-cp312-cp312-linux_x86_64.whl'))
    assert.ok(lines.includes('Spam 1.1 for cp312 on win_amd64: covered by the wheel for cp310-abi3 on win_amd64 (packages.Spam[3])'))
  })
})

describe('headline', () => {
  const table: [given: Plan, expected: string][] = [
    [plan, '9 wheels to build in 2 jobs; 8 skipped, 1 that cannot be resolved.'],
    [only('build'), '9 wheels to build in 2 jobs.'],
    [{ ...only('skip'), jobs: [] }, 'Nothing to build: of 8 wheels wanted, 8 skipped.'],
    [{ ...only('error'), jobs: [] }, 'Nothing to build: of 1 wheel wanted, 1 that cannot be resolved.'],
    [{ version: 1, decisions: [], jobs: [] }, 'The matrix asks for no wheel, so there is nothing to build.'],
  ]
  for (const [given, expected] of table) it(expected, () => assert.equal(headline(given), expected))
})

describe('summarisePlan', () => {
  it('says plainly that there is nothing to do', () => {
    const summary = summarisePlan({ version: 1, decisions: [], jobs: [] })
    assert.match(summary, /there is nothing to build/)
    assert.doesNotMatch(summary, /\|/)
  })

  it('shows no markup of others', () => {
    const [first] = plan.decisions
    assert.ok(first !== undefined)
    const summary = summarisePlan({ ...plan, decisions: [{ ...first, name: '<b>|`x', says: '[a](b)\n# c' }] })
    assert.doesNotMatch(summary, /<b>|\[a\]|\n# c/)
  })

  it('is cut where nobody reads on, and says so', () => {
    const [first] = only('skip').decisions
    assert.ok(first !== undefined)
    const summary = summarisePlan({ version: 1, jobs: [], decisions: Array.from({ length: 1234 }, () => first) })
    assert.match(summary, /and 734 more/)
    assert.ok(summary.length < 200_000)
  })
})

describe('a plan with a cache', () => {
  const decisions = [
    restore(row({ name: 'warm' }), 'warm', 41),
    restore(row({ name: 'broken', tag: 'win_amd64' }), 'failed'),
    build(row({ name: 'cold' })),
    build(row({ name: 'unsure' }), { why: 'stale-when', by: '' }),
  ]
  const planned = (status: CacheWish['status'], of = decisions): Plan =>
    planOf(
      of,
      planLegs(of, 0, () => [], status),
    )
  const titles = (status: CacheWish['status']): string[] => tellPlan(planned(status)).map(({ title }) => title)

  const headlines: [given: Plan, saved: string, expected: string][] = [
    [
      planned('all'),
      '41 s saved',
      '2 wheels to build in 1 job, 1 of which the cache has, unless they are stale; 2 to restore from the cache, 41 s saved.',
    ],
    [planned('cold'), '', '2 wheels to build in 1 job, 1 of which the cache has, unless they are stale; 2 in the cache, not planned.'],
    [planned('warm'), '', 'Nothing to build: of 4 wheels wanted, 2 to restore from the cache; 2 not in the cache, not planned.'],
    [planned('all', decisions.slice(0, 1)), '41 s saved', 'Nothing to build: of 1 wheel wanted, 1 to restore from the cache, 41 s saved.'],
  ]
  for (const [given, saved, expected] of headlines) it(expected, () => assert.equal(headline(given, saved), expected))

  it('tells what is restored by leg, after what is built', () =>
    assert.deepEqual(titles('all'), [
      'wheel_linux_x86_64: 2 wheels on ubuntu-24.04 (x86_64)',
      'wheel_linux_x86_64, from the cache: 1 wheel',
      'wheel_win_amd64, from the cache: 1 wheel',
    ]))

  it('tells what is not planned, and why it is as it is', () => {
    assert.deepEqual(titles('cold').slice(1), ['In the cache, and not planned: 2 wheels'])
    assert.deepEqual(titles('warm').slice(2), ['Not in the cache, and not planned: 2 wheels'])
    for (const status of ['all', 'cold', 'warm'] as const) {
      const lines = tellPlan(planned(status)).flatMap((group) => group.lines)
      assert.ok(lines.includes('cold 1.0 for cp312 on linux_x86_64: not in the cache, since its recipe changed'))
      assert.ok(lines.includes('warm 1.0 for cp312 on linux_x86_64: in the cache; its build took 41 s'))
      assert.equal(lines.length, decisions.length)
    }
  })

  it('shows the same in its summary', () => {
    const summary = summarisePlan(planned('all'), '41 s saved')
    assert.match(summary, /41 s saved\.\n/)
    assert.match(
      summary,
      /#### Restored from the cache\n(?:.*\n)+?.*\| warm 1\.0 \| cp312 \| linux_x86_64 \| <code>wheel_linux_x86_64<\/code> \|/,
    )
    assert.doesNotMatch(summary, /Not to build/)
    assert.match(summarisePlan(planned('cold')), /#### Not to build\n(?:.*\n)+?.*\| warm 1\.0 \|/)
  })
})
