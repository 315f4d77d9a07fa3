import assert from 'node:assert/strict'
import type { OnLeg } from '../../../core/suites/same-failures.ts'
import { suitesSummary } from '../../../core/suites/tell-suites.ts'
import { failedRun, failing, testedRun } from './failed-runs.ts'

const told = (...runs: OnLeg['run'][]): string[] => suitesSummary(runs.map((run) => ({ run, leg: '' }))).split('\n')
const rows = (lines: readonly string[]): string[] => lines.filter((line) => line.startsWith('| ') && !/^\| (?:Test|Package) /.test(line))

describe('the summary of suites', () => {
  it('is nothing without any', () => assert.deepEqual(told(), ['']))
  it('counts in its headline', () => {
    const [headline] = told(
      failedRun(['a.b'], { counts: { tests: 10, failures: 1, errors: 0, skipped: 2 } }),
      testedRun(),
      testedRun({ suite: 'mypy', result: 'allowed', counts: undefined }),
      testedRun({ suite: 'docs', result: 'skipped', counts: undefined }),
    )
    assert.equal(headline, '### Tests: 17 passed, 1 failed, 2 skipped; suites: 1 passed, 1 failed, 1 failed (allowed), 1 skipped')
  })
  it('counts no tests where there are no reports', () => assert.equal(told(testedRun({ counts: undefined }))[0], '### Suites: 1 passed'))

  it('has the failing tests first, then those that may fail, then the suites', () => {
    const lines = told(testedRun(), failedRun(['c.d'], { suite: 'latest', result: 'allowed' }), failedRun(['a.b']))
    const order = ['**Failing tests**', '<code>a.b</code>', '**Failures that are allowed**', '<code>c.d</code>', '| Package '].map((part) =>
      lines.findIndex((line) => line.includes(part)),
    )
    assert.ok(
      order.every((at) => at > 0),
      lines.join('\n'),
    )
    assert.deepEqual(
      order.toSorted((one, other) => one - other),
      order,
    )
  })
  it('tells a failing test with its place, what it said and where', () =>
    assert.ok(
      told(failedRun(['a.b'], { python: '3.10' }), failedRun(['a.b'])).includes(
        '| <code>a.b</code> | <code>tests/test_a.py:3</code> | assert 1 == 2 | unit on 3.10, 3.11 |',
      ),
    ))
  it('tells twenty of them, and how many there are', () => {
    const lines = told(failedRun(Array.from({ length: 23 }, (_, at) => `a.t${at}`)))
    assert.equal(lines.filter((line) => line.includes('<code>a.t')).length, 20)
    assert.ok(lines.includes('And 3 more failures: the reports tell them.'))
  })

  it('has one line for pythons on which a suite ended alike, those that failed first', () => {
    const pythons = Array.from({ length: 20 }, (_, at) => testedRun({ python: `3.${at}` }))
    const lines = rows(told(...pythons, failedRun(['a.b'], { python: '3.20' })))
    assert.equal(lines.length, 3)
    assert.match(lines[1] ?? '', /^\| spam 1\.0 \| unit \| 3\.20 \| \*\*failed\*\*: 1 of 10 tests failed \| 9 \| 1 \| 0 \| 1\.5 \|$/)
    assert.match(lines[2] ?? '', /^\| spam 1\.0 \| unit \| 3\.0, .*3\.19 \| passed \| 10 each \| 0 \| 0 \| 30 \|$/)
  })
  it('has legs with their pythons', () => {
    const summary = suitesSummary(['linux', 'mac'].map((leg) => ({ run: testedRun(), leg })))
    assert.match(summary, /\| 3\.11 \(linux\), 3\.11 \(mac\) \|/)
  })
  it('folds the legs on which a suite was passed over by what decided it, after all that ran', () => {
    const legs = ['3.9', '3.10', '3.11', '3.11', '3.12'].map((python, at) => ({ python, leg: `build.test.leg${at}` }))
    const full = legs.map(({ python, leg }): OnLeg => {
      const is = python === '3.12' ? {} : ({ result: 'skipped', says: "fullTests is 'false'", counts: undefined } as const)
      return { run: testedRun({ suite: 'full', python, ...is }), leg }
    })
    const unit = legs.map(({ python, leg }): OnLeg => ({ run: testedRun({ python }), leg }))
    const lint: OnLeg = { run: failedRun([], { suite: 'lint', result: 'allowed', says: 'exit code 1', counts: undefined }), leg: 'checks' }
    assert.deepEqual(rows(suitesSummary([...full.slice(0, 4), ...unit, ...full.slice(4), lint]).split('\n')), [
      '| spam 1.0 | lint | 3.11 (checks) | failed (allowed): exit code 1 |  |  |  | 1.5 |',
      '| spam 1.0 | unit | 3.9, 3.10, 3.11, 3.12 (5 legs) | passed | 10 each | 0 | 0 | 7.5 |',
      '| spam 1.0 | full | 3.12 (build.test.leg4) | passed | 10 | 0 | 0 | 1.5 |',
      "| spam 1.0 | full | 3.9, 3.10, 3.11 (4 legs) | skipped (fullTests is 'false') |  |  |  |  |",
    ])
  })
  it('names each leg on which a suite failed', () => {
    const legs = ['a', 'b', 'c', 'd', 'e'].map((leg): OnLeg => ({ run: failedRun(['t']), leg }))
    assert.ok(suitesSummary(legs).includes('| 3.11 (a), 3.11 (b), 3.11 (c), 3.11 (d), 3.11 (e) | **failed**'))
  })
  it('stays readable where hundreds of legs fail, each in its own way', () => {
    const runs = Array.from({ length: 300 }, (_, at) => ({ run: failedRun([`a.t${at}`], { says: `${at}` }), leg: `leg${at}` }))
    const summary = suitesSummary(runs)
    assert.ok(summary.length < 15_000 && summary.includes('And 240 more suite runs: the manifests tell them.'), summary)
  })
  it('says why a suite was skipped, or may fail', () => {
    const lines = rows(
      told(
        testedRun({ result: 'skipped', says: "architecture is 'x86'", counts: undefined }),
        testedRun({ suite: 'mypy', result: 'allowed', says: 'ended with exit code 1', counts: undefined }),
      ),
    )
    assert.match(lines[0] ?? '', /\| failed \(allowed\): ended with exit code 1 \|  \|  \|  \| 1\.5 \|$/)
    assert.match(lines[1] ?? '', /\| skipped \(architecture is 'x86'\) \|  \|  \|  \|  \|$/)
  })
  it('lets no text of a test become markup', () => {
    const odd = failing('<b>|`x`', { says: '[x](http://y) | <img>', at: { path: 'a`|b.py', line: 1 } })
    const text = told(failedRun([], { suite: 'unit', says: '<b>', failing: [odd] })).join('\n')
    assert.doesNotMatch(text, /<b>|<img>|\[x\]|`/)
  })
})
