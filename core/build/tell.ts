import { code, type Inline, lines, type Markdown, md, raw, table } from '../markdown.ts'
import type { BuiltFile } from './manifest.ts'
import { tellRestored } from '../cache/restored.ts'
import { timeSaved } from '../cache/time-saved.ts'
import { type Built, type Failed, type Kept, type Restored, type RowResult, suitesOf, type Tested } from './result.ts'
import { formatSize } from '../size.ts'
import { suitesSummary, tellResults } from '../suites/tell-suites.ts'
import { titleOf } from './row.ts'
import { besidesTable } from './tell-besides.ts'
import type { Imported } from './smoke.ts'

/** One line for the log of what came of a row. */
export function tellResult(result: RowResult): string {
  const title = titleOf(result.row)
  if (result.kind === 'failed')
    return result.tried ? `FAILED  ${title} after ${result.seconds} s: ${headline(result)}` : `SKIPPED ${title}: ${headline(result)}`
  if (result.kind === 'kept') return `kept    ${title}: ${result.file.name}, from ${triedIn(result)}`
  if (result.kind === 'tested')
    return `tested  ${title}: ${[result.wheel || 'its sources', `${result.seconds} s`, ...tellResults(result.suites)].join(', ')}`
  if (result.kind === 'restored') return `restored ${title}: ${[result.file.name, ...whenceOf(result)].join(', ')}`
  return `built   ${title}: ${result.file.name}, ${formatSize(result.file.size)}, ${result.file.seconds} s, ${tellChecks(result)}`
}

function triedIn({ attempt }: Kept): string {
  return attempt === 0 ? 'the try before' : `attempt ${attempt}`
}

/** `from the cache, built by run 41, build.wheels.linux_311`, `41 s saved`, `suites: 3 passed`. */
function whenceOf({ file, suites }: Restored): string[] {
  return [tellRestored(file), timeSaved([file.seconds]), ...tellResults(suites)].filter((part) => part !== '')
}

/** `ok`, or why not. */
export function tellImported(imported: Imported): string {
  return imported.kind === 'imported' ? 'ok' : `${imported.kind === 'failed' ? 'failed' : 'not checked'} (${imported.said})`
}

/** What was seen of a built wheel: `import ok, tests ok (3.14, 3.15), suites: 3 passed, constraints verified`. */
function tellChecks({ file, imported, tested, suites }: Built): string {
  const tests = tested.length === 0 ? [] : [`tests ok (${tested.join(', ')})`]
  return [`import ${tellImported(imported)}`, ...tests, ...tellResults(suites), ...tellConstraints(file)].join(', ')
}

function tellConstraints({ constraints }: BuiltFile): string[] {
  return constraints === undefined ? [] : [`constraints ${constraints}`]
}

/**
 * The summary of a job: failing tests and suites, what came of each row, failures first, then in the order of the plan, and what was made
 * besides. `checksOnly`: the job builds nothing.
 */
export function summary(results: readonly RowResult[], checksOnly = false): Markdown {
  const suites = suitesSummary(suitesOf(results).map((run) => ({ run, leg: '' })))
  const failed = results.filter((result) => result.kind === 'failed')
  const good = results.filter((result) => result.kind !== 'failed')
  const head = ['Package', 'Version', 'Python', 'Result', 'Size', 'Seconds', 'SHA-256', 'Checks']
  const rows = [
    ...failed.map((result) => [...identity(result), ...tellFailed(result)]),
    ...good.map((result) => [...identity(result), ...(result.kind === 'tested' ? tellTested(result) : tellGood(result))]),
  ]
  const wheels = [
    md`### ${checksOnly ? 'Packages' : 'Wheels'}: ${countsOf(results, checksOnly).join(', ')}`,
    md``,
    table(head, rows),
    ...besidesTable(results),
  ]
  return lines(...(suites === '' ? [] : [suites]), ...wheels)
}

function countsOf(results: readonly RowResult[], checksOnly: boolean): string[] {
  const count = (matches: (result: RowResult) => boolean): number => results.filter(matches).length
  const along = count((result) => result.kind === 'built' && result.file.origin === 'dependency')
  const built = count(({ kind }) => kind === 'built') - along
  const tested = count(({ kind }) => kind === 'tested')
  const kept = count(({ kind }) => kind === 'kept')
  const restored = count(({ kind }) => kind === 'restored')
  const untried = count((result) => result.kind === 'failed' && !result.tried)
  return [
    ...(checksOnly || (built === 0 && tested > 0) ? [] : [`${built} built`]),
    ...(tested === 0 && !checksOnly ? [] : [`${tested} checked`]),
    ...(along === 0 ? [] : [`${along} built as dependencies`]),
    ...(restored === 0 ? [] : [`${restored} restored from the cache`]),
    ...(kept === 0 ? [] : [`${kept} kept from before`]),
    `${count(({ kind }) => kind === 'failed') - untried} failed`,
    ...(untried === 0 ? [] : [`${untried} not tried`]),
  ]
}

function tellFailed(result: Failed): (string | number | Inline)[] {
  const of = result.row.origin === 'dependency' ? ' (a dependency)' : ''
  const what = result.tried ? md`**failed**${of}: ${headline(result)}` : md`**not tried**${of}: ${headline(result)}`
  return [raw(what), '', result.seconds, '', result.log === '' ? '' : raw(md`see ${code(result.log)}`)]
}

function tellGood(result: Built | Kept | Restored): (string | number | Inline)[] {
  const { file } = result
  const notes = [
    ...(file.origin === 'dependency' ? ['a dependency, not published'] : []),
    ...(result.kind === 'kept' ? [`kept from ${triedIn(result)}`] : []),
    ...(result.kind === 'restored'
      ? [['restored from the cache', timeSaved([file.seconds])].filter((part) => part !== '').join(', ')]
      : []),
  ]
  const name = notes.length === 0 ? code(file.name) : raw(md`${code(file.name)} (${notes.join('; ')})`)
  return [
    name,
    formatSize(file.size),
    file.seconds,
    code(file.sha256.slice(0, 12)),
    result.kind === 'built' ? tellChecks(result) : [...suitesIn(result), ...tellConstraints(file)].join(', '),
  ]
}

/** What an earlier attempt has run its own manifest tells. */
function suitesIn(result: Kept | Restored): string[] {
  return result.kind === 'kept' ? [] : tellResults(result.suites)
}

function tellTested({ wheel, seconds, suites }: Tested): (string | number | Inline)[] {
  const what = wheel === '' ? md`checked, its sources alone` : md`checked with ${code(wheel)}`
  return [raw(what), '', seconds, '', tellResults(suites).join('')]
}

function identity(result: RowResult): [string, string, string] {
  const { row } = result
  const built = 'file' in result ? result.file.version : ''
  return [row.name, row.version === '' ? built : row.version, row.python.label]
}

/** The first line of the row's Problem, without the row's own name. */
function headline({ row, problem }: Failed): string {
  const [first = ''] = problem.message.split('\n')
  return first.replace(`${titleOf(row)}: `, '')
}
