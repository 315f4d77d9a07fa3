import assert from 'node:assert/strict'
import { pullRequestVariables } from '../../../local-agent/server/pull-request.ts'
import type { Sources } from '../../../local-agent/server/sources.ts'
import { sourcesOf } from './ready.ts'

describe('the variables of a pull request', () => {
  const commit = '1'.repeat(40)
  const sources = (more: Partial<Sources> = {}, fork = false): Sources =>
    sourcesOf('/host', {
      remote: { url: 'file:///host', branch: 'refs/pull/7/merge', commit: '2'.repeat(40) },
      pullRequest: { number: 7, source: 'users/ada/tide', target: 'main', fork, commit },
      ...more,
    })
  const of = (from: Sources): object =>
    Object.fromEntries(Object.entries(pullRequestVariables(from)).map(([name, value]) => [name.replace('system.pullRequest.', ''), value]))

  it('are those of Azure Repos', () =>
    assert.deepEqual(of(sources()), {
      pullRequestId: '7',
      sourceBranch: 'refs/heads/users/ada/tide',
      targetBranch: 'refs/heads/main',
      targetBranchName: 'main',
      sourceCommitId: commit,
      sourceRepositoryUri: 'file:///host',
      isFork: 'False',
    }))

  it('are those of GitHub, where the id is another than the number', () =>
    assert.deepEqual(of(sources({ provider: 'GitHub' })), {
      pullRequestId: '1000000007',
      pullRequestNumber: '7',
      sourceBranch: 'users/ada/tide',
      targetBranch: 'main',
      targetBranchName: 'main',
      sourceCommitId: commit,
      sourceRepositoryUri: 'file:///host',
      isFork: 'False',
    }))

  it('say of a fork that it gets no secrets', () => {
    const told = pullRequestVariables(sources({}, true))
    assert.deepEqual([told['system.pullRequest.isFork'], told['system.restrictSecrets']], ['True', 'True'])
  })

  it('are not there where there is none, but that it is no fork', () =>
    assert.deepEqual(pullRequestVariables(sourcesOf('/host')), { 'system.pullRequest.isFork': 'False' }))
})
