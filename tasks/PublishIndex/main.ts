import { azureArtifacts } from '../../adapters/azure/artifacts.ts'
import { runTask } from '../../adapters/azure/run-task.ts'
import { systemClock } from '../../adapters/local/clock.ts'
import { localFiles } from '../../adapters/local/files.ts'
import { cancellable } from '../../adapters/cancellable-store.ts'
import { openStore } from '../../adapters/open-store.ts'
import { wheelFiles } from '../../adapters/zip/wheel-files.ts'
import { readInputs } from './inputs.ts'
import { run } from './run.ts'

runTask('PublishIndex', async (agent) => {
  const { log, pipeline, workspace } = agent
  const inputs = readInputs(agent.ask)
  const connection = agent.connection()
  const store = cancellable(await openStore(inputs.store, agent), agent.signal)
  const world = {
    files: localFiles(workspace.temp),
    wheelFiles,
    clock: systemClock,
    random: Math.random,
    log,
    pipeline,
    sources: workspace.sources,
  }
  return await run(inputs, { ...world, store, artifacts: connection && azureArtifacts(connection) })
})
