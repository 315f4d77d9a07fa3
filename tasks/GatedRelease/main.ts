import { runTask } from '../../adapters/azure/run-task.ts'
import { azureApprovals } from '../../adapters/azure/approvals.ts'
import { azureArtifacts } from '../../adapters/azure/artifacts.ts'
import { requireConnection } from '../../adapters/azure/connection.ts'
import { azureBuilds } from '../../adapters/azure/builds.ts'
import { azureFeed } from '../../adapters/azure/feeds.ts'
import { azureReleases } from '../../adapters/azure/releases.ts'
import { cancellable } from '../../adapters/cancellable-store.ts'
import { clockUntil } from '../../adapters/local/clock.ts'
import { localFiles } from '../../adapters/local/files.ts'
import { openStore } from '../../adapters/open-store.ts'
import { sdistFiles } from '../../adapters/sdist/sdist-files.ts'
import { simpleIndex } from '../../adapters/simple-index/simple-index.ts'
import { legacyUploader } from '../../adapters/upload/legacy-upload.ts'
import { wayOutOf } from '../../adapters/azure/way-out.ts'
import { wheelFiles } from '../../adapters/zip/wheel-files.ts'
import { repositoryAccess } from '../../core/release/repository-access.ts'
import type { Ports } from './ports.ts'
import { readInputs } from './inputs.ts'

runTask('GatedRelease', async ({ ask, log, pipeline, workspace, signal, ...agent }) => {
  const inputs = readInputs(ask)
  const { run } = await import('./run.ts')
  const connection = requireConnection(agent.connection())
  const of = (project?: string): typeof connection => (project === undefined ? connection : { ...connection, project })
  const service: Pick<Ports, 'builds' | 'artifacts' | 'approvals' | 'releases' | 'feed'> = {
    builds: (project) => azureBuilds(of(project)),
    artifacts: (project) => azureArtifacts(of(project)),
    approvals: azureApprovals(connection),
    releases: azureReleases(connection),
    feed: async (feed) => await azureFeed(connection, feed),
  }
  const variable = (name: string): string | undefined => ask.variable(name)
  const way = { signal, environment: process.env, wayOut: wayOutOf(variable, process.env) }
  const places: Pick<Ports, 'index' | 'store' | 'builtin' | 'outside'> = {
    index: (url, credentials) => simpleIndex(url, credentials === undefined ? {} : { headers: basic(credentials) }),
    store: async (repository) => cancellable(await openStore(repositoryAccess(repository, inputs), agent, { signal }), signal),
    builtin: (url, credentials) => legacyUploader({ url, ...credentials, signal }),
    outside: async (url) => (await import('../../adapters/outside.ts')).outsideOf(url, way),
  }
  const machine = {
    log,
    pipeline,
    files: localFiles(workspace.temp),
    wheelFiles,
    sdistFiles,
    clock: clockUntil(signal),
    random: Math.random,
  }
  const secrets = { connection: () => agent.endpoint('pythonUploadServiceConnection'), secret: (value: string) => agent.secret(value) }
  return await run(inputs, { ...service, ...places, ...machine, ...secrets, variable, sources: workspace.sources })
})

function basic({ username, password }: { readonly username: string; readonly password: string }): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` }
}
