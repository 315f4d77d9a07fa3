/** A line of the input `expect`: how many files of the release set a glob must match. */
export interface Expectation {
  /** As it was written. */
  readonly text: string
  readonly glob: string
  readonly least: number
  readonly most: number
}
