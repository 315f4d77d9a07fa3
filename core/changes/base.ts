import type { Head } from '../history.ts'
import { isPullRequest } from '../pipeline/pull-request.ts'

/** What a run tells of where its changes begin. */
export interface BaseHints {
  /** The input: a commit, a tag or a branch. */
  readonly since: string | undefined
  readonly isPullRequest: boolean
  /** `main`, or `refs/heads/main`: both hosts have their own way (System.PullRequest.TargetBranch). */
  readonly targetBranch: string | undefined
  /** The last commit of what is to be merged (System.PullRequest.SourceCommitId). */
  readonly sourceCommit: string | undefined
  readonly pullRequest: string
  /** `refs/heads/main`, `refs/pull/7/merge`. */
  readonly branch: string
  /** The pipeline; undefined where the run does not tell it. */
  readonly definition: number | undefined
  /** `TfsGit` is Azure Repos, whose token the job has. */
  readonly provider: string
}

/** Reads the run's variables (https://learn.microsoft.com/azure/devops/pipelines/build/variables). */
export function readBaseHints(variable: (name: string) => string | undefined, since: string | undefined): BaseHints {
  const definition = Number(variable('System.DefinitionId'))
  const branch = variable('Build.SourceBranch') ?? ''
  return {
    since,
    isPullRequest: isPullRequest(variable('Build.Reason') ?? '', branch),
    targetBranch: variable('System.PullRequest.TargetBranch'),
    sourceCommit: variable('System.PullRequest.SourceCommitId'),
    pullRequest: variable('System.PullRequest.PullRequestNumber') ?? variable('System.PullRequest.PullRequestId') ?? '-1',
    branch,
    definition: Number.isSafeInteger(definition) && definition > 0 ? definition : undefined,
    provider: variable('Build.Repository.Provider') ?? '',
  }
}

/** What is to be asked of the history, or of the service, to know where the changes begin. */
export type BaseQuestion =
  /** A commit whose tree what is checked out is compared with. */
  | { readonly kind: 'commit'; readonly commit: string; readonly says: string }
  /** The best common ancestors of HEAD and what the user names. */
  | { readonly kind: 'since'; readonly name: string }
  /** The best common ancestors of HEAD and a branch of `origin`: `refs/heads/main`. */
  | { readonly kind: 'target'; readonly ref: string }
  /** The commit of the last run of a pipeline on a branch that succeeded. */
  | { readonly kind: 'last-good'; readonly definition: number; readonly branch: string }
  /** Nobody can know. */
  | { readonly kind: 'none'; readonly says: string }

/**
 * Where a run's changes begin: where `since` says; in a pull request at the first parent of the merge commit that is checked out, which is what the
 * pull request would be merged into, else where its branch left the target; else at the last run that was green.
 */
export function askForBase(hints: BaseHints, head: Pick<Head, 'commit' | 'parents'>): BaseQuestion {
  if (hints.since !== undefined) return { kind: 'since', name: hints.since }
  if (hints.isPullRequest) return baseOfPullRequest(hints, head)
  if (hints.definition === undefined || hints.branch === '')
    return { kind: 'none', says: 'the run does not tell its pipeline or its branch (System.DefinitionId, Build.SourceBranch)' }
  return { kind: 'last-good', definition: hints.definition, branch: hints.branch }
}

function baseOfPullRequest(hints: BaseHints, head: Pick<Head, 'commit' | 'parents'>): BaseQuestion {
  const [first, second] = head.parents
  const says = 'the first parent of the merge commit that is checked out'
  if (first !== undefined && isMergeOf(hints, head)) return { kind: 'commit', commit: first, says }
  const target = hints.targetBranch?.replace(/^refs\/heads\//, '') ?? ''
  if (target !== '') return { kind: 'target', ref: `refs/heads/${target}` }
  const checkedOut =
    second === undefined ? 'what is checked out is no merge commit' : 'the merge commit that is checked out is of something else'
  return { kind: 'none', says: `${checkedOut}, and the run does not tell the target branch (System.PullRequest.TargetBranch)` }
}

/** A branch that somebody merged the target into ends in a merge commit as well: only one of what is to be merged counts. */
function isMergeOf({ sourceCommit, branch }: BaseHints, { parents }: Pick<Head, 'parents'>): boolean {
  if (parents.length !== 2) return false
  return sourceCommit === undefined ? /^refs\/pull\/.+\/merge$/i.test(branch) : parents[1] === sourceCommit.toLowerCase()
}
