import type { ReleasePlan } from '../plan.ts'
import type { Verdict } from '../verdict.ts'
import type { ClassicEvidence } from './evidence.ts'

/** Whether this plan may be released by this stage of a classic release. Every condition is judged, and every unknown fact refuses. */
export function judgeClassic(_evidence: ClassicEvidence, _plan: ReleasePlan): Verdict {
  return { kind: 'refuse', refusals: [{ code: 'RELEASE_UNKNOWN', says: 'classic releases are not judged yet' }] }
}
