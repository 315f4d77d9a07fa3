import assert from 'node:assert/strict'
import type { ChangePlan, PlannedPackage } from '../../../core/changes/plan-file.ts'
import { headline, summariseChanges, tellChanges } from '../../../core/changes/tell.ts'
import { changePlan } from './change-plan.ts'

const plan = changePlan()
const only = (...as: PlannedPackage['selected'][]): ChangePlan => ({
  ...plan,
  packages: plan.packages.filter(({ selected }) => as.includes(selected)),
})

describe('headline', () => {
  const table: [given: ChangePlan, expected: string][] = [
    [plan, '2 packages of 3 in 3 jobs: 1 changed themselves, 1 only by what is around them.'],
    [only('direct'), '1 package of 1 in 3 jobs: changed themselves.'],
    [only('indirect'), '1 package of 1 in 3 jobs: only by what is around them.'],
    [{ ...only('not-selected'), jobs: [] }, 'Nothing to build: the 2 changed files concern none of 1 package.'],
    [{ ...only('not-selected'), jobs: [], changed: 0 }, 'Nothing to build: no file changed.'],
    [{ ...plan, jobs: [] }, '2 packages of 3 selected (1 changed themselves, 1 only by what is around them), but no job is left for them.'],
    [{ ...plan, packages: [], jobs: [] }, 'The repository holds no package, so there is nothing to build.'],
  ]
  for (const [given, expected] of table) it(expected, () => assert.equal(headline(given), expected))
})

describe('tellChanges', () => {
  it('tells what is planned with its reason, each job with its cells, and the rest as a number', () =>
    assert.deepEqual(tellChanges({ ...plan, notes: ['client needs core <1, which is 1.0 here'] }), [
      { title: 'Changed themselves: 1 package', lines: ['core (packages/core): packages/core/a.py changed'] },
      { title: 'Around what changed: 1 package', lines: ['client (packages/client): it needs core, which changed'] },
      {
        title: 'Jobs: 3',
        lines: [
          'linux: core; Pool=linux, Packages=core',
          'windows: core; Pool=windows, Packages=core',
          'linux_ib1: client (before them: core); Pool=linux, Packages=client',
        ],
      },
      { title: 'Notes', lines: ['client needs core <1, which is 1.0 here'] },
      { title: 'Changed, but of no package and no rule: 1 path', lines: ['README.md'] },
      { title: 'Not selected: 1 package', lines: ['plan.json says of each why not.'] },
    ]))

  it('shows a hundred of the paths that nothing claims', () => {
    const unclaimed = Array.from({ length: 3000 }, (_, at) => `docs/${at}`)
    const group = tellChanges({ ...plan, unclaimed }).find(({ title }) => title.startsWith('Changed, but'))
    assert.deepEqual([group?.lines.length, group?.lines.at(-1)], [101, 'and 2900 more, which plan.json has'])
  })
})

describe('summariseChanges', () => {
  it('says plainly that there is nothing to do', () => {
    const summary = summariseChanges({ ...only('not-selected'), jobs: [], unclaimed: [] })
    assert.match(summary, /Nothing to build: the 2 changed files concern none of 1 package\. Compared with/)
    assert.doesNotMatch(summary, /\|/)
  })

  it('has a row for each package that is planned', () => {
    const summary = summariseChanges(plan)
    assert.match(summary, /\| core \| <code>packages\/core<\/code> \| packages\/core\/a\.py changed \| <code>linux<\/code> and 1 more \|/)
    assert.match(summary, /\| client \|/)
    assert.doesNotMatch(summary, /\| docs \|/)
    assert.match(summary, /1 package not selected/)
  })

  it('shows no markup of others', () => {
    const hostile = '<img src=x>`|\n# x'
    const packages = plan.packages.map((one) => ({ ...one, name: hostile, folder: hostile, says: hostile, legs: [hostile] }))
    const summary = summariseChanges({ ...plan, packages, says: hostile, notes: [hostile], unclaimed: [hostile] })
    assert.doesNotMatch(summary, /<img|`|\n# x/)
  })

  it('stays a summary for thousands of packages', () => {
    const [one] = plan.packages
    assert.ok(one !== undefined)
    const packages = Array.from({ length: 3000 }, (_, at) => ({ ...one, name: `p${at}` }))
    const summary = summariseChanges({ ...plan, packages })
    assert.match(summary, /and 2500 more: plan\.json has them all/)
  })
})
