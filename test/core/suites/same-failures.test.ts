import assert from 'node:assert/strict'
import { failedTests, groupsOf, sameFailures, tellPythons, tellWhere, type OnLeg } from '../../../core/suites/same-failures.ts'
import { failedRun, failing, testedRun } from './failed-runs.ts'

const on = (python: string, leg = '', names: readonly string[] = ['a.b']): OnLeg => ({ run: failedRun(names, { python }), leg })

describe('failures of several runs', () => {
  it('are one where they say the same of the same place', () => {
    const found = sameFailures([on('3.10'), on('3.11', '', ['a.c', 'a.b']), on('3.12')])
    assert.deepEqual(
      found.map(({ test, runs }) => `${test.name} ${runs.map(({ run }) => run.python).join(' ')}`),
      ['a.b 3.10 3.11 3.12', 'a.c 3.11'],
    )
  })
  const differ: [what: string, test: Parameters<typeof failing>[1]][] = [
    ['say something else', { says: 'no' }],
    ['are elsewhere', { at: { path: 'tests/test_b.py', line: 3 } }],
    ['are on another line', { at: { path: 'tests/test_a.py', line: 4 } }],
    ['are nowhere', { at: undefined }],
  ]
  for (const [what, test] of differ)
    it(`are two where they ${what}`, () =>
      assert.equal(sameFailures([on('3.10'), { run: failedRun([], { failing: [failing('a.b', test)] }), leg: '' }]).length, 2))
  it('are two where they are of two packages', () =>
    assert.equal(sameFailures([on('3.10'), { run: failedRun(['a.b'], { project: 'eggs' }), leg: '' }]).length, 2))
  it('are one where a report tells a test twice', () => assert.equal(sameFailures([on('3.10', '', ['a.b', 'a.b'])])[0]?.runs.length, 1))

  it('are counted by what their reports count', () => {
    const counts = { tests: 90, failures: 30, errors: 2, skipped: 0 }
    assert.equal(failedTests([{ run: failedRun(['a', 'b'], { counts }), leg: '' }, on('3.10')]), 33)
    assert.equal(failedTests([{ run: failedRun(['a.py'], { counts: undefined }), leg: '' }]), 1)
    assert.equal(failedTests([]), 0)
  })
})

describe('where suites ran', () => {
  const cases: [what: string, runs: OnLeg[], text: string][] = [
    ['one', [on('3.11')], 'unit on 3.11'],
    ['several pythons', [on('3.10'), on('3.11')], 'unit on 3.10, 3.11'],
    ['several legs', [on('3.11', 'linux'), on('3.11', 'mac')], 'unit on 3.11 (linux), 3.11 (mac)'],
    ['several suites', [on('3.10'), { run: testedRun({ suite: 'docs' }), leg: '' }], 'unit on 3.10; docs on 3.11'],
    ['many', ['8', '9', '10', '11', '12', '13'].map((minor) => on(`3.${minor}`)), 'unit on 3.8, 3.9, 3.10, 3.11 and 2 more'],
    ['one twice', [on('3.11'), on('3.11')], 'unit on 3.11'],
  ]
  for (const [what, runs, text] of cases) it(`is told of ${what}`, () => assert.equal(tellWhere(runs), text))
  it('is told as far as is asked for', () => assert.equal(tellPythons([on('3.8'), on('3.9')], 1), '3.8 and 1 more'))
  it('is told in the order of the first of each', () =>
    assert.deepEqual([...groupsOf([on('3.9'), on('3.8'), on('3.9')], ({ python }) => python).keys()], ['3.9', '3.8']))
})
