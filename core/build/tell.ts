import { code, lines, type Markdown, md, raw, table } from '../markdown.ts'
import type { Failed, RowResult } from './result.ts'
import { formatSize } from '../size.ts'
import { titleOf } from './row.ts'
import type { Imported } from './smoke.ts'

/** One line for the log of what came of a row. */
export function tellResult(result: RowResult): string {
  const title = titleOf(result.row)
  if (result.kind === 'failed') return `FAILED  ${title} after ${result.seconds} s: ${headline(result)}`
  if (result.kind === 'kept') return `kept    ${title}: ${result.file.name}, of attempt ${result.attempt}`
  return `built   ${title}: ${result.file.name}, ${formatSize(result.file.size)}, ${result.file.seconds} s, import ${tellImported(result.imported)}`
}

/** `ok`, or why not. */
export function tellImported(imported: Imported): string {
  return imported.kind === 'imported' ? 'ok' : `${imported.kind === 'failed' ? 'failed' : 'not checked'} (${imported.said})`
}

/** The summary of a job: a table of all rows, failures first, then in the order of the plan. */
export function summary(results: readonly RowResult[]): Markdown {
  const failed = results.filter((result) => result.kind === 'failed')
  const built = results.filter((result) => result.kind === 'built')
  const kept = results.filter((result) => result.kind === 'kept')
  const head = ['Package', 'Version', 'Python', 'Result', 'Size', 'Seconds', 'SHA-256', 'Import']
  const rows = [
    ...failed.map((result) => [...identity(result), raw(md`**failed**: ${headline(result)}`), '', result.seconds, '', '']),
    ...built.map(({ file, imported, ...result }) => {
      const digest = code(file.sha256.slice(0, 12))
      return [...identity(result), code(file.name), formatSize(file.size), file.seconds, digest, tellImported(imported)]
    }),
    ...kept.map(({ file, attempt, ...result }) => {
      const digest = code(file.sha256.slice(0, 12))
      return [...identity(result), code(file.name), formatSize(file.size), '', digest, `of attempt ${attempt}`]
    }),
  ]
  return lines(
    md`### Wheels: ${built.length} built, ${failed.length} failed${kept.length === 0 ? '' : `, ${kept.length} of earlier attempts`}`,
    md``,
    table(head, rows),
  )
}

function identity({ row }: Pick<RowResult, 'row'>): [string, string, string] {
  return [row.name, row.version, row.python.label]
}

/** The first line of the row's Problem, without the row's own name. */
function headline({ row, problem }: Failed): string {
  const [first = ''] = problem.message.split('\n')
  return first.replace(`${titleOf(row)}: `, '')
}
