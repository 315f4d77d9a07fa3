import { type Instant, millisecondsOf } from '../../instant.ts'
import { ageRefusal } from '../age.ts'
import { statesCode } from './approval-code.ts'
import type { Approval, Person } from '../evidence.ts'
import type { Policy } from '../plan/policy.ts'
import { type Refusal, unless } from '../refusal.ts'
import { sameId } from '../same-id.ts'
import type { Sha256 } from '../../sha256.ts'

/** Somebody whose approval counts. */
export interface Approver {
  readonly person: Person
  readonly at: Instant
}

/** What an approval is held against. */
export interface Bar {
  readonly policy: Policy
  readonly digest: Sha256
  /** When the task that made the plan ended. */
  readonly planned: Instant
  /** When the job that publishes started; how old an approval was is counted from there. */
  readonly started: Instant
  /** Those whose own approval does not count. */
  readonly requesters: readonly Person[]
}

/**
 * Kinds of identity that are people: Entra, Microsoft account, organisation and Windows accounts. A build service (`svc.`),
 * a service principal (`aadsp.`), a group (`aadgp.`, `vssgp.`) and whatever has no descriptor is none.
 */
const human = /^(?:aad|msa|vss|win|imp)\./

/** Distinct people whose approval meets the bar; when they are too few, also why each other approval does not count. */
export function countApprovers(
  approvals: readonly Approval[],
  bar: Bar,
): { readonly approvers: readonly Approver[]; readonly refusals: readonly Refusal[] } {
  const approvers = new Map<string, Approver>()
  const passedOver: Refusal[] = []
  const steps = approvals.flatMap((approval) => approval.steps).filter((step) => step.status === 'approved')
  for (const step of steps) {
    const refusals = judgeStep(step.approver, step.comment, step.at, bar)
    passedOver.push(...refusals)
    const person = step.approver
    if (refusals.length === 0 && person !== undefined) approvers.set(person.id.toLowerCase(), { person, at: step.at })
  }
  const enough = approvers.size >= bar.policy.minApprovers
  const says = `${approvers.size} of ${bar.policy.minApprovers} approvals that count`
  return { approvers: [...approvers.values()], refusals: enough ? [] : [...passedOver, ...unless(false, 'APPROVERS_TOO_FEW', says)] }
}

function judgeStep(person: Person | undefined, comment: string, at: string, bar: Bar): Refusal[] {
  const refusals = judgePerson(person, comment, bar)
  if (person === undefined || person.id === '') return refusals
  const name = nameOf(person)
  const old = ageRefusal('APPROVAL_OLD', `the approval of ${name}`, at, bar.started, bar.policy.maxApprovalAge)
  return [...refusals, ...judgeTime(name, at, bar.planned), ...old]
}

/** What speaks against an approval, but for its time. */
export function judgePerson(person: Person | undefined, comment: string, bar: Pick<Bar, 'policy' | 'digest' | 'requesters'>): Refusal[] {
  if (person === undefined || person.id === '') return unless(false, 'APPROVER_UNKNOWN', 'an approval does not say who gave it')
  const name = nameOf(person)
  const asked = bar.requesters.some((one) => sameId(one.id, person.id))
  const stated = !bar.policy.requireCode || statesCode(comment, bar.digest)
  return [
    ...unless(
      human.test(person.descriptor),
      'APPROVER_NOT_HUMAN',
      `${name} is not known to be a person (${person.descriptor || 'no descriptor'})`,
    ),
    ...unless(!asked, 'APPROVER_REQUESTED', `${name} started the run and cannot approve it`),
    ...unless(stated, 'CODE_MISSING', `the comment of ${name} does not hold the approval code`),
  ]
}

/** Somebody's name for the log; the id of whoever has none. */
export function nameOf({ id, name }: Person): string {
  return name === '' ? id : name
}

function judgeTime(name: string, at: string, planned: string): Refusal[] {
  const [approved, made] = [millisecondsOf(at), millisecondsOf(planned)]
  if (Number.isNaN(approved) || Number.isNaN(made))
    return unless(false, 'TIME_UNKNOWN', `it is not known whether ${name} approved before or after the plan was made`)
  return unless(approved >= made, 'APPROVED_BEFORE_PLAN', `${name} approved at ${at}, before the plan was made (${planned})`)
}
