/** What tests have run of the sources: files by their path. */
export type Coverage = ReadonlyMap<string, FileCoverage>

/** What they have run of one file: its lines that hold code, by number. */
export type FileCoverage = ReadonlyMap<number, LineCoverage>

/** How often a line was run and, where it branches, which ways out of it were never taken. */
export interface LineCoverage {
  readonly hits: number
  readonly branches: BranchCoverage | undefined
}

/** The ways out of a line. */
export interface BranchCoverage {
  readonly total: number
  readonly covered: number
  /** Those that were never taken, as coverage.py's `missing-branches` names them; undefined where only their number is known. */
  readonly missing: readonly string[] | undefined
}
