import { runTask } from '../../adapters/azure/run-task.ts'
import { systemClock } from '../../adapters/local/clock.ts'
import { httpDownloads } from '../../adapters/local/downloads.ts'
import { localFiles } from '../../adapters/local/files.ts'
import { localHost } from '../../adapters/local/host.ts'
import { wheelFiles } from '../../adapters/zip/wheel-files.ts'
import { pipIndexes } from '../../core/index/pip-credentials.ts'
import { readInputs } from './inputs.ts'
import { run } from './run.ts'

const { env: environment, platform } = process

runTask('BuildWheels', async ({ ask, log, pipeline, workspace, signal, ...agent }) => {
  const connection = agent.connection()
  const artifacts = connection && (async () => (await import('../../adapters/azure/artifacts.ts')).azureArtifacts(connection))
  const world = {
    host: localHost(signal),
    files: localFiles(workspace.temp),
    downloads: httpDownloads({ signal }, pipIndexes(environment)),
    wheelFiles,
    artifacts,
    clock: systemClock,
  }
  const here = { workspace, environment, secrets: agent.secrets(), windows: platform === 'win32', cancelled: () => signal.aborted }
  return await run(readInputs(ask), { ...world, ...here, pipeline, log })
})
