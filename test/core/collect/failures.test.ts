import assert from 'node:assert/strict'
import { failureProblems } from '../../../core/collect/failures.ts'
import { failed, manifest, suiteRun } from './told.ts'

describe('failureProblems', () => {
  const ran = (
    result: 'passed' | 'failed' | 'allowed' | 'skipped',
    says = '',
    leg = 'a',
  ): Parameters<typeof failureProblems>[1][number] => ({
    run: suiteRun({ result, says }),
    manifest: manifest({ leg }),
  })
  const row = (code: string, leg = 'a'): Parameters<typeof failureProblems>[0][number] => ({
    failure: failed({ code }),
    manifest: manifest({ leg }),
  })
  const told = (...args: Parameters<typeof failureProblems>): string[] =>
    failureProblems(...args).map(({ code, message }) => `${code} ${message}`)

  it('are none where all is well, and none of what may fail or was skipped', () =>
    assert.deepEqual(told([], [ran('passed'), ran('allowed', 'x'), ran('skipped')]), []))

  it('tell a failed suite with what it says, once', () =>
    assert.deepEqual(told([row('TESTS_FAILED')], [ran('failed', '1 of 42 tests failed.')]), [
      'TESTS_FAILED Suites of this run failed: unit on 3.11 (demo, build.test.a): 1 of 42 tests failed.',
    ]))

  it('tell a wheel that failed by tests of which no suite tells', () =>
    assert.deepEqual(told([row('TESTS_FAILED', 'b')], [ran('passed')]), [
      'BUILD_FAILED This run did not build: demo 1.0 for 3.11 (build.test.b, TESTS_FAILED).',
    ]))

  it('tell a wheel that its test command failed once, and one of another python, project or leg apart', () => {
    const problems = (change: Parameters<typeof failed>[0], leg = 'a'): number =>
      failureProblems([{ failure: failed(change), manifest: manifest({ leg }) }], [ran('failed')]).length
    assert.deepEqual([problems({ package: 'Demo' }), problems({ python: '3.12', code: 'TESTS_FAILED' })], [1, 1])
    assert.deepEqual([problems({ python: '3.12' }), problems({ package: 'other' }), problems({}, 'b')], [2, 2, 2])
  })

  it('tell both kinds', () =>
    assert.deepEqual(
      told([row('BUILD_FAILED', 'b')], [ran('failed')]).map((one) => one.split(' ')[0]),
      ['TESTS_FAILED', 'BUILD_FAILED'],
    ))

  it('tell the first ten', () => {
    const [problem = ''] = told(
      [],
      Array.from({ length: 14 }, (_, at) => ran('failed', '', `leg${at}`)),
    )
    assert.match(problem, /build\.test\.leg9\); and 4 more/)
  })
})
