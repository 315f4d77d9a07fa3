import assert from 'node:assert/strict'
import type { Plan } from '../../../core/wanted/plan-file.ts'
import { headline, rowTitle, summarisePlan, tellPlan } from '../../../core/wanted/tell.ts'
import { everyReason } from './every-reason.ts'

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
