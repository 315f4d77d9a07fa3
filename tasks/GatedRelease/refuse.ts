import type { Outcome } from '../../core/outcome.ts'
import { Problem } from '../../core/problem.ts'
import { approvalCode } from '../../core/release/approval-code.ts'
import { planDigest } from '../../core/release/plan.ts'
import { isApprovalMissing, type Refusal } from '../../core/release/refusal.ts'
import { tellRefusals } from '../../core/release/tell.ts'
import { attachRecord, type Recorded } from './attach-record.ts'
import type { Ports } from './ports.ts'

/** A failed step without outputs that lists every condition that did not hold; the record says so too. */
export async function refusedOutcome(recorded: Recorded, refusals: readonly Refusal[], ports: Ports): Promise<Outcome> {
  await attachRecord(recorded, new Map(), ports)
  const digest = planDigest(recorded.plan)
  return {
    result: 'failed',
    outputs: {},
    summary: tellRefusals(recorded.plan, digest, refusals),
    problems: refusals.map((refusal) => problemOf(refusal, approvalCode(digest))),
  }
}

function problemOf(refusal: Refusal, code: string): Problem {
  const message = `The release is refused (${refusal.code}): ${refusal.says}.`
  if (!isApprovalMissing(refusal)) return new Problem('REFUSED', message, 'Nothing was uploaded.')
  return new Problem(
    'APPROVAL_MISSING',
    message,
    `Let somebody approve this stage with the approval code ${code} in the comment, then run it again.`,
  )
}
