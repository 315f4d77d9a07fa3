import { runTask } from '../../adapters/azure/run-task.ts'
import { systemClock } from '../../adapters/local/clock.ts'
import { localFiles } from '../../adapters/local/files.ts'
import { openStore } from '../../adapters/open-store.ts'
import { simpleIndex } from '../../adapters/simple-index/simple-index.ts'
import { storeIndex } from '../../flows/read-index.ts'
import { readInputs } from './inputs.ts'

runTask('GenerateMatrix', async (agent) => {
  const { ask, log, pipeline, signal } = agent
  const { temp, sources } = agent.workspace
  const inputs = readInputs(ask)
  const { run } = await import('./run.ts')
  const web = inputs.store?.location.kind === 'https' ? simpleIndex(inputs.store.location.url, { signal }) : undefined
  const store = web ?? (inputs.store && storeIndex(await openStore(inputs.store, agent)))
  const upstream = simpleIndex(inputs.indexUrl, { signal })
  return await run(inputs, { store, upstream, files: localFiles(temp), pipeline, log, clock: systemClock, sources })
})
