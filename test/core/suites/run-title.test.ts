import assert from 'node:assert/strict'
import { pythonTitle, runTitle } from '../../../core/suites/run-title.ts'

describe('the title of a test run', () => {
  const run = { suite: 'unit', project: 'clkhash', version: '0.18.1', python: '3.11' }
  it('names wheel, python, leg and suite', () =>
    assert.equal(runTitle(run, 'windows_x86'), 'clkhash 0.18.1 on Python 3.11 (windows_x86): unit'))
  it('leaves out what is not known', () => assert.equal(runTitle({ ...run, version: '' }, ''), 'clkhash on Python 3.11: unit'))
  for (const [label, title] of [
    ['3.14t', 'Python 3.14t'],
    ['pypy3.11', 'PyPy 3.11'],
    ['3', 'Python 3'],
  ] as const)
    it(`says ${title}`, () => assert.equal(pythonTitle(label), title))
})
