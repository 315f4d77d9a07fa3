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
  // Where `checkout: self` has a path of its own, this variable tells it.
  const folder = ask.variable('Build.Repository.LocalPath') ?? workspace.sources
  return {
    history: localHistory(processes, process.env, folder, remote),
    pastRuns: own && (async () => (await import('./past-runs.ts')).azurePastRuns(own)),
  }
}
