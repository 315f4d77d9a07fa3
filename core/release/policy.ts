import type { Json } from '../canonical.ts'
import type { Field } from '../json.ts'

/** Whose approval does not count: who started this run, or the run that the files come from. */
export const duties = ['requester', 'sourceRequester'] as const
export type Duty = (typeof duties)[number]

/** What an approval has to be before anything is uploaded. */
export interface Policy {
  /** Empty when the plan leaves it to the job that publishes. */
  readonly environment: string
  readonly minApprovers: number
  /** Whether an approver has to state the approval code in the comment. */
  readonly requireCode: boolean
  readonly separationOfDuties: readonly Duty[]
}

/** A policy as release-plan.json holds it. */
export function policyJson(policy: Policy): { readonly [key: string]: Json } {
  return { ...policy, separationOfDuties: [...policy.separationOfDuties].sort() }
}

/** Reads a policy; one that asks for no approver at all is refused, because a plan lies in an artifact. */
export function parsePolicy(field: Field): Policy {
  return {
    environment: field.get('environment').text(),
    minApprovers: atLeastOne(field.get('minApprovers')),
    requireCode: field.get('requireCode').flag(),
    separationOfDuties: field
      .get('separationOfDuties')
      .list()
      .map((duty) => duty.oneOf(duties)),
  }
}

function atLeastOne(field: Field): number {
  const people = field.number()
  return Number.isInteger(people) && people >= 1 ? people : field.refuse('must be a whole number, 1 or more')
}
