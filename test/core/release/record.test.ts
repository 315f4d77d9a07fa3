import assert from 'node:assert/strict'
import { planDigest } from '../../../core/release/plan.ts'
import { formatRecord } from '../../../core/release/record.ts'
import { grace, releasePlan } from '../../fakes/approved-release.ts'

const plan = releasePlan()
const digest = planDigest(plan)

describe('the record', () => {
  const record = {
    plan,
    planDigest: digest,
    planArtifact: 'a',
    run: 7,
    job: 'j',
    environment: 'pypi',
    at: '2026-11-20T12:00:00.000Z',
    dryRun: false,
    outcomes: new Map([['spam-1.0.tar.gz', 'published']]),
  }
  it('says who approved, when, and what came of each file', () => {
    const json = JSON.parse(formatRecord({ ...record, verdict: { kind: 'allow', approvers: [{ person: grace, at: 'then' }] } })) as Record<
      string,
      unknown
    >
    assert.deepEqual(json['verdict'], { kind: 'allow', approvers: [{ id: 'bbbb', name: 'Grace', descriptor: 'msa.grace', at: 'then' }] })
    assert.deepEqual((json['files'] as { result: string }[]).map((file) => file.result).sort(), ['not tried', 'not tried', 'published'])
    assert.equal((json['plan'] as { version: number }).version, 1)
  })
  it('says why it was refused', () => {
    const json = JSON.parse(formatRecord({ ...record, verdict: { kind: 'refuse', refusals: [{ code: 'RUN_OTHER', says: 'x' }] } })) as {
      verdict: unknown
    }
    assert.deepEqual(json.verdict, { kind: 'refuse', refusals: [{ code: 'RUN_OTHER', says: 'x' }] })
  })
})
