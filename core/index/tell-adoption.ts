import { code, type Inline, lines, md, type Markdown, table } from '../markdown.ts'

/** A file of an adopted index, and what is to be said of it. */
export interface Remarked {
  readonly file: string
  readonly says: string
}

/** What came of adopting an index that another tool wrote. */
export interface AdoptionReport {
  readonly projects: number
  /** Files that are listed now and were not read before. */
  readonly adopted: number
  /** Files that an adoption which was interrupted, or our own runs, had listed already. */
  readonly known: number
  /** Stored files that are not listed: what they hold cannot be read, or is not what it should be. */
  readonly broken: readonly Remarked[]
  /** Files that the old pages list and that are not stored. */
  readonly missing: readonly Remarked[]
  /** Files that are listed all the same. */
  readonly odd: readonly Remarked[]
}

/** `1 file`, `2 files`. */
export function filesIn(count: number): string {
  return `${count} ${count === 1 ? 'file' : 'files'}`
}

/** What is about to be adopted. */
export function beforeAdoption(files: number, projects: number): string {
  return `${filesIn(files)} of ${projectsIn(projects)} ${files === 1 ? 'is' : 'are'} adopted`
}

/** `1 project`, `2 projects`. */
export function projectsIn(count: number): string {
  return `${count} ${count === 1 ? 'project' : 'projects'}`
}

/** One line: how many of what. */
export function adoptionLine({ projects, adopted, known, broken, missing }: AdoptionReport, dryRun: boolean): string {
  const done = `${filesIn(adopted)} of ${projectsIn(projects)} ${dryRun ? 'would be adopted' : 'adopted'}`
  const rest = [
    known > 0 ? `${filesIn(known)} listed already` : '',
    broken.length > 0 ? `${filesIn(broken.length)} left out` : '',
    missing.length > 0 ? `${filesIn(missing.length)} listed before but not there` : '',
  ]
  return [done, ...rest.filter((part) => part !== '')].join(', ')
}

/** Files of which people should know, each in a line: worst first. */
export function remarksOf({ broken, missing, odd }: AdoptionReport): string[] {
  return [
    ...broken.map(({ file, says }) => `${file} is left out of the index: ${says}.`),
    ...missing.map(({ file, says }) => `${file} ${says}.`),
    ...odd.map(({ file, says }) => `${file} is listed as before, though ${says}.`),
  ]
}

/** How many rows of a kind a summary has at most. */
const mostRows = 100

/** The first hundred rows, and how many more the log has. */
export function longTable(head: readonly string[], rows: readonly (readonly (string | Inline)[])[]): Markdown {
  const more = rows.length - mostRows
  return lines(table(head, rows.slice(0, mostRows)), ...(more > 0 ? [md``, md`and ${more} more, in the log`] : []))
}

/** The part of the summary that tells of an adoption. */
export function adoptionSummary(report: AdoptionReport, dryRun: boolean): Markdown {
  const rows = [
    ...report.broken.map(({ file, says }) => [code(file), `left out: ${says}`]),
    ...report.missing.map(({ file, says }) => [code(file), says]),
    ...report.odd.map(({ file, says }) => [code(file), `listed as before, though ${says}`]),
  ]
  return lines(
    md`### Adopted index`,
    md``,
    md`${adoptionLine(report, dryRun)}.`,
    md``,
    longTable(['File', 'What is to be said'], rows),
    md``,
  )
}
