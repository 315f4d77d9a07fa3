import type { Problem } from '../../../core/problem.ts'
import type { UploadRun } from '../upload/upload-files.ts'

/** What came of the files of a release. */
export interface Done extends UploadRun {
  /** What was found amiss, or could not be looked at, though everything is published; told as warnings. */
  readonly doubts: readonly Problem[]
  readonly notes: readonly string[]
  /** Until when the index takes what is missing; empty when nothing is, or nobody knows. */
  readonly resumeBy: string
}

/** Of a release that uploads nothing. */
export const nothingDone: Done = { outcomes: new Map(), failure: undefined, doubts: [], notes: [], resumeBy: '' }
