import assert from 'node:assert/strict'
import { isApprovalMissing, isPlanDoubted, unless } from '../../../core/release/refusal.ts'

describe('unless', () => {
  it('is nothing while a condition holds', () => assert.deepEqual(unless(true, 'RUN_OTHER', 'x'), []))
  it('is the refusal when it does not', () => assert.deepEqual(unless(false, 'RUN_OTHER', 'x'), [{ code: 'RUN_OTHER', says: 'x' }]))
})

describe('a missing approval', () => {
  for (const [code, expected] of [
    ['APPROVAL_MISSING', true],
    ['APPROVERS_TOO_FEW', true],
    ['CHECKPOINT_MISSING', true],
    ['CODE_MISSING', true],
    ['APPROVER_REQUESTED', false],
    ['APPROVER_NOT_HUMAN', false],
    ['APPROVALS_UNKNOWN', false],
    ['RUN_OTHER', false],
  ] as const)
    it(`${code}: ${expected}`, () => assert.equal(isApprovalMissing({ code, says: '' }), expected))
})

describe('a plan in doubt', () => {
  for (const [code, expected] of [
    ['PLAN_FOREIGN', true],
    ['PLAN_UNKNOWN', true],
    ['CODE_MISSING', false],
    ['RUN_OTHER_PLAN', false],
  ] as const)
    it(`${code}: ${expected}`, () => assert.equal(isPlanDoubted({ code, says: '' }), expected))
})
