import assert from 'node:assert/strict'
import fc from 'fast-check'
import { approvalCode } from '../../../../core/release/approval/approval-code.ts'
import { type Bar, countApprovers } from '../../../../core/release/approval/approvers.ts'
import type { Approval, ApprovalStep } from '../../../../core/release/evidence.ts'
import { sha256Of } from '../../../../core/sha256.ts'
import { ada, approvedRelease, grace } from '../../../fakes/approved-release.ts'

const digest = sha256Of('plan')
const good = approvedRelease()
const bar = (minApprovers: number, requireCode = true, maxApprovalAge = 0): Bar => ({
  policy: { ...good.plan.policy, minApprovers, requireCode, maxApprovalAge },
  digest,
  planned: '2026-11-20T10:00:00.000Z',
  started: '2026-11-20T12:00:00.000Z',
  requesters: [ada],
})
const step = (change: Partial<ApprovalStep> = {}): ApprovalStep => ({
  status: 'approved',
  approver: grace,
  comment: approvalCode(digest),
  at: '2026-11-20T10:00:00.000Z',
  ...change,
})
const approvals = (...steps: ApprovalStep[]): Approval[] => [{ id: 'a', status: 'approved', run: 7, steps }]

describe('countApprovers', () => {
  for (const [descriptor, human] of [
    ['aad.x', true],
    ['msa.x', true],
    ['vss.x', true],
    ['win.x', true],
    ['imp.x', true],
    ['svc.x', false],
    ['aadsp.x', false],
    ['aadgp.x', false],
    ['vssgp.x', false],
    ['AAD.x', false],
    ['x.aad.', false],
    ['aad', false],
    ['', false],
  ] as const)
    it(`takes '${descriptor}' ${human ? 'for a person' : 'for none'}`, () =>
      assert.equal(countApprovers(approvals(step({ approver: { ...grace, descriptor } })), bar(1)).refusals.length === 0, human))

  it('counts one whose id is written in two ways once', () => {
    const twice = approvals(step(), step({ approver: { ...grace, id: 'BBBB' } }))
    assert.equal(countApprovers(twice, bar(1)).approvers.length, 1)
  })

  it('takes an approval at the very moment that the plan was made', () =>
    assert.deepEqual(countApprovers(approvals(step()), bar(1)).refusals, []))

  for (const [hours, codes] of [
    [0, []],
    [3, []],
    [2, []],
    [1, ['APPROVAL_OLD', 'APPROVERS_TOO_FEW']],
  ] as const)
    it(`takes an approval of two hours before where ${hours} are allowed: ${codes.length === 0 ? 'yes' : 'no'}`, () =>
      assert.deepEqual(
        countApprovers(approvals(step()), bar(1, true, hours)).refusals.map((one) => one.code),
        codes,
      ))

  it('says how many are missing', () => {
    const { refusals } = countApprovers(approvals(step()), bar(3))
    assert.deepEqual(refusals, [{ code: 'APPROVERS_TOO_FEW', says: '1 of 3 approvals that count' }])
  })

  it('never counts more people than have approved, and never a requester', () => {
    const people = fc.constantFrom(
      ada,
      grace,
      { id: 'c', name: '', descriptor: 'svc.c' },
      { id: 'd', name: 'D', descriptor: 'aad.d' },
      undefined,
    )
    const steps = fc.array(
      fc.record({
        status: fc.constantFrom('approved', 'pending', 'rejected'),
        approver: people,
        comment: fc.constantFrom('', approvalCode(digest)),
        at: fc.constantFrom('', '2026-11-20T11:00:00Z', '2026-11-19T11:00:00Z'),
      }),
    )
    fc.assert(
      fc.property(steps, fc.boolean(), (some, requireCode) => {
        const { approvers, refusals } = countApprovers(approvals(...some), bar(1, requireCode))
        const ids = approvers.map((one) => one.person.id)
        assert.equal(new Set(ids).size, ids.length)
        assert.ok(ids.every((id) => ['bbbb', 'd'].includes(id)))
        assert.equal(refusals.length === 0, ids.length > 0)
      }),
    )
  })
})
