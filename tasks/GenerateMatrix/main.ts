import { runTask } from '../../adapters/azure/run-task.ts'
import { systemClock } from '../../adapters/local/clock.ts'
import { localFiles } from '../../adapters/local/files.ts'
import { openStore } from '../../adapters/open-store.ts'
import { simpleIndex } from '../../adapters/simple-index/simple-index.ts'
import { storeIndex } from '../../flows/read-index.ts'
import { readInputs } from './inputs.ts'
import { run } from './run.ts'

runTask('GenerateMatrix', async ({ ask, log, pipeline, workspace: { temp, sources }, signal, ...agent }) => {
  const inputs = readInputs(ask)
  const index = (url: string): ReturnType<typeof simpleIndex> => simpleIndex(url, { signal })
  const web = inputs.store?.location.kind === 'https' ? index(inputs.store.location.url) : undefined
  const store = web ?? (inputs.store && storeIndex(await openStore(inputs.store, agent)))
  return await run(inputs, { store, upstream: index(inputs.indexUrl), files: localFiles(temp), pipeline, log, clock: systemClock, sources })
})
