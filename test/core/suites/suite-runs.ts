import type { SuiteRun } from '../../../core/suites/suite-run.ts'

/** A suite `unit` that passed on 3.11; a test says what is different. */
export function suiteRun(is: Partial<SuiteRun> = {}): SuiteRun {
  return {
    suite: 'unit',
    project: 'spam',
    version: '1.0',
    wheel: 'spam-1.0-py3-none-any.whl',
    python: '3.11',
    result: 'passed',
    says: '',
    seconds: 3.1,
    counts: undefined,
    failing: [],
    reports: [],
    coverage: '',
    ...is,
  }
}
