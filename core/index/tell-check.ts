import { lines, md, type Markdown, table } from '../markdown.ts'
import { Problem } from '../problem.ts'
import type { Check } from './check.ts'

const words = { ok: 'ok', note: 'told', warning: 'warning', wrong: 'wrong', unchecked: 'not checked' }

/** A check in a line of the log. */
export function checkLine({ what, where, result, says, remedy }: Check): string {
  return `${words[result].padEnd(11)} ${what} ${where}: ${says}${remedy === '' ? '' : `. ${remedy}`}`
}

/** The table of checks on the run's page: what is well in a line a kind, all else by itself. */
export function checkSummary(checks: readonly Check[], address: string): Markdown {
  const kinds = [...new Set(checks.map(({ what }) => what))]
  const rows = kinds.flatMap((kind) => {
    const of = checks.filter(({ what }) => what === kind)
    const well = of.filter(({ result }) => result === 'ok')
    const rest = of.filter(({ result }) => result !== 'ok')
    return [...fold(kind, well), ...rest].map(({ what, where, result, says, remedy }) => [
      what,
      where,
      words[result],
      sentence(says, remedy),
    ])
  })
  return lines(md`### Checked from outside: ${address}`, md``, table(['Check', 'Of', 'Result', 'What was found'], rows))
}

function fold(what: string, well: readonly Check[]): Check[] {
  const [first] = well
  if (first === undefined || well.length === 1) return [...well]
  return [{ what, where: `all ${well.length}`, result: 'ok', says: '', remedy: '' }]
}

function sentence(says: string, remedy: string): string {
  return remedy === '' ? says : `${says}. ${remedy}`
}

/** What fails a run whose index is not served as installers need; undefined where nothing is wrong. What was published stays published. */
export function checkProblem(checks: readonly Check[], address: string): Problem | undefined {
  const wrong = checks.filter(({ result }) => result === 'wrong')
  const [first] = wrong
  if (first === undefined) return undefined
  const more = wrong.length === 1 ? '' : ` (and ${wrong.length - 1} more)`
  return new Problem(
    'CHECK_FAILED',
    `What this run had to publish is published, but ${address} does not serve it as installers need it: ${first.what} ${first.where} ${first.says}${more}.`,
    `${first.remedy} Then run this again: what is published is not uploaded twice.`.trim(),
  )
}
