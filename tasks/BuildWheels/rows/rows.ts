import type { Row } from '../../../core/build/row.ts'
import type { AnyLeg } from '../../../core/pipeline/plan-legs.ts'

/** The rows of this job, and the plan they are from (empty without one). */
export interface Rows {
  readonly rows: readonly Row[]
  readonly planDigest: string
}

/** A leg, and the plan that it is of. */
export interface FoundLeg {
  readonly leg: AnyLeg
  readonly planDigest: string
}
