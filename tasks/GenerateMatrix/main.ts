import { env, platform } from 'node:process'
import { checkoutOf } from '../../adapters/azure/checkout.ts'
import { ownRun } from '../../adapters/azure/own-run.ts'
import { runTask } from '../../adapters/azure/run-task.ts'
import { cacheOf } from '../../adapters/cache-of.ts'
import { systemClock } from '../../adapters/local/clock.ts'
import { httpDownloads } from '../../adapters/local/downloads.ts'
import { localFiles } from '../../adapters/local/files.ts'
import { localGit } from '../../adapters/local/git.ts'
import { localPatterns } from '../../adapters/local/patterns.ts'
import { localProcesses } from '../../adapters/local/processes.ts'
import { openStore } from '../../adapters/open-store.ts'
import { simpleIndex } from '../../adapters/simple-index/simple-index.ts'
import { pipIndexes, withCredentials } from '../../core/index/pip-credentials.ts'
import { storeIndex } from '../../flows/read-index.ts'
import { readInputs } from './inputs.ts'

runTask('GenerateMatrix', async (agent) => {
  const { log, pipeline, signal } = agent
  const { temp, sources } = agent.workspace
  const inputs = readInputs(agent.ask)
  const known = [inputs.indexUrl, ...pipIndexes(env)].filter((url) => URL.canParse(url))
  const index = (url: string) => simpleIndex(withCredentials(url, known), { signal })
  const web = inputs.store?.location.kind === 'https' ? simpleIndex(inputs.store.location.url, { signal }) : undefined
  const store = web ?? (inputs.store && storeIndex(await openStore(inputs.store, agent, { signal })))
  const [processes, cache] = [localProcesses(signal), cacheOf(agent, signal)(inputs.cache.store, false)]
  const net = { store, cache, upstream: simpleIndex(inputs.indexUrl, { signal }), index, downloads: httpDownloads({ signal }, known) }
  const own = { ...ownRun(agent.connection()), environment: env, secrets: agent.secrets(), windows: platform === 'win32', sources }
  const here = { ...own, git: localGit(processes, env, temp), processes, patterns: localPatterns() }
  const all = { ...net, ...here, ...checkoutOf(agent, processes), files: localFiles(temp), pipeline, log, clock: systemClock }
  return await (await import('./run.ts')).run(inputs, all)
})
