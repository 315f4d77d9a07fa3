import assert from 'node:assert/strict'
import type { SuiteRun } from '../../../core/suites/suite-run.ts'
import { nameOfRun, tellRun } from '../../../core/suites/tell-run.ts'
import { suiteRun } from './suite-runs.ts'

describe('what the log tells of a suite that has ended', () => {
  const counts = { tests: 42, failures: 2, errors: 0, skipped: 0 }
  const table: [is: Partial<SuiteRun>, line: string][] = [
    [{}, 'suite unit on 3.11: passed, 3.1 s'],
    [{ counts: { ...counts, failures: 0 } }, 'suite unit on 3.11: passed, 42 tests, 3.1 s'],
    [{ counts: { tests: 1, failures: 0, errors: 0, skipped: 1 } }, 'suite unit on 3.11: passed, 1 test, 1 of them skipped, 3.1 s'],
    [{ result: 'failed', says: '2 of 42 tests failed', counts }, 'suite unit on 3.11: FAILED (2 of 42 tests failed), 42 tests, 3.1 s'],
    [{ result: 'allowed', says: 'run ended' }, 'suite unit on 3.11: failed, which is allowed (run ended), 3.1 s'],
    [{ result: 'skipped', says: "os_name is 'nt'", seconds: 0 }, "suite unit on 3.11: skipped (os_name is 'nt')"],
    [{ python: 'pypy3.11', suite: 'typing' }, 'suite typing on pypy3.11: passed, 3.1 s'],
  ]
  for (const [is, line] of table) it(line, () => assert.equal(tellRun(suiteRun(is)), line))

  it('names it by itself and its python', () => assert.equal(nameOfRun(suiteRun()), 'unit on 3.11'))
})
