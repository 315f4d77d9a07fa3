import assert from 'node:assert/strict'
import { askForBase, type BaseHints, type BaseQuestion, readBaseHints } from '../../../core/changes/base.ts'

const [head, target, source, other] = ['a', 'b', 'c', 'd'].map((one) => one.repeat(40)) as [string, string, string, string]
const branch: BaseHints = {
  since: undefined,
  isPullRequest: false,
  targetBranch: undefined,
  sourceCommit: undefined,
  pullRequest: '-1',
  branch: 'refs/heads/main',
  definition: 5,
  provider: 'TfsGit',
}
const pull: BaseHints = { ...branch, isPullRequest: true, targetBranch: 'main', sourceCommit: source, branch: 'refs/pull/7/merge' }

describe('askForBase', () => {
  const toTarget: BaseQuestion = { kind: 'target', ref: 'refs/heads/main' }
  const toParent = { kind: 'commit', commit: target }
  const table: [why: string, hints: Partial<BaseHints>, parents: string[], question: object][] = [
    ['the first parent of the merge commit', {}, [target, source], toParent],
    ['the same, the commit in capitals', { sourceCommit: source.toUpperCase() }, [target, source], toParent],
    ['the same, the commit not told', { sourceCommit: undefined, targetBranch: undefined }, [target, source], toParent],
    ['the target where another commit was merged', {}, [target, other], toTarget],
    ['the target where the source itself is checked out', {}, [target], toTarget],
    ['the target where the source is a merge commit of its own', { sourceCommit: head }, [other, target], toTarget],
    ['the target where three were merged', {}, [target, source, other], toTarget],
    ['the target on another ref, the commit not told', { sourceCommit: undefined, branch: 'refs/pull/7/head' }, [target, source], toTarget],
    ['the target of Azure Repos', { targetBranch: 'refs/heads/main' }, [], toTarget],
    ['a target of several parts', { targetBranch: 'refs/heads/release/1.0' }, [], { kind: 'target', ref: 'refs/heads/release/1.0' }],
    ['nothing without a target', { targetBranch: undefined }, [target, other], { kind: 'none' }],
    ['nothing with an empty one', { targetBranch: '' }, [target], { kind: 'none' }],
    ['what since says before all', { since: 'v1' }, [target, source], { kind: 'since', name: 'v1' }],
  ]
  for (const [why, hints, parents, question] of table)
    it(`takes in a pull request ${why}`, () => {
      const asked = askForBase({ ...pull, ...hints }, { commit: head, parents })
      assert.deepEqual({ ...asked, says: undefined }, { ...question, says: undefined })
    })

  const branches: [why: string, hints: Partial<BaseHints>, question: object][] = [
    ['the last green run', {}, { kind: 'last-good', definition: 5, branch: 'refs/heads/main' }],
    ['what since says', { since: 'v1' }, { kind: 'since', name: 'v1' }],
    ['nothing without a pipeline', { definition: undefined }, { kind: 'none' }],
    ['nothing without a branch', { branch: '' }, { kind: 'none' }],
  ]
  for (const [why, hints, question] of branches)
    it(`takes on a branch ${why}, even at a merge commit`, () => {
      const asked = askForBase({ ...branch, ...hints }, { commit: head, parents: [target, source] })
      assert.deepEqual({ ...asked, says: undefined }, { ...question, says: undefined })
    })
})

describe('readBaseHints', () => {
  const read = (variables: Record<string, string>): BaseHints => readBaseHints((name) => variables[name], undefined)
  it('reads a pull request of Azure Repos', () =>
    assert.deepEqual(
      read({
        'Build.Reason': 'PullRequest',
        'Build.SourceBranch': 'refs/pull/7/merge',
        'Build.Repository.Provider': 'TfsGit',
        'System.DefinitionId': '5',
        'System.PullRequest.TargetBranch': 'refs/heads/main',
        'System.PullRequest.SourceCommitId': source,
        'System.PullRequest.PullRequestId': '7',
      }),
      { ...pull, targetBranch: 'refs/heads/main', pullRequest: '7' },
    ))
  it('reads one of GitHub, whose number is not its id', () =>
    assert.equal(read({ 'System.PullRequest.PullRequestId': '1234567', 'System.PullRequest.PullRequestNumber': '7' }).pullRequest, '7'))
  it('takes a run by hand on such a branch for one', () => assert.ok(read({ 'Build.SourceBranch': 'refs/pull/7/merge' }).isPullRequest))
  for (const id of ['', 'x', '0', '-1', '1.5'])
    it(`knows no pipeline '${id}'`, () => assert.equal(read({ 'System.DefinitionId': id }).definition, undefined))
})
