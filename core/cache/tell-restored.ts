import { failureTitle, type Manifest } from '../build/manifest.ts'
import { counted } from '../counted.ts'
import { code, type Inline, lines, type Markdown, md, raw, table } from '../markdown.ts'
import { isWheelFile } from '../python/file-kind.ts'
import { formatSize } from '../size.ts'
import { suitesSummary } from '../suites/tell-suites.ts'
import { tellRestored } from './restored.ts'
import { timeSaved } from './time-saved.ts'

/** What a restoring has left. */
export interface Restoring {
  /** Of each leg. */
  readonly manifests: readonly Manifest[]
  /** What its builds took. */
  readonly seconds: readonly number[]
}

/** Lines of a table: a plan may restore thousands. */
const mostRows = 500

/** `12 wheels restored, about 6 min saved, 1 package not restored`, for the log and the summary. */
export function restoredHeadline({ manifests, seconds }: Restoring): string {
  const wheels = wheelsOf(manifests).length
  const others = manifests.flatMap(({ files }) => files).length - wheels
  const failures = manifests.flatMap((manifest) => manifest.failures)
  const lost = failures.filter(({ key }) => key !== undefined).length
  const again = failures.length - lost
  return [
    `${counted(wheels, 'wheel')}${others === 0 ? '' : ` and ${counted(others, 'other file')}`} restored`,
    ...[timeSaved(seconds)].filter((part) => part !== ''),
    ...(again === 0 ? [] : [`${counted(again, 'failure')} told again`]),
    ...(lost === 0 ? [] : [`${lost} not restored`]),
  ].join(', ')
}

/** The summary of the mode `restore`: tests, what was not restored and what failed before, then what was brought and who built it. */
export function restoredSummary(restoring: Restoring): Markdown {
  const { manifests } = restoring
  const suites = suitesSummary(manifests.flatMap(({ suites: runs = [], leg }) => runs.map((run) => ({ run, leg }))))
  const failures = manifests.flatMap((manifest) => manifest.failures.map((failure) => ({ failure, leg: manifest.leg })))
  const wrong = failures.map(({ failure, leg }): Cells => [failureTitle(failure), leg, firstLine(failure.message)])
  const files = manifests.flatMap((manifest) => manifest.files.map((file) => ({ file, leg: manifest.leg })))
  const rows = files.map(({ file, leg }): Cells => {
    const took = isWheelFile(file.name) ? file.seconds : ''
    return [
      `${file.project} ${file.version}`,
      leg,
      code(file.name),
      formatSize(file.size),
      took,
      code(file.sha256.slice(0, 12)),
      tellRestored(file),
    ]
  })
  return lines(
    ...(suites === '' ? [] : [suites]),
    md`### Cache: ${restoredHeadline(restoring)}`,
    md``,
    ...tableOf(['Not there', 'Leg', 'Why'], wrong),
    ...tableOf(['Package', 'Leg', 'File', 'Size', 'Seconds then', 'SHA-256', 'Whence'], rows),
  )
}

/** How many wheels were restored. */
export function wheelsOf(manifests: readonly Manifest[]): string[] {
  return manifests.flatMap(({ files }) =>
    files.filter(({ name, origin }) => isWheelFile(name) && origin !== 'dependency').map(({ name }) => name),
  )
}

type Cells = (string | number | Inline)[]

function tableOf(head: readonly string[], rows: readonly Cells[]): Markdown[] {
  if (rows.length === 0) return []
  const more = rows.length > mostRows ? [md`and ${rows.length - mostRows} more: the manifests tell them.`, md``] : []
  return [table(head, rows.slice(0, mostRows)), ...more]
}

function firstLine(message: string): Inline {
  return raw(md`${message.split('\n')[0] ?? ''}`)
}
