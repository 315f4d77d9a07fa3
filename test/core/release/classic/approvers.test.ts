import assert from 'node:assert/strict'
import { countClassicApprovers } from '../../../../core/release/classic/approvers.ts'
import type { ClassicApproval, ClassicIntervention } from '../../../../core/release/classic/evidence.ts'
import { planDigest } from '../../../../core/release/plan/plan.ts'
import { ada, grace } from '../../../fakes/approved-release.ts'
import { approvedClassic, classicPlan, linus, resumed } from '../../../fakes/classic-release.ts'

describe('those who approved an attempt', () => {
  const { plan, environment, deployment, approval } = approvedClassic()
  const bar = { policy: plan.policy, digest: planDigest(plan), requesters: [ada] }
  const count = (
    approvals: readonly ClassicApproval[],
    interventions: readonly ClassicIntervention[] = [],
    policy = plan.policy,
    requiredApproverCount = 0,
  ): [names: string[], codes: string[]] => {
    const attempt = { environment: { ...environment, requiredApproverCount, approvals }, deployment, approvals }
    const { approvers, refusals } = countClassicApprovers(attempt, interventions, { ...bar, policy })
    return [approvers.map(({ person }) => person.name), refusals.map(({ code }) => code)]
  }

  it('are counted once each, however often they approved', () =>
    assert.deepEqual(count([approval, { ...approval, id: 32 }], [resumed(plan)]), [['Grace'], []]))

  it('are those whose approval counts, where there are enough of them', () =>
    assert.deepEqual(count([approval, { ...approval, id: 32, approver: linus, comment: 'no code' }]), [['Grace'], []]))

  it('are told why they do not count where there are not', () => {
    const two = classicPlan({ minApprovers: 2 }).policy
    const silent = { ...approval, id: 32, approver: linus, comment: 'no code' }
    assert.deepEqual(count([approval, silent], [], two), [['Grace'], ['CODE_MISSING', 'APPROVERS_TOO_FEW']])
    assert.deepEqual(count([approval, { ...approval, approver: ada }], [], two), [['Grace'], ['APPROVER_REQUESTED', 'APPROVERS_TOO_FEW']])
  })

  it('are as many as the stage asks for, too', () => {
    assert.deepEqual(count([approval], [], plan.policy, 1), [['Grace'], []])
    assert.deepEqual(count([approval], [resumed(plan, { approver: linus })], plan.policy, 2), [['Grace', 'Linus'], ['APPROVERS_TOO_FEW']])
  })

  it('are nobody where the service approved by itself, whatever it asked for', () =>
    assert.deepEqual(count([{ ...approval, automated: true }], [], plan.policy, 1), [[], ['APPROVAL_AUTOMATED', 'APPROVERS_TOO_FEW']]))

  it('need the code even where the policy does without', () => {
    const lax = classicPlan({ requireCode: false }).policy
    assert.deepEqual(count([{ ...approval, comment: '' }], [], lax), [[], ['CODE_MISSING', 'APPROVERS_TOO_FEW']])
  })

  it('do not make up for what somebody else rejected', () => {
    const rejected = { ...approval, id: 32, approver: linus, status: 'rejected' }
    assert.deepEqual(count([approval, rejected]), [['Grace'], ['APPROVAL_NOT_APPROVED']])
    assert.deepEqual(count([approval], [resumed(plan, { status: 'rejected' })]), [['Grace'], ['INTERVENTION_NOT_APPROVED']])
    assert.deepEqual(count([approval], [resumed(plan, { status: 'bypassed', approver: grace })]), [['Grace'], ['INTERVENTION_BYPASSED']])
  })
})
