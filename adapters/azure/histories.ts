import type { History, HistoryLender } from '../../core/history.ts'
import { localHistory } from '../local/history.ts'
import type { Remote } from '../local/history-remote.ts'
import { localLender } from '../local/lend-history.ts'
import type { LocalProcesses } from '../local/processes.ts'
import type { Agent } from './agent.ts'

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

/** What this job may show the remotes of its checkouts. */
export function remoteOf({ ask, connection }: Pick<Agent, 'ask' | 'connection'>): Remote {
  const own = connection()
  return { token: own?.token, provider: ask.variable('Build.Repository.Provider') ?? '', collectionUri: own?.collectionUri }
}
