import type { Outcome } from '../../../core/outcome.ts'
import { Problem } from '../../../core/problem.ts'
import { approvalCode } from '../../../core/release/approval/approval-code.ts'
import { planDigest } from '../../../core/release/plan/plan.ts'
import { isApprovalMissing, type Refusal } from '../../../core/release/refusal.ts'
import { remedyOf } from '../../../core/release/remedy.ts'
import { tellRefusals } from '../../../core/release/tell.ts'
import { keepRecord } from '../record/attach-record.ts'
import type { Recorded } from '../record/recorded.ts'
import type { Ports } from '../ports.ts'

/** A failed step without outputs that lists every condition that did not hold; the record says so too. */
export async function refusedOutcome(recorded: Recorded, refusals: readonly Refusal[], ports: Ports): Promise<Outcome> {
  for (const unkept of await keepRecord(recorded, ports)) ports.log.say('warning', unkept.text)
  const digest = planDigest(recorded.plan)
  const act = remedyOf(refusals, approvalCode(digest))
  return {
    result: 'failed',
    outputs: {},
    summary: tellRefusals(recorded.plan, digest, refusals),
    problems: refusals.map((refusal, at) => problemOf(refusal, at === refusals.length - 1 ? act : undefined)),
  }
}

/** Only the last one says what to do, lest the log repeats it at each. */
function problemOf(refusal: Refusal, act = ''): Problem {
  const message = `The release is refused (${refusal.code}): ${refusal.says}.`
  return new Problem(isApprovalMissing(refusal) ? 'APPROVAL_MISSING' : 'REFUSED', message, act)
}
