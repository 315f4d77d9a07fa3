import assert from 'node:assert/strict'
import { type ChangePlan, formatChangePlan, plannedPackages } from '../../../../core/changes/plan/plan-file.ts'
import { parsePlanKeys } from '../../../../core/cache/plan-keys.ts'
import { parseJson } from '../../../../core/json.ts'
import { isFolderLeg, parseFolderLeg } from '../../../../core/pipeline/folder-leg.ts'
import { parsePlanLegs, parsePlanRestores } from '../../../../core/pipeline/plan-legs.ts'
import { cachedPlan, changePlan } from './change-plan.ts'
import { local } from '../local.ts'

describe('plan.json of changes', () => {
  it('tells why of every package, selected or not, and where it is built', () => {
    const { packages } = changePlan()
    assert.deepEqual(
      packages.map(({ name, selected, legs }) => [name, selected, legs]),
      [
        ['client', 'indirect', ['linux_ib1']],
        ['core', 'direct', ['linux', 'windows']],
        ['docs', 'not-selected', []],
      ],
    )
    for (const { says } of packages) assert.notEqual(says, '')
  })

  it('has legs that read as legs of folders, with their cells', () => {
    const plan = changePlan()
    const root = parseJson(formatChangePlan(plan), 'plan.json', 'PLAN_INVALID')
    const jobs = root.get('jobs').list()
    assert.ok(jobs.every(isFolderLeg))
    assert.deepEqual(
      jobs.map((job) => ({ ...parseFolderLeg(job), cells: job.get('cells').value })),
      plan.jobs,
    )
    assert.deepEqual([root.get('version').value, root.get('kind').value], [1, 'changes'])
  })

  it('has the same bytes for the same facts, whatever the order of members', () => {
    const plan = changePlan()
    const turned: ChangePlan = {
      jobs: plan.jobs.map(({ cells, ...leg }) => ({ cells: Object.fromEntries(Object.entries(cells).toReversed()), ...leg })),
      unclaimed: plan.unclaimed,
      notes: plan.notes,
      packages: plan.packages,
      changed: plan.changed,
      ignored: plan.ignored,
      says: plan.says,
      head: plan.head,
      base: plan.base,
    }
    assert.equal(formatChangePlan(turned), formatChangePlan(plan))
  })

  it('knows a version that only a build would tell as none', () => {
    const [planned] = plannedPackages([{ package: local('a', { version: undefined }), as: 'not-selected', reason: undefined }], [])
    assert.equal(planned?.version, '')
  })

  it('says nothing of a cache where there is none', () => {
    const text = formatChangePlan(changePlan())
    assert.doesNotMatch(text, /cache|restores|keys/)
    assert.deepEqual(parsePlanRestores(text, 'plan.json'), [])
  })

  it('tells what is restored, what a cache has of each package, and what the keys are made of', () => {
    const plan = cachedPlan()
    const text = formatChangePlan(plan)
    assert.deepEqual(
      parsePlanRestores(text, 'plan.json'),
      plan.restores?.map(({ leg, commit, time, packages, dependencies }) => ({ leg, commit, time, packages, dependencies, release: true })),
    )
    assert.deepEqual(
      parsePlanLegs(text, 'plan.json').map(({ leg }) => leg),
      ['linux', 'linux_ib1'],
    )
    assert.deepEqual(parsePlanKeys(text, 'plan.json').inputs, new Map([['a'.repeat(64), { python: '3' }]]))
    const root = parseJson(text, 'plan.json', 'PLAN_INVALID')
    assert.deepEqual(root.get('packages').list()[1]?.get('cache').value, plan.packages[1]?.cache)
    assert.deepEqual(root.get('restores').list()[0]?.get('cells').value, { Pool: 'windows', Packages: 'core' })
  })

  it('has of a package what a cache has of it, also where that is nothing', () => {
    const { project } = local('a')
    const told = [{ leg: 'linux', state: 'warm', because: '', seconds: 1 }] as const
    const choices = [local('a'), local('b')].map((one) => ({ package: one, as: 'not-selected', reason: undefined }) as const)
    assert.deepEqual(
      plannedPackages(choices, [], new Map(), new Map([[project, told]])).map(({ cache }) => cache),
      [told, []],
    )
  })
})
