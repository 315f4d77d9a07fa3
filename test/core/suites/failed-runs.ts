import type { FailingTest, SuiteRun } from '../../../core/suites/suite-run.ts'
import { suiteRun } from './suite-runs.ts'

/** A suite of 10 tests, all of which passed; a test says what is different. */
export function testedRun(told: Partial<SuiteRun> = {}): SuiteRun {
  return suiteRun({ seconds: 1.5, counts: { tests: 10, failures: 0, errors: 0, skipped: 0 }, ...told })
}

/** A suite of 10 tests, of which those failed. */
export function failedRun(names: readonly string[], told: Partial<SuiteRun> = {}): SuiteRun {
  return testedRun({
    result: 'failed',
    says: `${names.length} of 10 tests failed`,
    counts: { tests: 10, failures: names.length, errors: 0, skipped: 0 },
    failing: names.map((name) => failing(name)),
    ...told,
  })
}

/** A failing test, at its place in the sources. */
export function failing(name: string, told: Partial<FailingTest> = {}): FailingTest {
  return { name, says: 'assert 1 == 2', at: { path: 'tests/test_a.py', line: 3 }, ...told }
}
