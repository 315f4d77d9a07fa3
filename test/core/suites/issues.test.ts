import assert from 'node:assert/strict'
import fc from 'fast-check'
import { failingIssues } from '../../../core/suites/issues.ts'
import { failedRun, failing, testedRun } from './failed-runs.ts'

const absolute = (path: string): string => `/s/${path}`
const names = (count: number): string[] => Array.from({ length: count }, (_, at) => `a.t${at}`)

describe('issues of failing tests', () => {
  it('are at their places in the sources', () => {
    const [issue, ...more] = failingIssues([failedRun(['a.b'])], 9, absolute)
    assert.deepEqual(
      [issue?.text, issue?.at, issue?.code, more],
      ['a.b: assert 1 == 2 (unit on 3.11)', { path: '/s/tests/test_a.py', line: 3, column: 0 }, 'TESTS_FAILED', []],
    )
  })
  it('are without a place where none is known', () => {
    const [issue] = failingIssues([failedRun(['a'], { failing: [failing('a', { at: undefined })] })], 9, absolute)
    assert.equal(issue?.at, undefined)
  })
  it('name a file once, where a checker tells of it', () => {
    const found = failing('spam/a.py', { says: 'error: no', at: { path: 'spam/a.py', line: 1 } })
    const [issue] = failingIssues([failedRun([], { suite: 'mypy', counts: undefined, failing: [found] })], 9, absolute)
    assert.equal(issue?.message, 'error: no (mypy on 3.11)')
  })
  it('are told once for all pythons', () =>
    assert.deepEqual(
      failingIssues([failedRun(['a.b'], { python: '3.10' }), failedRun(['a.b'])], 9, absolute).map(({ message }) => message),
      ['a.b: assert 1 == 2 (unit on 3.10, 3.11)'],
    ))
  it('are none of what passed', () => assert.deepEqual(failingIssues([testedRun()], 9, absolute), []))
  it('are as many as are asked for, the last one their rest', () => {
    const told = failingIssues([failedRun(names(12))], 9, absolute)
    assert.equal(told.length, 9)
    assert.equal(told.at(-1)?.message, 'And 4 more failures of tests.')
  })
  it('tell that there are more than reports name', () => {
    const counts = { tests: 90, failures: 30, errors: 0, skipped: 0 }
    assert.deepEqual(
      failingIssues([failedRun(['a'], { counts })], 9, absolute).map(({ message }) => message),
      ['a: assert 1 == 2 (unit on 3.11)', 'And 29 more failures of tests.'],
    )
  })
  it('are never more than there is room for, and are none only for none', () =>
    fc.assert(
      fc.property(fc.array(fc.nat(15), { maxLength: 4 }), fc.integer({ min: 0, max: 12 }), (all, most) => {
        const runs = all.map((count, at) =>
          failedRun(
            names(count).map((name) => `${at}${name}`),
            { python: `3.${at}` },
          ),
        )
        const told = failingIssues(runs, most, absolute)
        assert.ok(told.length <= most)
        assert.equal(told.length > 0, most > 0 && all.some((count) => count > 0))
      }),
    ))
})
