import { runTask } from '../../adapters/azure/run-task.ts'
import { azureApprovals } from '../../adapters/azure/approvals.ts'
import { azureArtifacts } from '../../adapters/azure/artifacts.ts'
import { requireConnection } from '../../adapters/azure/ask-service.ts'
import { azureBuilds } from '../../adapters/azure/builds.ts'
import { clockUntil } from '../../adapters/local/clock.ts'
import { localFiles } from '../../adapters/local/files.ts'
import { simpleIndex } from '../../adapters/simple-index/simple-index.ts'
import { legacyUploader } from '../../adapters/upload/legacy-upload.ts'
import { sdistFiles } from '../../adapters/sdist/sdist-files.ts'
import { wheelFiles } from '../../adapters/zip/wheel-files.ts'
import type { Ports } from './ports.ts'
import { readInputs } from './inputs.ts'

runTask('GatedRelease', async ({ ask, log, pipeline, workspace, signal, ...agent }) => {
  const inputs = readInputs(ask)
  const { run } = await import('./run.ts')
  const connection = requireConnection(agent.connection())
  const service = { builds: azureBuilds(connection), approvals: azureApprovals(connection), artifacts: azureArtifacts(connection) }
  const readers = { files: localFiles(workspace.temp), wheelFiles, sdistFiles }
  const machine = { log, pipeline, ...readers, clock: clockUntil(signal), random: Math.random }
  const uploader: Ports['uploader'] = (url, credentials) => legacyUploader({ url, ...credentials, signal })
  const secrets = { connection: () => agent.endpoint('pythonUploadServiceConnection'), secret: (value: string) => agent.secret(value) }
  return await run(inputs, { ...service, ...machine, ...secrets, index: simpleIndex, uploader, variable: (name) => ask.variable(name) })
})
