import { counted } from '../counted.ts'
import type { SuiteRun } from './suite-run.ts'

/** `unit on 3.11`, for people. */
export function nameOfRun({ suite, python }: Pick<SuiteRun, 'suite' | 'python'>): string {
  return `${suite} on ${python}`
}

/** One line for the log: `suite unit on 3.11: passed, 42 tests, 3.1 s`. */
export function tellRun(run: SuiteRun): string {
  const results = { passed: 'passed', failed: 'FAILED', allowed: 'failed, which is allowed', skipped: 'skipped' }
  const why = run.says === '' ? '' : ` (${run.says})`
  const tests = run.counts === undefined ? [] : [counted(run.counts.tests, 'test'), ...passedOver(run.counts.skipped)]
  const time = run.result === 'skipped' ? [] : [`${run.seconds} s`]
  return `suite ${nameOfRun(run)}: ${[`${results[run.result]}${why}`, ...tests, ...time].join(', ')}`
}

function passedOver(count: number): string[] {
  return count === 0 ? [] : [`${count} of them skipped`]
}
