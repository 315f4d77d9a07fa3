import assert from 'node:assert/strict'
import type { SuiteRun } from '../../../core/suites/suite-run.ts'
import { findPython } from '../../servers/python.ts'
import { project, Yard } from './projects.ts'
import { quick } from './quick.ts'
import { type Tried, tryRun } from './try-run.ts'

const check = `import os, sys
import spam
assert spam.version == '1.0' and spam.__file__.startswith(sys.prefix), spam.__file__
assert os.environ['PATH'].startswith(os.path.dirname(sys.executable)), os.environ['PATH']
assert sorted(os.listdir('.')) == ['tests'], os.listdir('.')
with open(os.path.join(os.environ['WHEELWORKS_RESULTS'], 'unit.xml'), 'w') as report:
    report.write('<testsuite><testcase classname="tests.check" name="spam"/></testsuite>')
print('level', os.environ['LEVEL'], os.environ['TOKEN'])
`

const suites = `
unit:
  files: [tests]
  before: test -z "$(ls {results})"
  run: python tests/check.py {results}
  environment: { LEVEL: 7 }
  environmentPass: [TOKEN]
sources:
  files: [spam.py]
  run: echo never
  after: echo after all
lint:
  install: none
  run: |
    test -f {project}/project.json && test -f {wheel}
    python -c "import sys; print('{project}/spam.py:3:1: E1 bad'); sys.exit(1)"
  allowFailure: true
slow:
  install: none
  run: |
    sleep 60 &
    sleep 60
  timeout: 1s
  allowFailure: true
`

/** A source tree whose module is broken, and a wheel of it that is not: only tests of the wheel can pass. */
describe('BuildWheels with suites on a real python', () => {
  let yard: Yard
  let tried: Tried
  before(async function () {
    findPython(this)
    yard = new Yard()
    const files = { 'spam.py': 'raise SystemExit(\n  "the source tree"\n)\n', 'tests/check.py': check }
    yard.tree('sources/spam', project({ files }))
    yard.write('sources/ci/suites.yml', suites)
    const environment = { PATH: process.env['PATH'], HOME: process.env['HOME'], PIP_NO_INDEX: '1', TOKEN: 'very-secret-token' }
    tried = await tryRun(yard, { packages: 'spam', suites: 'ci/suites.yml' }, { environment, host: quick() })
  })
  after(() => yard?.remove())
  const run = (suite: string): SuiteRun => tried.manifest.suites?.find((one) => one.suite === suite) ?? assert.fail()

  it('runs on the installed wheel, in a folder of its files alone, with its own programs and variables', () => {
    assert.deepEqual([run('unit').says, run('unit').result, run('unit').counts?.tests], ['', 'passed', 1])
    assert.match(tried.log.text(), /foreign: level 7 \*\*\*/)
    assert.equal(tried.pipeline.testRuns.length, 1)
  })
  it('refuses to test the sources in place of the wheel', () => {
    assert.equal(run('sources').says, 'it would import spam from its own files (spam.py), not from the installed wheel')
    assert.doesNotMatch(tried.log.text(), /foreign: never/)
    assert.match(tried.log.text(), /foreign: after all/)
  })
  it('checks the sources without the wheel, and points to what was found there', () => {
    assert.deepEqual([run('lint').result, run('lint').says], ['allowed', 'run ended with exit code 1'])
    assert.deepEqual(
      run('lint').failing.map(({ at }) => at),
      [{ path: 'spam/spam.py', line: 3 }],
    )
  })
  it('stops what takes too long, with all that it has started', () =>
    assert.deepEqual([run('slow').result, run('slow').says], ['allowed', 'run did not end within 1 second']))
  it('goes on after a failure, and fails in the end', () => {
    assert.deepEqual([tried.outcome.result, tried.outcome.problems[0]?.code, tried.manifest.files], ['failed', 'TESTS_FAILED', []])
    assert.equal(tried.outcome.excused?.filter(({ message }) => message.includes('which is allowed')).length, 2)
  })
})
