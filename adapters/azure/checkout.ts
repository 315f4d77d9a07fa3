import type { History, HistoryLender, PastRuns } from '../../core/history.ts'

import { localHistory } from '../local/history.ts'
import type { Remote } from '../local/history-remote.ts'
import { localLender } from '../local/lend-history.ts'
import type { LocalProcesses } from '../local/processes.ts'
import type { Agent } from './agent.ts'

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

/** What this job may know of the histories of any of its checkouts, and give to builds; git may start in `folder`. */
export function historyOf(
  agent: Pick<Agent, 'ask' | 'connection'>,
  processes: LocalProcesses,
  folder: string,
): { readonly histories: (folder: string) => History; readonly lender: HistoryLender } {
  const remote = remoteOf(agent)
  const histories = (checkout: string): History => localHistory(processes, process.env, checkout, remote)
  return { histories, lender: localLender(processes, process.env, folder) }
}

function remoteOf({ ask, connection }: Pick<Agent, 'ask' | 'connection'>): Remote {
  const own = connection()
  return { token: own?.token, provider: ask.variable('Build.Repository.Provider') ?? '', collectionUri: own?.collectionUri }
}
