import { counted } from '../counted.ts'
import { code, type Inline, lines, type Markdown, md, raw, table } from '../markdown.ts'
import { addCounts, passedOf, tellCounts } from './results.ts'
import { failedTests, groupsOf, type OnLeg, sameFailures, tellManyPythons, tellPythons, tellWhere } from './same-failures.ts'
import type { SuiteRun } from './suite-run.ts'

/** Failing tests that a summary names. */
const most = 20
/** Lines of its table: hundreds of legs may each fail in their own way. */
const mostRows = 60

/** What suites came to, for a summary: failing tests first, those that may fail after them, then a line for all runs of a suite that ended alike; nothing without any. */
export function suitesSummary(all: readonly OnLeg[]): Markdown {
  if (all.length === 0) return md``
  const failed = [failures('Failing tests', all, 'failed'), failures('Failures that are allowed', all, 'allowed')]
  const head = ['Package', 'Suite', 'Python', 'Result', 'Passed', 'Failed', 'Skipped', 'Seconds']
  const groups = alike(all)
  const left = groups.slice(mostRows).flat().length
  const more = left === 0 ? [] : [md`And ${counted(left, 'more suite run')}: the manifests tell them.`, md``]
  return lines(
    md`### ${headline(all)}`,
    md``,
    ...failed.filter((part) => part !== ''),
    table(head, groups.slice(0, mostRows).map(rowOf)),
    ...more,
  )
}

function headline(all: readonly OnLeg[]): string {
  const counts = addCounts(all.map(({ run }) => run.counts).filter((one) => one !== undefined))
  const told = tellResults(all.map(({ run }) => run)).join('')
  return counts === undefined ? told.replace(/^s/, 'S') : `Tests: ${tellCounts(counts)}; ${told}`
}

/** `suites: 3 passed, 1 failed, 2 skipped`; nothing without any. */
export function tellResults(runs: readonly SuiteRun[]): string[] {
  const words = { failed: 'failed', allowed: 'failed (allowed)', passed: 'passed', skipped: 'skipped' } as const
  const told = (['passed', 'failed', 'allowed', 'skipped'] as const).flatMap((result) => {
    const count = runs.filter((run) => run.result === result).length
    return count === 0 ? [] : [`${count} ${words[result]}`]
  })
  return told.length === 0 ? [] : [`suites: ${told.join(', ')}`]
}

function failures(title: string, all: readonly OnLeg[], result: SuiteRun['result']): Markdown {
  const those = all.filter(({ run }) => run.result === result)
  const found = sameFailures(those)
  if (found.length === 0) return md``
  const rows = found.slice(0, most).map(({ test, runs }) => {
    const at = test.at === undefined ? '' : code(`${test.at.path}:${test.at.line}`)
    return [code(test.name), at, test.says, tellWhere(runs)]
  })
  const left = failedTests(those) - found.slice(0, most).reduce((sum, { runs }) => sum + runs.length, 0)
  const more = left > 0 ? [md`And ${counted(left, 'more failure')}: the reports tell them.`, md``] : []
  return lines(md`**${title}**`, md``, table(['Test', 'Where', 'Says', 'In'], rows), ...more)
}

/** Runs of one suite that ended alike, the failed ones first. */
function alike(all: readonly OnLeg[]): (readonly OnLeg[])[] {
  const ranks = { failed: 0, allowed: 1, passed: 2, skipped: 3 }
  const groups = groupsOf(all, ({ project, version, suite, result, says, counts }) => {
    const numbers = [counts?.tests, counts?.failures, counts?.errors, counts?.skipped]
    return JSON.stringify([project, version, suite, result, says, ...numbers])
  })
  const rank = (group: readonly OnLeg[]): number => Math.min(...group.map(({ run }) => ranks[run.result]))
  return [...groups.values()].sort((one, other) => rank(one) - rank(other))
}

function rowOf(group: readonly OnLeg[]): (string | number | Inline)[] {
  const [first] = group
  if (first === undefined) return []
  const { project, version, suite, result, says, counts } = first.run
  const each = counts === undefined ? ['', '', ''] : [passedOf(counts), counts.failures + counts.errors, counts.skipped]
  const seconds = group.reduce((sum, { run }) => sum + run.seconds, 0)
  return [
    [project, version].filter((part) => part !== '').join(' '),
    suite,
    result === 'passed' || result === 'skipped' ? tellManyPythons(group) : tellPythons(group, 30),
    resultOf(result, says),
    ...each.map((count) => (group.length === 1 || count === '' || count === 0 ? count : `${count} each`)),
    result === 'skipped' ? '' : Math.round(seconds * 10) / 10,
  ]
}

function resultOf(result: SuiteRun['result'], says: string): Inline {
  if (result === 'failed') return raw(md`**failed**: ${says}`)
  if (result === 'allowed') return raw(md`failed (allowed): ${says}`)
  return raw(result === 'passed' ? md`passed` : md`skipped (${says})`)
}
