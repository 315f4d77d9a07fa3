import type { Row } from '../../../core/build/row.ts'
import type { WarmWheel } from '../../../core/pipeline/job-data.ts'
import type { AnyLeg } from '../../../core/pipeline/plan-legs.ts'

/** The rows of this job, and the plan they are from (empty without one). */
export interface Rows {
  readonly rows: readonly Row[]
  readonly planDigest: string
  /** Wheels of the plan that a cache has, which builds of these rows may require; absent without any. */
  readonly warm?: readonly WarmWheel[]
}

/** A leg, and the plan that it is of. */
export interface FoundLeg {
  readonly leg: AnyLeg
  readonly planDigest: string
}
