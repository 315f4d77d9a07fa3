/**
 * Whether a run builds a pull request, by its reason or its branch: a run that somebody queues by hand on `refs/pull/...` builds
 * the same code. Whoever opens a pull request decides what that is, so such runs write to no index by themselves.
 */
export function isPullRequest(reason: string, branch: string): boolean {
  return reason.toLowerCase() === 'pullrequest' || branch.toLowerCase().startsWith('refs/pull/')
}
