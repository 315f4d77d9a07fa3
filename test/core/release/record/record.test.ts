import assert from 'node:assert/strict'
import { approvalCode } from '../../../../core/release/approval/approval-code.ts'
import { parsePlan, planDigest } from '../../../../core/release/plan/plan.ts'
import { formatRecord, type ReleaseRecord } from '../../../../core/release/record/record.ts'
import { releaseRecord as record } from '../../../fakes/release-record.ts'

const { plan } = record
const digest = planDigest(plan)
const read = (change: Partial<ReleaseRecord> = {}): Record<string, unknown> =>
  JSON.parse(formatRecord({ ...record, ...change })) as Record<string, unknown>

describe('the record of a release', () => {
  it('says who approved and when', () =>
    assert.deepEqual(read()['verdict'], {
      kind: 'allow',
      approvers: [{ id: 'bbbb', name: 'Grace', descriptor: 'msa.grace', at: 'then' }],
      warnings: ['odd'],
    }))
  it('says what was approved: the plan, its digest, and where it was kept', () => {
    const { planDigest: told, approvalCode: code, planArtifact, version, plan: held } = read()
    assert.deepEqual([version, told, code], [2, digest, approvalCode(digest)])
    assert.deepEqual(planArtifact, { artifact: 'release-plan.plan.1', job: 'job-plan', attempt: 1 })
    assert.equal(planDigest(parsePlan(JSON.stringify(held), 'x')), digest)
  })
  it('says by which job of which attempt', () =>
    assert.deepEqual(read()['publisher'], {
      run: 7,
      planId: 'orchestration',
      job: 'job-publish',
      stage: 'publish',
      name: 'pypi',
      attempt: 2,
      stageAttempt: 3,
      environment: 'pypi',
      release: null,
    }))
  it('says which attempt of which stage of a classic release', () => {
    const publisher = { ...record.publisher, stageAttempt: undefined, classic: { release: 1, environment: 2, attempt: 3 } }
    const told = read({ publisher, planned: undefined })
    assert.deepEqual((told['publisher'] as Record<string, unknown>)['release'], { release: 1, environment: 2, attempt: 3 })
    assert.equal((told['publisher'] as Record<string, unknown>)['stageAttempt'], null)
    assert.equal(told['planArtifact'], null)
  })
  it('says what came of each file', () =>
    assert.deepEqual(
      (read()['files'] as { name: string; result: string; sha256: string }[]).map(({ name, result }) => `${name} ${result}`).sort(),
      ['eggs-2.0-py3-none-any.whl not tried', 'spam-1.0-cp311-cp311-linux_x86_64.whl not tried', 'spam-1.0.tar.gz published'],
    ))
  it('says why it was refused', () =>
    assert.deepEqual(read({ verdict: { kind: 'refuse', refusals: [{ code: 'RUN_OTHER', says: 'x' }] } })['verdict'], {
      kind: 'refuse',
      refusals: [{ code: 'RUN_OTHER', says: 'x' }],
    }))
  it('says that it broke off before a verdict, and why', () => {
    const told = read({ evidence: undefined, verdict: undefined, failure: { code: 'PLAN_CHANGED', message: 'other bytes' } })
    assert.deepEqual(
      [told['evidence'], told['verdict'], told['failure']],
      [null, { kind: 'none' }, { code: 'PLAN_CHANGED', says: 'other bytes' }],
    )
  })
  it('is the same for the same facts in any order', () => {
    const turned = { ...plan, releases: plan.releases.toReversed() }
    const sorted = (text: string): unknown => (JSON.parse(text) as { plan: unknown }).plan
    assert.deepEqual(sorted(formatRecord(record)), sorted(formatRecord({ ...record, plan: turned })))
  })
})
