import type { Approvals, Artifacts, Builds, Releases } from '../../core/ports.ts'
import type { HttpHow } from '../http.ts'
import { azureApprovals } from './approvals.ts'
import { azureArtifacts } from './artifacts.ts'
import { azureBuilds } from './builds.ts'
import type { Connection } from './connection.ts'
import { azureFeed } from './feeds.ts'
import { azureReleases } from './releases.ts'

/** All that a release asks of the service: of its own project, and of others by their ids. */
export function releaseService(
  connection: Connection,
  { signal }: Pick<HttpHow, 'signal'>,
): {
  readonly builds: (project?: string) => Builds
  readonly artifacts: (project?: string) => Artifacts
  readonly approvals: Approvals
  readonly releases: Releases
  readonly feed: (feed: Parameters<typeof azureFeed>[1]) => ReturnType<typeof azureFeed>
} {
  const until = signal === undefined ? {} : { signal }
  const of = (project = connection.project): Connection => ({ ...connection, project })
  return {
    builds: (project) => azureBuilds(of(project), until),
    artifacts: (project) => azureArtifacts(of(project), until),
    approvals: azureApprovals(connection, until),
    releases: azureReleases(connection, until),
    feed: async (feed) => await azureFeed(connection, feed, until),
  }
}
