import { runTask } from '../../adapters/azure/run-task.ts'
import { systemClock } from '../../adapters/local/clock.ts'
import { httpDownloads } from '../../adapters/local/downloads.ts'
import { localFiles } from '../../adapters/local/files.ts'
import { localGit } from '../../adapters/local/git.ts'
import { localProcesses } from '../../adapters/local/processes.ts'
import { openStore } from '../../adapters/open-store.ts'
import { simpleIndex } from '../../adapters/simple-index/simple-index.ts'
import { pipIndexes, withCredentials } from '../../core/index/pip-credentials.ts'
import { storeIndex } from '../../flows/read-index.ts'
import { readInputs } from './inputs.ts'

runTask('GenerateMatrix', async ({ ask, log, pipeline, workspace, signal, ...agent }) => {
  const { temp, sources } = workspace
  const inputs = readInputs(ask)
  const { run } = await import('./run.ts')
  const known = [inputs.indexUrl, ...pipIndexes(process.env)].filter((url) => URL.canParse(url))
  const index = (url: string) => simpleIndex(withCredentials(url, known), { signal })
  const web = inputs.store?.location.kind === 'https' ? simpleIndex(inputs.store.location.url, { signal }) : undefined
  const store = web ?? (inputs.store && storeIndex(await openStore(inputs.store, agent, { signal })))
  const git = localGit(localProcesses(signal), process.env, temp)
  const net = { store, upstream: simpleIndex(inputs.indexUrl, { signal }), index, git, downloads: httpDownloads({ signal }, known) }
  return await run(inputs, { ...net, files: localFiles(temp), pipeline, log, clock: systemClock, sources })
})
