import assert from 'node:assert/strict'
import fc from 'fast-check'
import { canonical } from '../../../core/canonical.ts'
import { parseJson } from '../../../core/json.ts'
import { parseSuiteRun, suiteRunJson } from '../../../core/suites/suite-run-json.ts'
import type { SuiteRun } from '../../../core/suites/suite-run.ts'
import { problemCode } from '../../fakes/problem-code.ts'
import { failedRun, failing, testedRun } from './failed-runs.ts'

const read = (text: string): SuiteRun => parseSuiteRun(parseJson(text, 'manifest.json', 'ARTIFACT_INVALID'))
const written = (run: SuiteRun): string => canonical(suiteRunJson(run))

describe("a suite's run in a manifest", () => {
  const table: [why: string, run: SuiteRun][] = [
    ['passed', testedRun({ reports: ['a.junit.xml', 'a.2.junit.xml'], coverage: 'a.coverage.xml' })],
    [
      'failed, with tests and without their places',
      failedRun(['t.a', 't.b'], { failing: [failing('t.a'), failing('t.b', { at: undefined })] }),
    ],
    ['left no report', testedRun({ counts: undefined, result: 'allowed', says: 'run ended with exit code 1' })],
    ['was skipped', testedRun({ result: 'skipped', wheel: '', version: '', seconds: 0, counts: undefined })],
  ]
  for (const [why, run] of table) it(`is read as it was written where it ${why}`, () => assert.deepEqual(read(written(run)), run))

  it('is read as it was written, whatever was said', () =>
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.nat(), fc.nat(), (name, says, line, tests) => {
        const counts = { tests, failures: 1, errors: 2, skipped: 3 }
        const run = failedRun([], { says, counts, failing: [failing(name, { says, at: { path: name, line } })] })
        assert.deepEqual(read(written(run)), run)
      }),
    ))
  it('may hold what later releases add', () => assert.deepEqual(read(written(testedRun()).replace('{', '{"later":[1],')), testedRun()))

  const broken: [why: string, change: Record<string, unknown>][] = [
    ['a result that is none', { result: 'well' }],
    ['no suite', { suite: undefined }],
    ['seconds in words', { seconds: 'two' }],
    ['counts without tests', { counts: { failures: 0, errors: 0, skipped: 0 } }],
    ['a report that is a path', { reports: ['../a.xml'] }],
    ['coverage that is a path', { coverage: 'a/b.xml' }],
    ['a test without a name', { failing: [{ says: 'no' }] }],
    ['a place without a line', { failing: [{ name: 'a', says: 'no', at: { path: 'a.py' } }] }],
    ['tests that are no list', { failing: {} }],
  ]
  for (const [why, change] of broken)
    it(`is refused with ${why}`, () =>
      assert.equal(
        problemCode(() => read(JSON.stringify({ ...suiteRunJson(testedRun()), ...change }))),
        'ARTIFACT_INVALID',
      ))
})
