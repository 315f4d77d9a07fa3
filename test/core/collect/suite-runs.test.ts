import assert from 'node:assert/strict'
import type { Manifest } from '../../../core/build/manifest.ts'
import { lastSuiteRuns, runTitle } from '../../../core/collect/suite-runs.ts'
import type { SuiteRun } from '../../../core/suites/suite-run.ts'
import { manifest, suiteRun } from './told.ts'

const told = (...manifests: Manifest[]): string[] => among(manifests, manifests)
const among = (manifests: readonly Manifest[], current: readonly Manifest[]): string[] =>
  lastSuiteRuns(manifests, current).map(
    ({ run, manifest: { leg, attempt } }) => `${leg}.${attempt} ${run.suite} ${run.python} ${run.result}`,
  )
const at = (attempt: number, suites: readonly SuiteRun[], leg = 'a'): Manifest => manifest({ leg, attempt, suites })

describe('lastSuiteRuns', () => {
  it('takes every suite of every leg', () =>
    assert.deepEqual(told(at(1, [suiteRun(), suiteRun({ suite: 'docs' })], 'b'), at(1, [suiteRun()])), [
      'a.1 unit 3.11 passed',
      'b.1 unit 3.11 passed',
      'b.1 docs 3.11 passed',
    ]))

  it('takes a later attempt for an earlier one, whichever comes first', () => {
    const [first, second] = [at(1, [suiteRun({ result: 'failed' })]), at(2, [suiteRun()])]
    assert.deepEqual(told(first, second), ['a.2 unit 3.11 passed'])
    assert.deepEqual(told(second, first), ['a.2 unit 3.11 passed'])
  })

  it('keeps what a later attempt has not tested again: another python, another project, another suite', () => {
    const first = at(1, [suiteRun(), suiteRun({ python: '3.12' }), suiteRun({ project: 'other' }), suiteRun({ suite: 'docs' })])
    assert.equal(told(first, at(2, [suiteRun()])).length, 4)
    assert.deepEqual(told(at(1, [suiteRun({ result: 'failed' })]), at(2, [])), ['a.1 unit 3.11 failed'])
  })

  it('keeps both of two steps of one attempt: one of them may have failed', () =>
    assert.deepEqual(told(at(2, [suiteRun({ result: 'failed' })]), at(2, [suiteRun()]), at(1, [suiteRun()])), [
      'a.2 unit 3.11 failed',
      'a.2 unit 3.11 passed',
    ]))

  it('takes what only the sidecar of an attempt tells that ended before its end, and what a sidecar repeats once', () => {
    const [sidecar, whole] = [at(1, [suiteRun()]), at(2, [suiteRun({ suite: 'docs' })])]
    assert.deepEqual(among([sidecar, whole], [whole]), ['a.1 unit 3.11 passed', 'a.2 docs 3.11 passed'])
    assert.deepEqual(among([at(2, [suiteRun({ suite: 'docs' })]), whole], [whole]), ['a.2 docs 3.11 passed'])
  })

  it('takes nothing of a plan that was replaced, nor of a release set', () => {
    const [old, now] = [manifest({ planDigest: 'old', suites: [suiteRun()] }), manifest({ planDigest: 'new', attempt: 2 })]
    const set = manifest({ collected: true, suites: [suiteRun()] })
    assert.deepEqual(among([old, now, set], [now]), [])
  })

  it('has none where there are none', () => assert.deepEqual(told(manifest()), []))
})

describe('runTitle', () => {
  it('tells suite, python, project and leg', () =>
    assert.equal(runTitle({ run: suiteRun(), manifest: manifest() }), 'unit on 3.11 (demo, build.test.a)'))
  it('leaves out what is not known', () =>
    assert.equal(runTitle({ run: suiteRun({ python: '', project: '' }), manifest: manifest({ leg: '' }) }), 'unit (build.test)'))
})
