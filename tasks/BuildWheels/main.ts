import { join } from 'node:path'
import { env as environment, platform } from 'node:process'
import { historyOf } from '../../adapters/azure/histories.ts'
import { ownRun } from '../../adapters/azure/own-run.ts'
import { runTask } from '../../adapters/azure/run-task.ts'
import { cacheOf } from '../../adapters/cache-of.ts'
import { timeUntil } from '../../adapters/local/clock.ts'
import { httpDownloads } from '../../adapters/local/downloads.ts'
import { localFiles } from '../../adapters/local/files.ts'
import { localGit } from '../../adapters/local/git.ts'
import { localHost } from '../../adapters/local/host.ts'
import { localProcesses } from '../../adapters/local/processes.ts'
import { sdistFiles } from '../../adapters/sdist/sdist-files.ts'
import { wheelFiles } from '../../adapters/zip/wheel-files.ts'
import { pipIndexes } from '../../core/index/pip-credentials.ts'
import { readInputs } from './inputs.ts'
import { isCollect, isRestore } from './other-mode.ts'
import type { HostPorts } from './host/open-host.ts'
import type { OpenHost } from './ports.ts'

runTask('BuildWheels', async ({ ask, log, pipeline, workspace, signal, ...agent }) => {
  const [processes, files, cacheBy] = [localProcesses(signal), localFiles(workspace.temp), cacheOf(agent, signal)]
  const reading = { ...ownRun(agent.connection()), ...timeUntil(signal), files, log, pipeline, workspace, wheelFiles, sdistFiles, cacheBy }
  if (isCollect(ask)) return await (await import('./collect/collect.ts')).collectAsked(ask, reading)
  if (isRestore(ask)) return await (await import('./restore/restore.ts')).restoreAsked(ask, reading)
  const inputs = readInputs(ask)
  const past = { git: localGit(processes, environment, workspace.temp), ...historyOf({ ask, ...agent }, processes, workspace.temp) }
  const here = { ...agent, ...reading, ...past, processes, environment, secrets: agent.secrets(), windows: platform === 'win32' }
  const local = (): OpenHost => localHost({ processes, files, folder: join(workspace.temp, 'wheelworks'), environment })
  const ssh: HostPorts['ssh'] = async (to, how) => await (await import('../../adapters/ssh/ssh-host.ts')).sshHost(to, { ...how, signal })
  const openHost = async (): Promise<OpenHost> => await (await import('./host/open-host.ts')).openHost(inputs.host, { ...here, local, ssh })
  const web = { downloads: httpDownloads({ signal }, pipIndexes(environment)), cache: cacheBy(inputs.cache.store, inputs.cache.writes) }
  return await (await import('./run.ts')).run(inputs, { ...here, ...web, openHost })
})
