import type { Artifacts, Builds } from '../../core/ports.ts'
import type { Connection } from './connection.ts'

/** How a job reads what its run has left, each part opened when it is asked for; undefined where the service gives the job no connection. */
export function ownRun(connection: Connection | undefined): {
  readonly artifacts: (() => Promise<Artifacts>) | undefined
  readonly builds: (() => Promise<Builds>) | undefined
} {
  return {
    artifacts: connection && (async () => (await import('./artifacts.ts')).azureArtifacts(connection)),
    builds: connection && (async () => (await import('./builds.ts')).azureBuilds(connection)),
  }
}
