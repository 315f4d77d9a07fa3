import { existsSync } from 'node:fs'
import { basename, delimiter, join } from 'node:path'
import type { History, PastRuns } from '../../core/history.ts'
import { localHistory } from '../local/history.ts'
import type { LocalProcesses } from '../local/processes.ts'
import type { Agent } from './agent.ts'
import { remoteOf } from './histories.ts'

/** What this job may know of the history of its own repository: by git, and by REST where it has a connection. */
export function checkoutOf(
  { ask, connection, workspace }: Pick<Agent, 'ask' | 'connection' | 'workspace'>,
  processes: LocalProcesses,
): { readonly history: History; readonly pastRuns: (() => Promise<PastRuns>) | undefined } {
  const own = connection()
  const remote = remoteOf({ ask, connection })
  return {
    history: localHistory(processes, withinJob(process.env, ask.variable('Pipeline.Workspace')), ownFolder({ ask, workspace }), remote),
    pastRuns: own && (async () => (await import('./past-runs.ts')).azurePastRuns(own)),
  }
}

/**
 * Where `checkout: self` has left the repository. A path of its own is told by a variable; beside other repositories it lies in a folder of its name,
 * which nothing tells (https://learn.microsoft.com/azure/devops/pipelines/repos/multi-repo-checkout).
 */
function ownFolder({ ask, workspace: { sources } }: Pick<Agent, 'ask' | 'workspace'>): string {
  const [told = sources, name = ''] = [ask.variable('Build.Repository.LocalPath'), ask.variable('Build.Repository.Name')]
  const places = [told, sources, join(sources, basename(name))]
  return places.find((place) => existsSync(join(place, '.git'))) ?? sources
}

/** git looks no further up than the job's own folders: an agent may lie in a repository that is none of this job's. */
function withinJob(environment: NodeJS.ProcessEnv, workspace: string | undefined): NodeJS.ProcessEnv {
  if (workspace === undefined) return environment
  const known = environment['GIT_CEILING_DIRECTORIES'] ?? ''
  return { ...environment, GIT_CEILING_DIRECTORIES: known === '' ? workspace : `${known}${delimiter}${workspace}` }
}
