import { runTask } from '../../adapters/azure/run-task.ts'
import { localFiles } from '../../adapters/local/files.ts'
import { localProcesses } from '../../adapters/local/processes.ts'
import { tearDown } from './host/tear-down.ts'

const { env: environment, platform } = process

runTask('BuildWheels', async ({ ask, log, workspace, signal, recall }) => {
  const ports = { processes: localProcesses(signal), files: localFiles(workspace.temp), log, workspace, environment }
  return await tearDown(ask, recall, { ...ports, windows: platform === 'win32' })
})
