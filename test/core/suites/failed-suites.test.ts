import assert from 'node:assert/strict'
import type { SuiteRun } from '../../../core/suites/suite-run.ts'
import { excusedSuite, suitesProblem } from '../../../core/suites/failed-suites.ts'
import { suiteRun } from './suite-runs.ts'

const test = (name: string, says = ''): SuiteRun['failing'][number] => ({ name, says, at: undefined })
const failed = (is: Partial<SuiteRun>): SuiteRun => suiteRun({ result: 'failed', says: 'run ended with exit code 1', ...is })

describe('why a row fails whose suites have failed', () => {
  it('is the one suite, with what it printed where no report names a test', () => {
    const { code, message } = suitesProblem([{ run: failed({}), lines: ['one', 'E   two'] }], 3)
    assert.equal(code, 'TESTS_FAILED')
    assert.deepEqual(message.split('\n'), ['the suite unit on 3.11 failed: run ended with exit code 1.', '      one', '      E   two'])
  })
  it('is the first tests that failed, and how many more', () => {
    const failing = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => test(name, 'assert 1 == 2'))
    const run = failed({ failing, counts: { tests: 30, failures: 8, errors: 2, skipped: 0 } })
    const lines = suitesProblem([{ run, lines: ['not this'] }], 1).message.split('\n')
    assert.deepEqual(lines.slice(1), [...['a', 'b', 'c', 'd', 'e'].map((name) => `      ${name}: assert 1 == 2`), '      and 5 more'])
  })
  it('are the findings of a checker, which counts no tests', () => {
    const run = failed({ failing: [test('src/a.py', 'undefined name x'), test('src/b.py')] })
    assert.match(suitesProblem([{ run, lines: [] }], 1).message, /\n {6}src\/a\.py: undefined name x\n {6}src\/b\.py$/)
  })
  it('are all of several, each with its own', () => {
    const both = [
      { run: failed({}), lines: ['one'] },
      { run: failed({ suite: 'typing', python: '3.12', says: 'run did not end within 60 seconds' }), lines: [] },
    ]
    assert.deepEqual(suitesProblem(both, 4).message.split('\n'), [
      '2 of 4 suites failed: unit on 3.11, typing on 3.12.',
      '    unit on 3.11: run ended with exit code 1',
      '      one',
      '    typing on 3.12: run did not end within 60 seconds',
    ])
  })
})

describe('the warning of a suite that failed, and may', () => {
  it('names what it checked', () => {
    const { code, message } = excusedSuite(failed({ result: 'allowed', suite: 'typing-latest' }))
    assert.equal(code, 'TESTS_FAILED')
    assert.equal(message, 'spam 1.0: the suite typing-latest on 3.11 failed, which is allowed: run ended with exit code 1.')
  })
  it('does without a version that nobody knows', () =>
    assert.match(excusedSuite(failed({ version: '' })).message, /^spam: the suite unit on 3\.11 failed/))
})
