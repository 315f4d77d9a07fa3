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
