import type { Approval, Check, StageEvidence } from '../evidence.ts'
import { type Refusal, unless } from '../refusal.ts'
import { sameId } from '../same-id.ts'

/**
 * The approvals that our environment asked for. A stage that uses something else with an approval check has that one below the same
 * checkpoint, and its approvers are not ours; and every job of the run can write into its timeline, and put there an approval that was given to
 * something else. So where there are others, only an approval counts that has the id of our environment's check, and each other is told.
 */
export function approvalsOfEnvironment({ approvals, suite, here }: StageEvidence): {
  readonly ours: readonly Approval[]
  readonly elsewhere: readonly Refusal[]
} {
  const all = approvals.kind === 'known' ? approvals.value : []
  const checks = suite.kind === 'known' ? suite.value.checks.filter((check) => check.type === 'Approval') : []
  const own = checks.filter((check) => isOf(check, here.environment))
  const onlyOurs = own.length === checks.length && all.length <= own.length
  if (own.length === 0 || onlyOurs) return { ours: all, elsewhere: [] }
  const ids = new Set(own.map((check) => check.id.toLowerCase()))
  const isOurs = (approval: Approval): boolean => ids.has(approval.id.toLowerCase())
  const says = (id: string): string => `the approval ${id} is not known to be one of the environment '${here.environment}'`
  const others = all.filter((approval) => !isOurs(approval))
  return { ours: all.filter(isOurs), elsewhere: others.flatMap(({ id }) => unless(false, 'APPROVAL_ELSEWHERE', says(id))) }
}

/** Whether a check protects this environment; names differ in case between agent and service. */
export function isOf({ resource }: Check, environment: string): boolean {
  return resource.type === 'environment' && sameId(resource.name, environment)
}
