import assert from 'node:assert/strict'
import type { ClassicEvidence } from '../../../../core/release/classic/evidence.ts'
import { known, unknown } from '../../../../core/release/evidence.ts'
import { planDigest } from '../../../../core/release/plan/plan.ts'
import { evidenceJson } from '../../../../core/release/record/record-evidence.ts'
import { approvedRelease, ada, grace } from '../../../fakes/approved-release.ts'

const good = approvedRelease()
const digest = planDigest(good.plan)
const graceJson = { id: 'bbbb', name: 'Grace', descriptor: 'msa.grace' }

describe('the evidence in a record', () => {
  it('names suite and approvals, so that they can be asked for again', () => {
    const { suite, approvals } = evidenceJson(good.evidence, digest) as Record<string, unknown>
    assert.deepEqual(suite, { id: 'checkpoint', status: 'approved' })
    assert.deepEqual(approvals, [
      { id: 'approval', status: 'approved', steps: [{ status: 'approved', approver: graceJson, at: good.step.at, statesCode: true }] },
    ])
  })
  it('holds no comment, only whether the code was in it', () => {
    const secret = { ...good.step, comment: 'between us' }
    const evidence = { ...good.evidence, approvals: known([{ ...good.approval, steps: [secret] }]) }
    const text = JSON.stringify(evidenceJson(evidence, digest))
    assert.doesNotMatch(text, /between us/)
    assert.match(text, /"statesCode":false/)
  })
  it('tells of the source run: which build, from what, by whom', () => {
    const { source } = evidenceJson(good.evidence, digest) as { source: Record<string, unknown> }
    assert.equal(source['run'], 7)
    assert.equal(source['commit'], 'c0ffee')
    assert.deepEqual(source['requesters'], [{ id: 'aaaa', name: 'Ada', descriptor: 'aad.ada' }])
  })
  it('says why something is not known', () => {
    const evidence = { ...good.evidence, suite: unknown('403'), source: { ...good.evidence.source, run: unknown('404') } }
    const told = evidenceJson(evidence, digest) as Record<string, unknown>
    assert.deepEqual([told['suite'], told['source']], [{ unknown: '403' }, { unknown: '404' }])
  })
  it("tells of a classic release's approvals of this stage alone, and of its interventions", () => {
    const approval = { id: 4, attempt: 1, status: 'approved', automated: false, approver: grace, comment: '', at: 'then' }
    const stage = { id: 2, name: 'pypi', status: '', requiredApproverCount: 0, approvals: [approval], deployments: [] }
    const other = { ...stage, id: 3, approvals: [{ ...approval, id: 9, approver: ada }] }
    const release = {
      id: 1,
      definition: 5,
      project: 'p',
      reason: '',
      status: '',
      requesters: [],
      artifacts: [],
      environments: [stage, other],
    }
    const here = { release: 1, environment: 2, environmentName: 'pypi', attempt: 1, deployment: 1, allowPullRequest: false, running: true }
    const evidence = {
      kind: 'classic',
      here,
      release: known(release),
      interventions: known([{ id: 8, status: 'approved', approver: undefined, comment: '', at: 'now', environment: 2 }]),
      source: good.evidence.source,
    } as unknown as ClassicEvidence
    const told = evidenceJson(evidence, digest) as { release: { approvals: unknown }; interventions: unknown }
    assert.deepEqual(told.release.approvals, [
      { id: 4, attempt: 1, automated: false, status: 'approved', approver: graceJson, at: 'then', statesCode: false },
    ])
    assert.deepEqual(told.interventions, [{ id: 8, status: 'approved', approver: null, at: 'now', statesCode: false }])
  })
})
