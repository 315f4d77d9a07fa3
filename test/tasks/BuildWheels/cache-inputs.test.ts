import assert from 'node:assert/strict'
import { type CacheInputs, readCacheInputs } from '../../../tasks/BuildWheels/cache/cache-inputs.ts'
import { problemCode } from '../../fakes/problem-code.ts'
import { askOf } from './try-run.ts'

describe('the inputs of the cache', () => {
  const read = (inputs: Record<string, string>, variables: Record<string, string> = {}): CacheInputs =>
    readCacheInputs(askOf(inputs, variables))

  it('are those of no cache without one', () =>
    assert.deepEqual(read({}), { store: undefined, reads: false, writes: false, readOnly: '', when: 'success', keep: 0 }))

  const pull = { 'Build.Reason': 'PullRequest' }
  const github = { 'Build.Reason': 'IndividualCI', 'Build.SourceBranch': 'refs/pull/7/merge' }
  const push = { 'Build.Reason': 'IndividualCI', 'Build.SourceBranch': 'refs/heads/main' }
  const cases: [inputs: Record<string, string>, variables: Record<string, string>, reads: boolean, writes: boolean, readOnly: string][] = [
    [{}, push, true, true, ''],
    [{ cacheMode: 'read' }, push, true, false, ''],
    [{ cacheMode: 'write' }, push, false, true, ''],
    [{}, pull, true, false, 'this run builds a pull request'],
    [{}, github, true, false, 'this run builds a pull request'],
    [{ cacheMode: 'write' }, pull, false, false, 'this run builds a pull request'],
    [{ cacheMode: 'read' }, pull, true, false, ''],
    [{ cache: 'https://example.org/cache' }, push, true, false, 'a cache on the web is only read'],
  ]
  for (const [inputs, variables, reads, writes, readOnly] of cases)
    it(`${writes ? 'write' : 'do not write'} and ${reads ? 'read' : 'do not read'} by ${JSON.stringify({ ...inputs, ...variables })}`, () => {
      const found = read({ cache: 's3://bucket/cache', ...inputs }, variables)
      assert.deepEqual([found.reads, found.writes, found.readOnly], [reads, writes, readOnly])
    })

  for (const inputs of [{ cache: 's3://' }, { cacheMode: 'append' }, { cacheWhen: 'always' }, { cacheKeep: '-1' }])
    it(`are refused as ${JSON.stringify(inputs)}`, () =>
      assert.equal(
        problemCode(() => read(inputs)),
        'INPUT_INVALID',
      ))
})
