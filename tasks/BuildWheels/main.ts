import { join } from 'node:path'
import { historyOf } from '../../adapters/azure/histories.ts'
import { ownRun } from '../../adapters/azure/own-run.ts'
import { runTask } from '../../adapters/azure/run-task.ts'
import { cacheOf } from '../../adapters/cache-of.ts'
import { clockUntil } from '../../adapters/local/clock.ts'
import { httpDownloads } from '../../adapters/local/downloads.ts'
import { localFiles } from '../../adapters/local/files.ts'
import { localGit } from '../../adapters/local/git.ts'
import { localHost } from '../../adapters/local/host.ts'
import { localProcesses } from '../../adapters/local/processes.ts'
import { sdistFiles } from '../../adapters/sdist/sdist-files.ts'
import { wheelFiles } from '../../adapters/zip/wheel-files.ts'
import { pipIndexes } from '../../core/index/pip-credentials.ts'
import { isCollect, readCollectInputs } from './collect/inputs.ts'
import { isRestore, readRestoreInputs } from './restore/inputs.ts'
import { readInputs } from './inputs.ts'
import type { HostPorts } from './host/open-host.ts'
import type { OpenHost } from './ports.ts'

const { env: environment, platform } = process

runTask('BuildWheels', async ({ ask, log, pipeline, workspace, signal, ...agent }) => {
  const [processes, files, cancelled] = [localProcesses(signal), localFiles(workspace.temp), (): boolean => signal.aborted]
  const reading = { ...ownRun(agent.connection()), files, log, pipeline, workspace, wheelFiles, sdistFiles, clock: clockUntil(signal) }
  if (isCollect(ask)) return await (await import('./collect/collect.ts')).collect(readCollectInputs(ask), { ...reading, cancelled })
  const cacheBy = cacheOf(agent, signal)
  if (isRestore(ask))
    return await (await import('./restore/restore.ts')).restore(readRestoreInputs(ask), { ...reading, cancelled, cacheBy })
  const inputs = readInputs(ask)
  const here = { ...agent, ...reading, processes, environment, windows: platform === 'win32' }
  const local = (): OpenHost => localHost({ processes, files, folder: join(workspace.temp, 'wheelworks'), environment })
  const ssh: HostPorts['ssh'] = async (to, how) => await (await import('../../adapters/ssh/ssh-host.ts')).sshHost(to, { ...how, signal })
  const far = async (): Promise<OpenHost> => await (await import('./host/open-host.ts')).openHost(inputs.host, { ...here, local, ssh })
  const net = { ...historyOf({ ask, ...agent }, processes, workspace.temp), downloads: httpDownloads({ signal }, pipIndexes(environment)) }
  const own = { git: localGit(processes, environment, workspace.temp), secrets: agent.secrets(), cancelled }
  const cache = cacheBy(inputs.cache.store, inputs.cache.writes)
  const openHost = inputs.host.kind === 'local' ? async (): Promise<OpenHost> => await Promise.resolve(local()) : far
  return await (await import('./run.ts')).run(inputs, { ...here, ...net, ...own, cache, openHost })
})
