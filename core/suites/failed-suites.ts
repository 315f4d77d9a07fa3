import { Problem } from '../problem.ts'
import type { SuiteRun } from './suite-run.ts'
import { nameOfRun } from './tell-run.ts'

/** A suite that failed, with the lines of its output that tell most. */
export interface FailedSuite {
  readonly run: SuiteRun
  readonly lines: readonly string[]
}

/** Tests of one suite that are told by name; the reports have them all. */
const mostTests = 5

/** Why a row fails whose suites have failed: all of them, each with its first failing tests, or with what it printed where no report tells them. */
export function suitesProblem(failed: readonly FailedSuite[], ran: number): Problem {
  const [first] = failed
  const one = failed.length === 1 && first !== undefined
  const headline = one
    ? `the suite ${nameOfRun(first.run)} failed: ${first.run.says}.`
    : `${failed.length} of ${ran} suites failed: ${failed.map(({ run }) => nameOfRun(run)).join(', ')}.`
  const details = failed.flatMap(({ run, lines }) => [...(one ? [] : [`${nameOfRun(run)}: ${run.says}`]), ...detailsOf(run, lines)])
  const message = [headline, ...details.map((line) => `    ${line}`)].join('\n')
  return new Problem('TESTS_FAILED', message, 'Mend what is tested, or the tests; a suite that need not pass has allowFailure: true.')
}

/** The warning of a suite that failed, and may. */
export function excusedSuite(run: SuiteRun): Problem {
  const of = [run.project, run.version].filter((part) => part !== '').join(' ')
  return new Problem('TESTS_FAILED', `${of}: the suite ${nameOfRun(run)} failed, which is allowed: ${run.says}.`, '')
}

function detailsOf({ failing, counts }: SuiteRun, lines: readonly string[]): string[] {
  if (failing.length === 0) return lines.map((line) => `  ${line}`)
  const told = failing.slice(0, mostTests).map(({ name, says }) => `  ${name}${says === '' ? '' : `: ${says}`}`)
  const more = Math.max(failing.length, (counts?.failures ?? 0) + (counts?.errors ?? 0)) - told.length
  return more > 0 ? [...told, `  and ${more} more`] : told
}
