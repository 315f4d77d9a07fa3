import { counted } from '../counted.ts'
import { code, type Inline, lines, type Markdown, md, raw, table } from '../markdown.ts'
import { addCounts, passedOf, tellCounts } from './results.ts'
import { failedTests, groupsOf, type OnLeg, sameFailures, tellPythons, tellWhere } from './same-failures.ts'
import type { SuiteRun } from './suite-run.ts'

/** Failing tests that a summary names. */
const most = 20

/** What suites came to, for a summary: failing tests first, those that may fail after them, then a line for all runs of a suite that ended alike; nothing without any. */
export function suitesSummary(all: readonly OnLeg[]): Markdown {
  if (all.length === 0) return md``
  const parts = [
    md`### Tests: ${headline(all)}`,
    md``,
    failures('Failing tests', all, 'failed'),
    failures('Failures that are allowed', all, 'allowed'),
  ]
  const head = ['Package', 'Suite', 'Python', 'Result', 'Passed', 'Failed', 'Skipped', 'Seconds']
  return lines(...parts.filter((part, at) => at < 2 || part !== ''), table(head, alike(all).map(rowOf)))
}

function headline(all: readonly OnLeg[]): string {
  const ran = all.filter(({ run }) => run.result !== 'skipped').map(({ run }) => run)
  const counts = addCounts(ran.map((run) => run.counts).filter((one) => one !== undefined))
  const failed = ran.filter(({ result }) => result === 'failed').length
  const allowed = ran.filter(({ result }) => result === 'allowed').length
  const suites = [
    counted(ran.length, 'suite run'),
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(allowed === 0 ? [] : [`${allowed} failed and may`]),
    ...(all.length === ran.length ? [] : [`${all.length - ran.length} passed over`]),
  ]
  return [...(counts === undefined ? [] : [`${tellCounts(counts)} in`]), suites.join(', ')].join(' ')
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
    tellPythons(group, 30),
    resultOf(result, says),
    ...each.map((count) => (group.length === 1 || count === '' || count === 0 ? count : `${count} each`)),
    result === 'skipped' ? '' : Math.round(seconds * 10) / 10,
  ]
}

function resultOf(result: SuiteRun['result'], says: string): Inline {
  if (result === 'failed') return raw(md`**failed**: ${says}`)
  if (result === 'allowed') return raw(md`failed, which is allowed: ${says}`)
  return raw(result === 'passed' ? md`passed` : md`passed over: ${says}`)
}
