import { counted } from '../counted.ts'
import { Problem } from '../problem.ts'
import type { TestCounts } from './suite-run.ts'
import type { Suite } from './suite.ts'

/** The counts of several reports, or what a whole run comes to; undefined where there are none. */
export function addCounts(all: readonly TestCounts[]): TestCounts | undefined {
  if (all.length === 0) return undefined
  const sum = (key: keyof TestCounts): number => all.reduce((total, counts) => total + counts[key], 0)
  return { tests: sum('tests'), failures: sum('failures'), errors: sum('errors'), skipped: sum('skipped') }
}

/** How many tests passed. */
export function passedOf({ tests, failures, errors, skipped }: TestCounts): number {
  return tests - failures - errors - skipped
}

/** `120 passed, 1 failed, 3 skipped`, for people; what is none is left out, but for those that passed. */
export function tellCounts(counts: TestCounts): string {
  const failed = counts.failures + counts.errors
  return [
    `${passedOf(counts)} passed`,
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(counts.skipped === 0 ? [] : [`${counts.skipped} skipped`]),
  ].join(', ')
}

/** What a suite has left in its folder of results. */
export interface Left {
  readonly counts: TestCounts | undefined
  /** Of the first report that could not be read. */
  readonly broken: Problem | undefined
  /** Whether a line of the sources was run by what its coverage tells; undefined where it left none of the sources. */
  readonly isCovered: boolean | undefined
}

/** Why a suite fails by what it has left, whatever its commands ended with. */
export function faultOf({ expects }: Pick<Suite, 'expects'>, { counts, broken, isCovered }: Left): Problem | undefined {
  const failed = counts === undefined ? 0 : counts.failures + counts.errors
  if (failed > 0) return new Problem('TESTS_FAILED', `${failed} of ${counted(counts?.tests ?? 0, 'test')} failed.`, '')
  if (broken !== undefined) return broken
  if (expects.includes('tests') && (counts?.tests ?? 0) === 0)
    return missing(
      counts === undefined ? 'It left no report of tests.' : 'Its report holds no test.',
      'pytest --junitxml={results}/unit.xml',
    )
  if (expects.includes('coverage') && isCovered !== true)
    return missing(
      isCovered === undefined ? 'It left no coverage of the sources.' : 'By its coverage no line of the sources was run.',
      'pytest --cov=PACKAGE --cov-report=xml:{results}/coverage.xml',
    )
  return undefined
}

function missing(says: string, example: string): Problem {
  return new Problem('RESULTS_MISSING', says, `Have it write one (${example}), or say \`expects: []\`.`)
}
