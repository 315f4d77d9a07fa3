import { counted } from '../counted.ts'
import { few } from '../few.ts'
import { code, lines, type Markdown, md, table } from '../markdown.ts'
import type { Coverage, FileCoverage } from './coverage.ts'
import { type Share, type Totals, totalsOf, totalsOfAll } from './totals.ts'

/** `91.2 %`, rounded down: what is not all of it is never told as 100 %. Of nothing it is all. */
export function percentOf({ covered, valid }: Share): string {
  if (covered >= valid) return '100 %'
  return `${(Math.floor((1000 * covered) / valid) / 10).toFixed(1).replace(/\.0$/, '')} %`
}

/** `91.2 % of 420 lines, 80 % of 60 branches`, for the log; of no line nothing that looks good. */
export function tellCoverage({ lines: all, branches }: Totals): string {
  if (all.valid === 0) return 'no line of code was measured'
  const told = `${percentOf(all)} of ${counted(all.valid, 'line')}`
  return branches.valid === 0 ? told : `${told}, ${percentOf(branches)} of ${counted(branches.valid, 'branch', 'branches')}`
}

const most = 10

/** Coverage in a summary: the total, and the files that lack most, with their lines. */
export function coverageSummary(coverage: Coverage): Markdown {
  const files = [...coverage].map(([path, file]): Lacking => [path, totalsOf([file]), file])
  const lacking = files.filter(([, totals]) => lackOf(totals) > 0).sort(byLack)
  const rows = lacking
    .slice(0, most)
    .map(([path, { lines: all, branches }, file]) => [
      code(path),
      percentOf(all),
      notRun(file),
      branches.valid === 0 ? '' : percentOf(branches),
    ])
  const more = lacking.length > most ? [md`and ${lacking.length - most} more files that lack some`] : []
  return lines(
    md`### Coverage: ${tellCoverage(totalsOfAll(coverage))}`,
    md``,
    table(['File', 'Lines', 'Lines not run', 'Branches'], rows),
    ...more,
  )
}

type Lacking = readonly [path: string, totals: Totals, file: FileCoverage]

/** The numbers of the lines that were not run, neighbours among those that hold code as one: `3, 17-20`; empty for none. */
function notRun(file: FileCoverage): string {
  const runs: [from: number, to: number][] = []
  let isOpen = false
  for (const [number, { hits }] of [...file].sort(([one], [other]) => one - other)) {
    const last = runs.at(-1)
    if (hits > 0) isOpen = false
    else if (isOpen && last !== undefined) last[1] = number
    else {
      runs.push([number, number])
      isOpen = true
    }
  }
  return few(
    runs.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)),
    most,
  )
}

function lackOf({ lines: all, branches }: Totals): number {
  return all.valid - all.covered + branches.valid - branches.covered
}

function byLack([path, one]: Lacking, [other, another]: Lacking): number {
  return lackOf(another) - lackOf(one) || Number(path > other) - Number(path < other)
}
