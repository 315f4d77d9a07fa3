import { counted } from '../counted.ts'
import { code, type Inline, lines, md, type Markdown, table } from '../markdown.ts'
import { Problem } from '../problem.ts'
import type { ProjectName } from '../python/name.ts'
import { type Inconsistency, inconsistencyKey, isError, isMended, kinds } from './inconsistency.ts'

/** What looking at an index came to. */
export interface Audited {
  readonly found: readonly Inconsistency[]
  /** Projects that others published to all the time, so that nothing sure can be said of them. */
  readonly moved: readonly string[]
  readonly counts: {
    readonly projects: number
    readonly files: number
    readonly compared: number
    readonly fresh: number
    readonly foreign: number
  }
  readonly repair: boolean
  readonly acceptLoss: boolean
  readonly dryRun: boolean
}

/** With what was left of it after a repair. */
export type Concluded = Audited & { readonly left: readonly Inconsistency[] }

/** Each inconsistency in a line for the log, by project, with what can be done about it. */
export function tellAudit({ found, acceptLoss }: Audited): string[] {
  const places = new Map<string, Inconsistency[]>()
  for (const one of found) places.set(one.project ?? '', [...(places.get(one.project ?? '') ?? []), one])
  return [...places]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([project, all]) => [
      `${project === '' ? 'the index as a whole' : project}:`,
      ...all.map(
        (one) =>
          `  ${kinds[one.kind].severity.padEnd(7)}  ${one.key}: ${kinds[one.kind].title}. ${one.says} (${remedyOf(one, acceptLoss)})`,
      ),
    ])
}

/** What `moved` calls a project, or what concerns no single one. */
export function placeOf(project: ProjectName | undefined): string {
  return project ?? 'the list of projects'
}

/** Why a run stands still before it looks again at so many projects. */
export function againLine(places: number, seconds: number, round: number, most: number): string {
  return `${counted(places, 'place')} may be wrong, or being published to: looked at again in ${seconds} seconds (look ${round} of ${most} at most)`
}

/** What was looked at, and what came of it, in a few lines. */
export function auditLine(audited: Concluded, store: string): { readonly kind: 'info' | 'warning'; readonly text: string }[] {
  const { counts, found, left, moved } = audited
  const { projects, files, compared, fresh, foreign } = counts
  const skipped = files - compared
  const text = (kind: 'info' | 'warning', line: string): { kind: 'info' | 'warning'; text: string } => ({ kind, text: line })
  return [
    text('info', `${store}: ${counted(projects, 'project')}, ${counted(files, 'file')}, ${compared} compared by SHA-256`),
    ...(skipped > 0
      ? [text('info', `${counted(skipped, 'file')} not compared: the store tells no SHA-256 of them; readFiles reads them`)]
      : []),
    ...(fresh > 0
      ? [text('info', `${counted(fresh, 'file')} stored less than an hour ago and not listed yet: a publish may be under way`)]
      : []),
    ...(foreign > 0 ? [text('info', `${counted(foreign, 'object')} of others, which are nothing to this index`)] : []),
    ...moved.map((name) =>
      text('warning', `${name}: others published all the time, so that nothing sure can be said. Verify again later.`),
    ),
    text(
      'info',
      found.length === 0
        ? 'the index is sound'
        : `${found.length} found, ${mendedCount(audited)} ${doneWord(audited)}, ${left.length} left`,
    ),
  ]
}

/** One Problem that says how many are left and what to do; undefined when none is. */
export function auditProblem({ left, acceptLoss, repair, dryRun }: Concluded, store: string): Problem | undefined {
  if (left.length === 0) return undefined
  const errors = left.filter(isError).length
  const says = `${store}: ${counted(errors, 'inconsistency', 'inconsistencies')} and ${counted(left.length - errors, 'oddity', 'oddities')} are left in the index.`
  const could = left.filter((one) => isMended(one, false)).length
  const lost = left.filter((one) => kinds[one.kind].mend === 'loss').length
  const todo = [
    ...(could > 0 ? [repair && !dryRun ? `${could} could not be mended: the log says why` : `repair mends ${could}`] : []),
    ...(lost > 0 && !acceptLoss
      ? [`the bytes of ${lost} are gone: put them back, or take the files off the index with repair and acceptLoss`]
      : []),
    ...(left.length > could + lost ? [`${left.length - could - lost} only people can mend: see the summary`] : []),
  ]
  return new Problem('INDEX_INVALID', says, `${capital(todo.join('; '))}.`)
}

/** How many rows the summary has at most. */
const most = 100

/** The summary on the run's page. */
export function auditSummary(audited: Concluded): Markdown {
  const { found, left, moved, counts, dryRun } = audited
  const still = new Set(left.map(inconsistencyKey))
  const rows = found
    .slice(0, most)
    .map((one): (string | Inline)[] => [
      one.project ?? '',
      kinds[one.kind].title,
      code(one.key),
      one.says,
      still.has(inconsistencyKey(one))
        ? remedyOf(one, audited.acceptLoss)
        : moved.includes(placeOf(one.project))
          ? 'not known yet'
          : 'mended',
    ])
  const more = found.length - rows.length
  const head = dryRun ? md`### Index verified (dry run)` : md`### Index verified`
  const told = `${counted(counts.projects, 'project')}, ${counted(counts.files, 'file')}, ${counts.compared} compared by SHA-256`
  return lines(
    head,
    md``,
    found.length === 0 ? md`The index is sound: ${told}.` : md`${found.length} found, ${left.length} left: ${told}.`,
    md``,
    table(['Project', 'What', 'Where', 'In words', 'What can be done'], rows),
    ...(more > 0 ? [md`and ${more} more, in the log`, md``] : []),
  )
}

function remedyOf(one: Inconsistency, acceptLoss: boolean): string {
  const { mend } = kinds[one.kind]
  if (mend === 'none') return 'for people'
  if (mend === 'repair') return 'repair'
  return acceptLoss ? 'repair takes it off the index' : 'repair with acceptLoss takes it off the index'
}

function mendedCount({ found, left, moved, repair, dryRun, acceptLoss }: Concluded): number {
  const sure = found.filter(({ project }) => !moved.includes(placeOf(project)))
  return repair && !dryRun ? Math.max(0, sure.length - left.length) : found.filter((one) => isMended(one, acceptLoss)).length
}

function doneWord({ repair, dryRun }: Audited): string {
  return repair && !dryRun ? 'mended' : 'can be mended'
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
