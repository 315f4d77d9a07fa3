import assert from 'node:assert/strict'
import { known, type Person, type TimelineRecord } from '../../../core/release/evidence.ts'
import { judge } from '../../../core/release/judge.ts'
import type { Policy } from '../../../core/release/plan/policy.ts'
import type { RefusalCode } from '../../../core/release/refusal.ts'
import type { Verdict } from '../../../core/release/verdict.ts'
import { ada, approvedRelease, grace, releaseFromElsewhere, releasePlan } from '../../fakes/approved-release.ts'

const good = approvedRelease()
const codes = (verdict: Verdict): RefusalCode[] => (verdict.kind === 'allow' ? [] : verdict.refusals.map((refusal) => refusal.code))

describe('how many approve', () => {
  const policy = (part: Partial<Policy>): ReturnType<typeof approvedRelease> =>
    approvedRelease(releasePlan({ policy: { ...good.plan.policy, ...part } }))
  const linus: Person = { id: 'cccc', name: 'Linus', descriptor: 'vss.linus' }

  it('counts people, not approvals', () => {
    const two = policy({ minApprovers: 2 })
    const steps = [two.step, { ...two.step, at: '2026-11-20T11:01:00.000Z' }]
    const evidence = { ...two.evidence, approvals: known([{ ...two.approval, steps }]) }
    assert.deepEqual(codes(judge(evidence, two.plan)), ['APPROVERS_TOO_FEW'])
    const both = { ...two.evidence, approvals: known([{ ...two.approval, steps: [two.step, { ...two.step, approver: linus }] }]) }
    const verdict = judge(both, two.plan)
    assert.deepEqual(verdict.kind === 'allow' && verdict.approvers.map((one) => one.person.name), ['Grace', 'Linus'])
  })

  it('counts people over several approvals of the stage', () => {
    const two = policy({ minApprovers: 2 })
    const second: TimelineRecord = { ...two.records.find((one) => one.id === 'approval')!, id: 'second' }
    const approvals = [two.approval, { ...two.approval, id: 'second', steps: [{ ...two.step, approver: linus }] }]
    const checks = two.suite.checks.flatMap((check) => [check, { ...check, id: 'second' }])
    const evidence = {
      ...two.evidence,
      timeline: known([...two.records, second]),
      suite: known({ ...two.suite, checks }),
      approvals: known(approvals),
    }
    assert.equal(judge(evidence, two.plan).kind, 'allow')
  })

  it('passes over what does not count when enough others do', () => {
    const steps = [{ ...good.step, approver: ada }, { ...good.step, comment: '', approver: linus }, good.step]
    const verdict = judge({ ...good.evidence, approvals: known([{ ...good.approval, steps }]) }, good.plan)
    assert.deepEqual(verdict.kind === 'allow' && verdict.approvers.map((one) => one.person.id), ['bbbb'])
  })

  it('lets the requester approve where duties are not separated, and asks for no code where none is required', () => {
    const open = policy({ separationOfDuties: [], requireCode: false })
    const steps = [{ ...open.step, approver: ada, comment: '' }]
    const evidence = { ...open.evidence, self: known({ ...open.self, requesters: [] }), approvals: known([{ ...open.approval, steps }]) }
    assert.equal(judge(evidence, open.plan).kind, 'allow')
  })

  it('still wants an approval after the plan where no code is required', () => {
    const open = policy({ requireCode: false })
    const steps = [{ ...open.step, comment: '', at: '2026-11-20T09:00:00.000Z' }]
    assert.deepEqual(codes(judge({ ...open.evidence, approvals: known([{ ...open.approval, steps }]) }, open.plan)), [
      'APPROVED_BEFORE_PLAN',
      'APPROVERS_TOO_FEW',
    ])
  })

  it('refuses the code of another plan', () => {
    const other = releasePlan({ releases: good.plan.releases.slice(0, 1) })
    assert.deepEqual(codes(judge(good.evidence, other)), ['CODE_MISSING', 'APPROVERS_TOO_FEW'])
  })

  it('refuses who started the build elsewhere, and neither where duties say so', () => {
    const elsewhere = releaseFromElsewhere()
    const by = (person: Person, release = elsewhere): RefusalCode[] =>
      codes(
        judge(
          { ...release.evidence, approvals: known([{ ...release.approval, steps: [{ ...release.step, approver: person }] }]) },
          release.plan,
        ),
      )
    const dan: Person = { id: 'DDDD', name: 'Daniel', descriptor: 'aad.dan' }
    assert.deepEqual(by(grace), [])
    assert.deepEqual(by(dan), ['APPROVER_REQUESTED', 'APPROVERS_TOO_FEW'])
    assert.deepEqual(by(ada), ['APPROVER_REQUESTED', 'APPROVERS_TOO_FEW'])
    const requester = releaseFromElsewhere({ separationOfDuties: ['requester'] })
    assert.deepEqual(by(dan, requester), [])
    assert.deepEqual(by(ada, requester), ['APPROVER_REQUESTED', 'APPROVERS_TOO_FEW'])
    const source = releaseFromElsewhere({ separationOfDuties: ['sourceRequester'] })
    assert.deepEqual(by(ada, source), [])
    assert.deepEqual(by(dan, source), ['APPROVER_REQUESTED', 'APPROVERS_TOO_FEW'])
  })

  it('refuses an approval that was too old when our job started', () => {
    const hours = (maxApprovalAge: number, started: string): RefusalCode[] => {
      const release = policy({ maxApprovalAge })
      const records = release.records.map((one) => (one.id === 'job-publish' ? { ...one, started } : one))
      return codes(judge({ ...release.evidence, timeline: known(records) }, release.plan))
    }
    assert.deepEqual(hours(0, ''), [])
    assert.deepEqual(hours(1, '2026-11-20T12:00:00Z'), [])
    assert.deepEqual(hours(1, '2026-11-20T12:00:01Z'), ['APPROVAL_OLD', 'APPROVERS_TOO_FEW'])
    assert.deepEqual(hours(24, '2026-11-21T12:00:00Z'), ['APPROVAL_OLD', 'APPROVERS_TOO_FEW'])
    assert.deepEqual(hours(1, ''), ['TIME_UNKNOWN', 'APPROVERS_TOO_FEW'])
  })
})
