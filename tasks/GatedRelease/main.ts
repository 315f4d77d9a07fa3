import { azureApprovals } from '../../adapters/azure/approvals.ts'
import { azureArtifacts } from '../../adapters/azure/artifacts.ts'
import { requireConnection } from '../../adapters/azure/ask-service.ts'
import { azureBuilds } from '../../adapters/azure/builds.ts'
import { runTask } from '../../adapters/azure/run-task.ts'
import { systemClock } from '../../adapters/local/clock.ts'
import { localFiles } from '../../adapters/local/files.ts'
import { simpleIndex } from '../../adapters/simple-index/simple-index.ts'
import { legacyUploader } from '../../adapters/upload/legacy-upload.ts'
import { wheelFiles } from '../../adapters/zip/wheel-files.ts'
import { readInputs } from './inputs.ts'
import { run } from './run.ts'

runTask('GatedRelease', async (agent) => {
  const inputs = readInputs(agent.ask)
  const connection = requireConnection(agent.connection())
  return await run(inputs, {
    log: agent.log,
    pipeline: agent.pipeline,
    files: localFiles(agent.workspace.temp),
    clock: systemClock,
    wheelFiles,
    builds: azureBuilds(connection),
    approvals: azureApprovals(connection),
    artifacts: azureArtifacts(connection),
    index: (checkUrl) => simpleIndex(checkUrl),
    uploader: (url, credentials) => legacyUploader({ url, ...credentials, signal: agent.signal }),
    connection: () => agent.endpoint('pythonUploadServiceConnection'),
    variable: (name) => agent.ask.variable(name),
    secret: (value) => agent.secret(value),
    random: Math.random,
  })
})
