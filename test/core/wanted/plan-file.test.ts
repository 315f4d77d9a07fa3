import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { sha256Of } from '../../../core/sha256.ts'
import { planKeysJson } from '../../../core/cache/plan-keys.ts'
import { fingerprint } from '../../../core/cache/fingerprint.ts'
import { parseRequirement } from '../../../core/python/requirement.ts'
import { planLegs } from '../../../core/wanted/legs.ts'
import { formatPlan, legOf, parsePlan, type Plan, planOf } from '../../../core/wanted/plan-file.ts'
import { summarisePlan } from '../../../core/wanted/tell.ts'
import { root } from '../../root.ts'
import { anyLeg } from '../pipeline/packages.ts'
import { build, refTo, restore } from './cached.ts'
import { everyReason } from './every-reason.ts'
import { row } from './rows.ts'

/** Compares with a file below test/golden; `UPDATE_GOLDEN=1` writes it anew. */
function golden(name: string, text: string): void {
  const path = join(root, 'test/golden', name)
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path, text)
  assert.equal(text, readFileSync(path, 'utf8'))
}

const text = fc.string()
const anyRow = fc.record(
  {
    kind: fc.constantFrom('build' as const, 'restore' as const, 'skip' as const, 'error' as const),
    name: text,
    version: text,
    python: text,
    abi: text,
    platform_tag: text,
    instance: text,
    arch: text,
    at: text,
    why: text,
    says: text,
    leg: text,
    key: text,
  },
  {
    noNullPrototype: true,
    requiredKeys: ['kind', 'name', 'version', 'python', 'abi', 'platform_tag', 'instance', 'arch', 'at', 'why', 'says', 'leg'],
  },
)
const anyPlan = fc
  .tuple(fc.array(anyRow, { maxLength: 4 }), fc.array(anyLeg, { maxLength: 3 }), fc.array(anyLeg, { maxLength: 2 }))
  .map(([decisions, jobs, restores]): Plan => ({ version: 1, decisions, jobs, ...(restores.length === 0 ? {} : { restores }) }))

/** One wheel that a cache has, and one that is built with it. */
function cachedPlan(): Plan {
  const decisions = [restore(row({ name: 'warm' }), 'warm', 41), build(row({ name: 'cold' }))]
  const requirement = parseRequirement('warm') ?? assert.fail()
  const plan = planOf(
    decisions,
    planLegs(decisions, 0, () => [requirement]),
  )
  const files = new Map([['digest', { 'cold/x.py': 'id' }]])
  return { ...plan, keys: planKeysJson([{ fingerprint: fingerprint([{ name: 'files', value: 'digest' }]), files }]) }
}

describe('plan.json', () => {
  it('is read as it was written', () => {
    fc.assert(fc.property(anyPlan, (plan) => assert.deepEqual(parsePlan(formatPlan(plan), 'plan.json'), plan)))
  })

  it('has bytes that do not change', () => golden('plan.json', formatPlan(everyReason())))
  it('has a summary that does not change', () => golden('plan.md', summarisePlan(everyReason())))
  it('has bytes that do not change where a cache has some of it', () => golden('plan-cached.json', formatPlan(cachedPlan())))
  it('tells the key of what is restored, and the leg', () => {
    const [warm] = parsePlan(formatPlan(cachedPlan()), 'plan.json').decisions
    assert.deepEqual([warm?.kind, warm?.key, warm?.leg], ['restore', refTo({ name: 'warm' }).key, 'wheel_linux_x86_64'])
  })
  it('reads the first format that was ever shipped', () => {
    const shipped = readFileSync(join(root, 'test/golden/shipped/plan-1.json'), 'utf8')
    assert.equal(parsePlan(shipped, 'plan-1.json').decisions.length, 11)
  })

  it('takes keys that it does not know', () => {
    const plan = everyReason()
    assert.deepEqual(parsePlan(formatPlan(plan).replace('{', '{"_by":"a later release",'), 'plan.json'), plan)
  })

  const refused: [given: string, why: string][] = [
    ['', 'nothing'],
    ['{"version":2,"decisions":[],"jobs":[]}', 'a newer format'],
    ['{"version":1,"decisions":[]}', 'no jobs'],
    ['{"version":1,"decisions":[{}],"jobs":[]}', 'a row without its members'],
    [formatPlan(everyReason()).replace('"kind":"skip"', '"kind":"maybe"'), 'a decision of another kind'],
  ]
  for (const [given, why] of refused)
    it(`refuses ${why}`, () => assert.throws(() => parsePlan(given, 'plan.json'), { code: 'PLAN_INVALID' }))
})

describe('legOf', () => {
  const plan = everyReason()
  const [job] = plan.jobs
  it('is the leg with the digest of its plan', () => {
    const digest = sha256Of(formatPlan(plan))
    assert.deepEqual(legOf(plan, job?.leg ?? '', digest), { ...job, version: 1, planDigest: digest })
  })
  it('refuses a leg that is not there', () => assert.throws(() => legOf(plan, 'wheel_gone', ''), { code: 'PLAN_INVALID' }))
})
