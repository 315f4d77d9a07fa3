import type { Planned } from '../../../core/release/evidence.ts'
import type { ReleasePlan } from '../../../core/release/plan/plan.ts'
import type { Evidence, Verdict } from '../../../core/release/verdict.ts'
import type { Inputs } from '../inputs.ts'
import type { Done } from '../publish/done.ts'

/** How far a release has come, for its record. */
export interface Recorded {
  readonly plan: ReleasePlan
  /** Undefined in a classic release. */
  readonly planned: Planned | undefined
  readonly inputs: Inputs
  /** Undefined before it was gathered and judged. */
  readonly evidence: Evidence | undefined
  readonly verdict: Verdict | undefined
  /** Undefined before anything was uploaded. */
  readonly done: Done | undefined
}
