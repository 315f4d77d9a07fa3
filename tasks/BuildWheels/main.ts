import { join } from 'node:path'
import { runTask } from '../../adapters/azure/run-task.ts'
import { systemClock } from '../../adapters/local/clock.ts'
import { httpDownloads } from '../../adapters/local/downloads.ts'
import { localFiles } from '../../adapters/local/files.ts'
import { localGit } from '../../adapters/local/git.ts'
import { localHost } from '../../adapters/local/host.ts'
import { localProcesses } from '../../adapters/local/processes.ts'
import { wheelFiles } from '../../adapters/zip/wheel-files.ts'
import { pipIndexes } from '../../core/index/pip-credentials.ts'
import { readInputs } from './inputs.ts'

const { env: environment, platform } = process

runTask('BuildWheels', async ({ ask, log, pipeline, workspace, signal, ...agent }) => {
  const connection = agent.connection()
  const artifacts = connection && (async () => (await import('../../adapters/azure/artifacts.ts')).azureArtifacts(connection))
  const [processes, files] = [localProcesses(signal), localFiles(workspace.temp)]
  const openHost = async () =>
    await Promise.resolve(localHost({ processes, files, folder: join(workspace.temp, 'wheelworks'), environment }))
  const machine = { processes, files, wheelFiles, clock: systemClock, git: localGit(processes, environment, workspace.temp), openHost }
  const downloads = httpDownloads({ signal }, pipIndexes(environment))
  const here = { workspace, environment, secrets: agent.secrets(), windows: platform === 'win32', cancelled: () => signal.aborted }
  const inputs = readInputs(ask)
  const { run } = await import('./run.ts')
  return await run(inputs, { ...machine, ...here, downloads, artifacts, pipeline, log })
})
