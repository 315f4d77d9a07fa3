import type { Sources } from './sources.ts'

/** What GitHub calls a pull request besides its number. */
const DATABASE_IDS = 1_000_000_000

/**
 * The variables of a pull request, as the service sets them for both hosts (learn.microsoft.com/azure/devops/pipelines/build/variables): those of
 * GitHub have an id beside their number and branches without `refs/heads/` (MicrosoftDocs/azure-devops-docs issues 7372 and 7970), and of both the
 * repository of the source is told (issue 7253). A run of a fork is told to get no secrets (`system.restrictSecrets`, which the agent heeds).
 */
export function pullRequestVariables({ pullRequest, provider, remote }: Sources): Readonly<Record<string, string>> {
  if (pullRequest === undefined) return { 'system.pullRequest.isFork': 'False' }
  const { number, source, target, fork, commit } = pullRequest
  const github = provider === 'GitHub'
  const shown = (branch: string): string => (github ? branch : `refs/heads/${branch}`)
  return {
    'system.pullRequest.pullRequestId': String(github ? DATABASE_IDS + number : number),
    ...(github ? { 'system.pullRequest.pullRequestNumber': String(number) } : {}),
    'system.pullRequest.sourceBranch': shown(source),
    'system.pullRequest.targetBranch': shown(target),
    'system.pullRequest.targetBranchName': target,
    'system.pullRequest.sourceCommitId': commit,
    'system.pullRequest.sourceRepositoryUri': remote?.url ?? '',
    'system.pullRequest.isFork': fork ? 'True' : 'False',
    ...(fork ? { 'system.restrictSecrets': 'True' } : {}),
  }
}
