import { mergeBranches } from './branches.ts'
import type { Coverage, LineCoverage } from './coverage.ts'

/**
 * What several runs have covered together: every file and every line that one of them knows, hits added, and of the branches only what none of
 * them has taken still missing. In whatever order they come, and never less than one of them.
 */
export function mergeCoverage(parts: Iterable<Coverage>): Coverage {
  const merged: GrowingCoverage = new Map()
  for (const part of parts) addCoverage(merged, part)
  return merged
}

/** What is known so far of several runs. */
export type GrowingCoverage = Map<string, Map<number, LineCoverage>>

/** Adds what one run has covered to what is known of others, so that not all of them are held at once. */
export function addCoverage(merged: GrowingCoverage, part: Coverage): void {
  for (const [path, lines] of part) {
    const known = merged.get(path) ?? new Map<number, LineCoverage>()
    merged.set(path, known)
    for (const [number, line] of lines) addTo(known, number, line)
  }
}

/** Adds a line of a file to what is known of it. */
export function addLine(files: GrowingCoverage, path: string, number: number, line: LineCoverage): void {
  const lines = files.get(path) ?? new Map<number, LineCoverage>()
  addTo(lines, number, line)
  files.set(path, lines)
}

function addTo(lines: Map<number, LineCoverage>, number: number, line: LineCoverage): void {
  const known = lines.get(number)
  lines.set(number, known === undefined ? line : mergeLines(known, line))
}

function mergeLines(one: LineCoverage, other: LineCoverage): LineCoverage {
  return { hits: Math.min(one.hits + other.hits, Number.MAX_SAFE_INTEGER), branches: mergeBranches(one.branches, other.branches) }
}
