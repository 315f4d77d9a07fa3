import { mergeBranches } from './branches.ts'
import type { Coverage, LineCoverage } from './coverage.ts'

/**
 * What several runs have covered together: every file and every line that one of them knows, hits added, and of the branches only what none of
 * them has taken still missing. In whatever order they come, and never less than one of them.
 */
export function mergeCoverage(parts: Iterable<Coverage>): Coverage {
  const merged = new Map<string, Map<number, LineCoverage>>()
  for (const part of parts)
    for (const [path, lines] of part) {
      if (!merged.has(path)) merged.set(path, new Map())
      for (const [number, line] of lines) addLine(merged, path, number, line)
    }
  return merged
}

/** Adds a line of a file to what is known of it. */
export function addLine(files: Map<string, Map<number, LineCoverage>>, path: string, number: number, line: LineCoverage): void {
  const lines = files.get(path) ?? new Map<number, LineCoverage>()
  const known = lines.get(number)
  lines.set(number, known === undefined ? line : mergeLines(known, line))
  files.set(path, lines)
}

function mergeLines(one: LineCoverage, other: LineCoverage): LineCoverage {
  return { hits: Math.min(one.hits + other.hits, Number.MAX_SAFE_INTEGER), branches: mergeBranches(one.branches, other.branches) }
}
