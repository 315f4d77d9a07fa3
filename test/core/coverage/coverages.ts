import type { BranchCoverage, Coverage, LineCoverage } from '../../../core/coverage/coverage.ts'
import { branchesOf } from '../../../core/coverage/branches.ts'

/** A file's lines as `1:1 2:0 3:1(1/2:9)`: number, hits, and where it branches the ways taken of all, and which were not. */
export function linesOf(text: string): Map<number, LineCoverage> {
  return new Map(text.split(' ').filter(Boolean).map(lineOf))
}

function lineOf(text: string): [number, LineCoverage] {
  const [, number, hits, covered, total, missing] = /^(\d+):(\d+)(?:\((\d+)\/(\d+)(?::(.*))?\))?$/.exec(text) ?? []
  const branches = covered === undefined ? undefined : branchesOf(Number(total), Number(covered), missing?.split(','))
  return [Number(number), { hits: Number(hits), branches }]
}

/** Coverage of files, each written as `linesOf` has it. */
export function coverageOf(files: Readonly<Record<string, string>>): Coverage {
  return new Map(Object.entries(files).map(([path, text]) => [path, linesOf(text)]))
}

/** The other way round, each file in the order of its lines, so that what differs can be read. */
export function shown(coverage: Coverage): Record<string, string> {
  const files = [...coverage].sort(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(
    files.map(([path, lines]) => [
      path,
      [...lines]
        .sort(([one], [other]) => one - other)
        .map(([number, { hits, branches }]) => `${number}:${hits}${branches === undefined ? '' : ways(branches)}`)
        .join(' '),
    ]),
  )
}

function ways({ covered, total, missing }: BranchCoverage): string {
  return `(${covered}/${total}${missing === undefined || missing.length === 0 ? '' : `:${missing.join(',')}`})`
}
