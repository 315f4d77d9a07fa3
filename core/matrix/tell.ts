import { code, lines, md, type Markdown, raw, table } from '../markdown.ts'
import type { LogGroup } from '../log-group.ts'
import type { NamedLeg } from './name-legs.ts'

/** Beyond so many rows a summary is no longer one; the log and plan.json hold them all. */
const mostRows = 500

/** What a matrix comes to, in one sentence; `emptiedBy` took the last leg. */
export function matrixHeadline(file: string, legs: readonly NamedLeg<unknown>[], emptiedBy: string | undefined): string {
  if (legs.length > 0) return `${file} comes to ${legs.length} ${legs.length === 1 ? 'job' : 'jobs'}.`
  return `${file} comes to no job: ${emptiedBy === undefined ? 'it has no parameters' : `${emptiedBy} took the last`}.`
}

/** Each leg with its cells, for the log. */
export function tellMatrix(legs: readonly NamedLeg<unknown>[]): LogGroup[] {
  if (legs.length === 0) return []
  return [{ title: `Jobs of the matrix: ${legs.length}`, lines: legs.map(({ leg, cells }) => `${leg}: ${cellsText(cells)}`) }]
}

/** The legs for the run's summary page. */
export function summariseMatrix(headline: string, legs: readonly NamedLeg<unknown>[]): Markdown {
  const rows = legs.slice(0, mostRows).map(({ leg, cells }) => [code(leg), cellsText(cells)])
  const rest = legs.length > mostRows ? [md`and ${legs.length - mostRows} more: the log and plan.json have them all.`, md``] : []
  return lines(md`### Jobs of the matrix`, md``, md`${headline}`, md``, md`${raw(table(['Job', 'Parameters'], rows))}`, ...rest)
}

function cellsText(cells: NamedLeg<unknown>['cells']): string {
  return cells.length === 0 ? 'no parameters' : cells.map(([name, value]) => `${name} = ${value === '' ? "''" : value}`).join(', ')
}
