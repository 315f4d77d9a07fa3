import assert from 'node:assert/strict'
import type { ChangePlan, PlannedPackage } from '../../../../core/changes/plan/plan-file.ts'
import { headline, summariseChanges, tellChanges } from '../../../../core/changes/plan/tell.ts'
import { cachedPlan, changePlan } from './change-plan.ts'

const plan = changePlan()
const only = (...as: PlannedPackage['selected'][]): ChangePlan => ({
  ...plan,
  packages: plan.packages.filter(({ selected }) => as.includes(selected)),
})

describe('headline', () => {
  const table: [given: ChangePlan, expected: string][] = [
    [plan, '2 of 3 packages in 3 jobs: 1 direct, 1 indirect.'],
    [only('direct'), '1 of 1 package in 3 jobs: 1 direct.'],
    [only('indirect'), '1 of 1 package in 3 jobs: 1 indirect.'],
    [{ ...only('not-selected'), jobs: [] }, 'Nothing to build: what changed concerns no package.'],
    [{ ...only('not-selected'), jobs: [], changed: 0 }, 'Nothing to build: no file changed.'],
    [{ ...only('not-selected'), jobs: [], ignored: 2 }, 'Nothing to build: all that changed is ignored.'],
    [{ ...only('not-selected'), jobs: [], ignored: 1 }, 'Nothing to build: what changed concerns no package.'],
    [{ ...plan, jobs: [] }, '2 of 3 packages selected (1 direct, 1 indirect), but no job is left for any.'],
    [
      cachedPlan(),
      '2 of 3 packages in 2 jobs: 1 direct, 1 indirect; 1 in the cache, unless their jobs find them stale; 1 to restore from the cache, about 2 min saved.',
    ],
    [
      cachedPlan({ jobs: [] }),
      'Nothing to build: 2 of 3 packages selected (1 direct, 1 indirect); 1 to restore from the cache, about 2 min saved; 1 in the cache, not planned; 1 not in the cache, not planned.',
    ],
    [
      cachedPlan({ restores: [], jobs: plan.jobs.slice(0, 1) }),
      '2 of 3 packages in 1 job: 1 direct, 1 indirect; 2 in the cache, not planned.',
    ],
    [{ ...plan, packages: [], jobs: [] }, 'The repository holds no package, so there is nothing to build.'],
  ]
  for (const [given, expected] of table) it(expected, () => assert.equal(headline(given), expected))
})

describe('tellChanges', () => {
  it('tells what is planned with its reason, each job with its cells, and the rest as a number', () =>
    assert.deepEqual(tellChanges({ ...plan, notes: ['client needs core <1, which is 1.0 here'] }), [
      { title: 'Direct: 1 package', lines: ['core (packages/core): packages/core/a.py changed'] },
      { title: 'Indirect: 1 package', lines: ['client (packages/client): it needs core, which changed'] },
      {
        title: 'Jobs: 3',
        lines: [
          'linux: Pool=linux, Packages=core',
          'windows: Pool=windows, Packages=core',
          'linux_ib1: Pool=linux, Packages=client (before them: core)',
        ],
      },
      { title: 'Notes', lines: ['client needs core <1, which is 1.0 here'] },
      { title: 'Changed, but of no package and no rule: 1 path', lines: ['README.md'] },
      { title: 'Not selected: 1 package', lines: ['plan.json says of each why not.'] },
    ]))

  it('tells once why everything is selected', () => {
    const packages = plan.packages.map((one) => ({
      ...one,
      selected: 'direct' as const,
      reason: { kind: 'everything', says: 'so' } as const,
    }))
    assert.doesNotMatch(summariseChanges({ ...plan, packages }), /\| so \|/)
    const [group] = tellChanges({ ...plan, packages })
    assert.deepEqual(group?.lines, ['client (packages/client)', 'core (packages/core)', 'docs (packages/docs)'])
  })

  it('tells a job without packages as one', () => {
    const jobs = plan.jobs.slice(0, 1).map((job) => ({ ...job, packages: [] }))
    const group = tellChanges({ ...plan, jobs }).find(({ title }) => title.startsWith('Jobs'))
    assert.deepEqual(group?.lines, ['linux: Pool=linux, Packages=core (no packages of its own)'])
  })

  it('shows a hundred of the paths that nothing claims', () => {
    const unclaimed = Array.from({ length: 3000 }, (_, at) => `docs/${at}`)
    const group = tellChanges({ ...plan, unclaimed }).find(({ title }) => title.startsWith('Changed, but'))
    assert.deepEqual([group?.lines.length, group?.lines.at(-1)], [101, 'and 2900 more, which plan.json has'])
  })
})

describe('tellChanges of a plan with a cache', () => {
  it('tells after the jobs what the cache has, and of what it has not why', () =>
    assert.deepEqual(
      tellChanges(cachedPlan())
        .map(({ title }) => title)
        .slice(2, 6),
      [
        'Jobs: 2',
        'Not in the cache: 1 build',
        'In the cache, unless their jobs find them stale: 1 build',
        'windows, from the cache: 1 package',
      ],
    ))

  it('has a column for it in the summary, and no jobs of what is restored', () => {
    const packages = cachedPlan().packages.map((one) => ({ ...one, legs: one.name === 'core' ? [] : one.legs }))
    const summary = summariseChanges(cachedPlan({ packages }))
    assert.match(summary, /\| core \| <code>packages\/core<\/code> \| .* \| 1 cold: core\.py changed; 1 in the cache \| *\|/)
    assert.match(summary, /\| client \|.* \| 1 in the cache \| <code>linux_ib1<\/code> \|/)
  })
})

describe('summariseChanges', () => {
  it('says plainly that there is nothing to do', () => {
    const summary = summariseChanges({ ...only('not-selected'), jobs: [], unclaimed: [] })
    assert.match(summary, /Nothing to build: what changed concerns no package\. Compared with/)
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
