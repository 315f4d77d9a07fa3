import type { FailingTest, SuiteRun } from '../../../core/suites/suite-run.ts'

/** What came of a suite: of 10 tests, all passed, unless it is told otherwise. */
export function suiteRun(told: Partial<SuiteRun> = {}): SuiteRun {
  return {
    suite: 'unit',
    project: 'spam',
    version: '1.0',
    wheel: 'spam-1.0-py3-none-any.whl',
    python: '3.11',
    result: 'passed',
    says: '',
    seconds: 1.5,
    counts: { tests: 10, failures: 0, errors: 0, skipped: 0 },
    failing: [],
    reports: [],
    coverage: '',
    ...told,
  }
}

/** A suite of 10 tests, of which those failed. */
export function failedRun(names: readonly string[], told: Partial<SuiteRun> = {}): SuiteRun {
  return suiteRun({
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
