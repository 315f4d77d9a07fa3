import type { Outcome } from '../../../core/outcome.ts'
import { Problem } from '../../../core/problem.ts'
import { approvalCode } from '../../../core/release/approval-code.ts'
import { planDigest } from '../../../core/release/plan.ts'
import { isApprovalMissing, isPlanDoubted, type Refusal } from '../../../core/release/refusal.ts'
import { tellRefusals } from '../../../core/release/tell.ts'
import { attachRecord } from '../record/attach-record.ts'
import type { Recorded } from '../record/recorded.ts'
import type { Ports } from '../ports.ts'

/** A failed step without outputs that lists every condition that did not hold; the record says so too. */
export async function refusedOutcome(recorded: Recorded, refusals: readonly Refusal[], ports: Ports): Promise<Outcome> {
  await attachRecord(recorded, ports)
  const digest = planDigest(recorded.plan)
  const act = refusals.some(isPlanDoubted)
    ? 'Nothing was uploaded. Find out who attached that plan, and start a new run.'
    : `Let somebody read the plan and approve this stage with its approval code ${approvalCode(digest)} in the comment, then run it again.`
  return {
    result: 'failed',
    outputs: {},
    summary: tellRefusals(recorded.plan, digest, refusals),
    problems: refusals.map((refusal, at) => problemOf(refusal, at === refusals.length - 1 ? act : undefined)),
  }
}

/** Only the last one says what to do, lest the log repeats it at each; it is the one that counts approvals, where these are missing. */
function problemOf(refusal: Refusal, act: string | undefined): Problem {
  const missing = isApprovalMissing(refusal)
  const message = `The release is refused (${refusal.code}): ${refusal.says}.`
  return new Problem(missing ? 'APPROVAL_MISSING' : 'REFUSED', message, act === undefined ? '' : missing ? act : 'Nothing was uploaded.')
}
