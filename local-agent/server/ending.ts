import { basename, join, relative } from 'node:path'
import type { RunRecord, Share, TimelineRecord } from '../record.ts'
import { serviceResult } from './graph.ts'
import type { Journal } from './journal.ts'
import { testsOf } from './tell-tests.ts'

/** What is told at the end of a run: stages and jobs with result and duration, the errors of what failed, and where to look. */
export function tellEnding(run: RunRecord, journal: Journal, tell: (line: string) => void): void {
  tell('')
  for (const [name, result, duration] of padded(rowsOf(run))) tell(`${name}  ${result}  ${duration}`)
  for (const line of testsOf(run)) tell(line)
  for (const line of coverageOf(run)) tell(line)
  if (run.tags.size > 0) tell(`Build tags: ${[...run.tags].join(', ')}`)
  for (const line of errorsOf(run)) tell(`##[error]${line}`)
  for (const folder of journal.kept()) tell(`${titleOf(folder)}: ${shown(folder)}`)
  for (const line of adviceOf(run, journal)) tell(line)
  tell(
    `${run.result === 'failed' || run.result === 'canceled' ? '##[error]' : '##[section]'}Run ${run.buildNumber}: ${serviceResult(run.result ?? 'abandoned')}`,
  )
}

type Row = readonly [name: string, result: string, duration: string]

function rowsOf(run: RunRecord): readonly Row[] {
  return of(run, undefined, 'Stage').flatMap((stage) => {
    const jobs = of(run, stage, 'Phase').flatMap((phase) => {
      const legs = of(run, phase, 'Job')
      return (legs.length === 0 ? [phase] : legs).map((record) => row('  ', record))
    })
    return [row('', stage), ...jobs]
  })
}

function of(run: RunRecord, parent: TimelineRecord | undefined, type: TimelineRecord['type']): readonly TimelineRecord[] {
  return run.records.filter((record) => record.type === type && record.parentId === parent?.id)
}

function row(indent: string, record: TimelineRecord): Row {
  const attempt = record.attempt === 1 ? '' : ` (attempt ${record.attempt})`
  return [`${indent}${record.name}${attempt}`, serviceResult(record.result ?? 'abandoned'), duration(record)]
}

function duration({ startTime, finishTime }: TimelineRecord): string {
  if (startTime === undefined || finishTime === undefined) return ''
  const seconds = (Date.parse(finishTime) - Date.parse(startTime)) / 1000
  return seconds < 60 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`
}

function padded(rows: readonly Row[]): readonly Row[] {
  const width = (at: 0 | 1 | 2): number => Math.max(...rows.map((one) => one[at].length))
  const [names, results, durations] = [width(0), width(1), width(2)]
  return rows.map(([name, result, time]) => [name.padEnd(names), result.padEnd(results), time.padStart(durations)])
}

/** The coverage that the service shows, rounded down: that published last. */
function coverageOf({ coverage }: RunRecord): readonly string[] {
  const last = coverage.at(-1)
  if (last === undefined) return []
  const shares = [last.lines, last.branches].map((share, at) => shareOf(share, at === 0 ? 'lines' : 'branches'))
  const told = shares.filter((share) => share !== '').join(', ')
  const others = coverage.length === 1 ? '' : ` (published ${coverage.length} times: the service shows the last)`
  return [`Coverage: ${told === '' ? 'none that the agent reads' : told}${others}`]
}

function shareOf(share: Share | undefined, of: string): string {
  if (share === undefined || share.valid === 0) return ''
  return `${Math.floor((1000 * share.covered) / share.valid) / 10} % of ${share.valid} ${of}`
}

function errorsOf(run: RunRecord): readonly string[] {
  const failed = run.records.filter((record) => record.result === 'failed')
  return failed.flatMap((record) =>
    record.issues.filter((issue) => issue.type === 'error').map((issue) => `${placeOf(run, record)}: ${issue.message}`),
  )
}

function placeOf(run: RunRecord, record: TimelineRecord): string {
  const job = run.records.find((one) => one.id === record.parentId)
  const place = record.type === 'Task' ? `${job?.identifier ?? ''} ${record.name}` : record.identifier
  return place.replaceAll(/\.__default\b|^__default\./g, '')
}

/** What to do next: decide anew where an approval was refused, and what to read of the first jobs that failed. */
function adviceOf(run: RunRecord, journal: Journal): readonly string[] {
  const refused = run.approvals.filter(({ id, status }) => status === 'rejected' && run.records.some((record) => record.id === id))
  const failed = run.records.filter(({ type, result }) => type === 'Job' && result === 'failed')
  return [
    ...refused.map(
      ({ stage, environment }) =>
        `Nothing of stage ${stage} ran: ${environment} was not approved. What it would do is told in ${shown(join(journal.folder, 'summaries'))}; to go on, give --rerun and approve, or --approve with it.`,
    ),
    ...failed.slice(0, 3).map((job) => `What happened in ${placeOf(run, job)}: ${journal.filesOf(job).map(shown).join(', ')}`),
    ...(failed.length === 0 ? [] : ['--rerun runs again what failed, and all that depends on it.']),
  ]
}

function shown(folder: string): string {
  const near = relative('.', folder)
  return near.startsWith('..') ? folder : near
}

function titleOf(folder: string): string {
  const name = basename(folder)
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`.padEnd(9)
}
