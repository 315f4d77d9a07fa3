import type { BranchCoverage } from './coverage.ts'

/** The ways out of a line in their one form: a list of those never taken that is too short for what was not covered is none, and where all were taken it is empty. */
export function branchesOf(total: number, covered: number, missing: readonly string[] | undefined): BranchCoverage {
  if (covered >= total) return { total, covered: total, missing: [] }
  const ways = missing === undefined ? undefined : [...missing].sort(byTarget)
  return { total, covered, missing: ways !== undefined && ways.length >= total - covered ? ways : undefined }
}

/** `exit` before lines, lines by number: as coverage.py writes them. */
function byTarget(one: string, other: string): number {
  const [a, b] = [target(one), target(other)]
  return a === b ? Number(one > other) - Number(one < other) : a - b
}

function target(way: string): number {
  return /^\d+$/.test(way) ? Number(way) : -1
}

/**
 * What two runs have covered of one line: a way was never taken where neither took it. Where a list of them is not known, no fewer ways were taken
 * than in either. Associative, commutative and idempotent.
 */
export function mergeBranches(one: BranchCoverage | undefined, other: BranchCoverage | undefined): BranchCoverage | undefined {
  if (one === undefined || other === undefined) return one ?? other
  const total = Math.max(one.total, other.total)
  const missing = both(one.missing, other.missing)
  const taken = missing === undefined ? 0 : total - missing.length
  return branchesOf(total, Math.max(one.covered, other.covered, taken), missing)
}

/** Two ways may have one name: a line that is left by a return and by an error has two to `exit`. */
function both(one: readonly string[] | undefined, other: readonly string[] | undefined): readonly string[] | undefined {
  if (one === undefined || other === undefined) return one ?? other
  const left = new Map<string, number>()
  for (const way of other) left.set(way, (left.get(way) ?? 0) + 1)
  return one.filter((way) => {
    const count = left.get(way) ?? 0
    left.set(way, count - 1)
    return count > 0
  })
}
