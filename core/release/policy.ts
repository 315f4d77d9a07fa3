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

export function parsePolicy(field: Field): Policy {
  return {
    environment: field.get('environment').text(),
    minApprovers: field.get('minApprovers').number(),
    requireCode: field.get('requireCode').flag(),
    separationOfDuties: field
      .get('separationOfDuties')
      .list()
      .map((duty) => duty.oneOf(duties)),
  }
}
