import type { Instant } from '../../instant.ts'
import type { Sha256 } from '../../sha256.ts'
import { ageRefusal } from '../age.ts'
import { type Approver, judgePerson, nameOf } from '../approval/approvers.ts'
import type { Person } from '../evidence.ts'
import type { Policy } from '../plan/policy.ts'
import { type Refusal, unless } from '../refusal.ts'
import { type Attempt, interventionsOf } from './attempt.ts'
import type { ClassicApproval, ClassicIntervention } from './evidence.ts'

/** What approvals of a classic release are held against. */
export interface ClassicBar {
  readonly policy: Policy
  readonly digest: Sha256
  /** Those whose own approval does not count. */
  readonly requesters: readonly Person[]
}

/**
 * The people who approved this attempt: before it was deployed, or in a manual intervention of it. Their comments have to hold the approval code whatever the policy says:
 * nothing else binds an approval to bytes here. What was asked for and not approved refuses, as do approvals that are too few.
 */
export function countClassicApprovers(
  attempt: Attempt,
  interventions: readonly ClassicIntervention[],
  bar: ClassicBar,
): { readonly approvers: readonly Approver[]; readonly refusals: readonly Refusal[] } {
  const { ours, refusals } = interventionsOf(attempt, interventions)
  const given = [...attempt.approvals.filter((one) => !one.automated), ...ours].filter((one) => one.status === 'approved')
  const approvers = new Map<string, Approver>()
  const passedOver: Refusal[] = []
  for (const { approver, comment, at } of given) {
    const against = judgeGiven(approver, comment, at, attempt.deployment.started, bar)
    passedOver.push(...against)
    if (against.length === 0 && approver !== undefined) approvers.set(approver.id.toLowerCase(), { person: approver, at })
  }
  const few = approvers.size >= bar.policy.minApprovers ? [] : [...passedOver, ...tooFew(attempt, given.length, approvers.size, bar)]
  return {
    approvers: [...approvers.values()],
    refusals: [...refusals, ...judgeApprovals(attempt), ...ours.flatMap((one) => judgeIntervention(one)), ...few],
  }
}

function judgeGiven(person: Person | undefined, comment: string, at: Instant, started: Instant, bar: ClassicBar): Refusal[] {
  const refusals = judgePerson(person, comment, { ...bar, policy: { ...bar.policy, requireCode: true } })
  if (person === undefined) return refusals
  return [...refusals, ...ageRefusal('APPROVAL_OLD', `the approval of ${nameOf(person)}`, at, started, bar.policy.maxApprovalAge)]
}

function tooFew({ environment, approvals }: Attempt, given: number, count: number, { policy }: ClassicBar): Refusal[] {
  const automated = given === 0 && approvals.some((one) => one.automated)
  const other = given === 0 && environment.approvals.some((one) => !approvals.includes(one) && !one.automated)
  const none = given === 0 && !automated
  return [
    ...unless(!automated, 'APPROVAL_AUTOMATED', `the stage '${environment.name}' was approved by the service itself, for it asks nobody`),
    ...unless(!other, 'APPROVAL_OTHER_ATTEMPT', `the approvals of the stage '${environment.name}' are those of another attempt`),
    ...unless(!none, 'APPROVAL_MISSING', `nobody has approved this attempt of the stage '${environment.name}'`),
    ...unless(false, 'APPROVERS_TOO_FEW', `${count} of ${policy.minApprovers} approvals that count`),
  ]
}

/** One that was handed on to somebody else is none any more; the other's stands beside it. A count of 0, or none, asks for all. */
function judgeApprovals({ environment, approvals }: Attempt): Refusal[] {
  const standing = approvals.filter((one) => one.status !== 'reassigned')
  const people = standing.filter((one) => !one.automated)
  const approved = people.filter((one) => one.status === 'approved').length
  const asked = people.length === 0 ? 0 : (environment.requiredApproverCount ?? 0)
  const says = `${approved} of ${asked} approvals that the stage '${environment.name}' asks for`
  return [...standing.flatMap((one) => judgeApproval(one)), ...unless(approved >= asked, 'APPROVERS_TOO_FEW', says)]
}

function judgeApproval({ id, status }: ClassicApproval): Refusal[] {
  if (status === 'skipped') return unless(false, 'APPROVAL_SKIPPED', `the approval ${id} was skipped`)
  return unless(status === 'approved', 'APPROVAL_NOT_APPROVED', `the approval ${id} is '${status}'`)
}

function judgeIntervention({ id, status }: ClassicIntervention): Refusal[] {
  if (status === 'bypassed') return unless(false, 'INTERVENTION_BYPASSED', `the manual intervention ${id} was bypassed`)
  return unless(status === 'approved', 'INTERVENTION_NOT_APPROVED', `the manual intervention ${id} is '${status}'`)
}
