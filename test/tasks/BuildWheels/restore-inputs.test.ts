import assert from 'node:assert/strict'
import { isRestore } from '../../../tasks/BuildWheels/other-mode.ts'
import { readRestoreInputs, type RestoreInputs } from '../../../tasks/BuildWheels/restore/inputs.ts'
import { problemCode } from '../../fakes/problem-code.ts'
import { askOf } from './try-run.ts'

const read = (inputs: Readonly<Record<string, string>>, variables: Readonly<Record<string, string>> = {}): RestoreInputs =>
  readRestoreInputs(askOf({ mode: 'restore', ...inputs }, variables))

describe('inputs of the mode restore', () => {
  it('needs no more than a cache', () => {
    const inputs = read({ cache: 's3://bucket/prefix' }, { 'Build.BuildId': '7', 'System.PhaseName': 'plan' })
    const { plan, artifact, release, onFailure, publishTestResults, publishCoverage, mayMend } = inputs
    assert.deepEqual(
      { plan, artifact, release, onFailure, publishTestResults, publishCoverage, mayMend },
      {
        plan: undefined,
        artifact: 'wheels',
        release: true,
        onFailure: 'fail',
        publishTestResults: true,
        publishCoverage: false,
        mayMend: true,
      },
    )
    assert.deepEqual([inputs.buildId, inputs.where.job], ['7', 'plan'])
  })

  it('takes nothing out of the cache in the run of a pull request', () => {
    for (const variables of [{ 'Build.Reason': 'PullRequest' }, { 'Build.SourceBranch': 'refs/pull/3/merge' }])
      assert.equal(read({ cache: 'folder' }, variables).mayMend, false)
  })

  it('takes nothing out of a cache that it is told to read', () => {
    assert.equal(read({ cache: 'folder', cacheMode: 'Read' }).mayMend, false)
    assert.equal(read({ cache: 'folder', cacheMode: 'auto' }).mayMend, true)
    assert.equal(
      problemCode(() => read({ cache: 'folder', cacheMode: 'none' })),
      'INPUT_INVALID',
    )
  })

  it('refuses what it would not do', () => {
    for (const [inputs, code] of [
      [{}, 'INPUT_MISSING'],
      [{ cache: 's3://bucket', suites: 'suites.yml' }, 'INPUT_INVALID'],
      [{ cache: 's3://bucket', expect: '*.whl = 1' }, 'INPUT_INVALID'],
      [{ cache: 's3://bucket', onFailure: 'never' }, 'INPUT_INVALID'],
      [{ cache: 's3://bucket', cach: 'x' }, 'INPUT_UNKNOWN'],
    ] as const)
      assert.equal(
        problemCode(() => read(inputs)),
        code,
      )
  })

  it('does not mind the defaults of the mode build, which the agent passes', () => {
    const defaults = { builder: 'pep517', host: 'local', jobData: '$(job_data)', cacheMode: 'auto', cacheWhen: 'success', cacheKeep: '0' }
    assert.equal(read({ cache: 'folder', plan: 'p', ...defaults }).plan, 'p')
  })

  it('is asked for by its name', () => {
    assert.deepEqual(
      ['restore', 'Restore', 'build', ''].map((mode) => isRestore(askOf({ mode }))),
      [true, true, false, false],
    )
  })
})
