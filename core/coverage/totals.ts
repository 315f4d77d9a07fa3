import type { Coverage, FileCoverage } from './coverage.ts'

/** How many lines and branches there are, and how many of them tests have run. */
export interface Totals {
  readonly lines: Share
  readonly branches: Share
}

/** A part of a number of things. */
export interface Share {
  readonly covered: number
  readonly valid: number
}

/** The totals of files. */
export function totalsOf(files: Iterable<FileCoverage>): Totals {
  const lines = { covered: 0, valid: 0 }
  const branches = { covered: 0, valid: 0 }
  for (const file of files)
    for (const line of file.values()) {
      lines.valid += 1
      lines.covered += line.hits > 0 ? 1 : 0
      branches.valid += line.branches?.total ?? 0
      branches.covered += line.branches?.covered ?? 0
    }
  return { lines, branches }
}

/** The totals of all that was measured. */
export function totalsOfAll(coverage: Coverage): Totals {
  return totalsOf(coverage.values())
}
