import { code, lines, md, type Markdown, table } from '../markdown.ts'

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

/** One line: how many of what. */
export function adoptionLine({ projects, adopted, known, broken, missing }: AdoptionReport, dryRun: boolean): string {
  const files = (count: number): string => `${count} ${count === 1 ? 'file' : 'files'}`
  const done = `${files(adopted)} of ${projects} ${projects === 1 ? 'project' : 'projects'} ${dryRun ? 'would be adopted' : 'adopted'}`
  const rest = [
    known > 0 ? `${files(known)} listed already` : '',
    broken.length > 0 ? `${files(broken.length)} left out` : '',
    missing.length > 0 ? `${files(missing.length)} listed before but not there` : '',
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

/** The part of the summary that tells of an adoption. */
export function adoptionSummary(report: AdoptionReport, dryRun: boolean): Markdown {
  const rows = [
    ...report.broken.map(({ file, says }) => [code(file), `left out: ${says}`]),
    ...report.missing.map(({ file, says }) => [code(file), says]),
    ...report.odd.map(({ file, says }) => [code(file), `listed as before, though ${says}`]),
  ]
  return lines(md`### Adopted index`, md``, md`${adoptionLine(report, dryRun)}.`, md``, table(['File', 'What is to be said'], rows), md``)
}
