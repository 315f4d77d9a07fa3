import { runTask } from '../../adapters/azure/run-task.ts'
import { azureArtifacts } from '../../adapters/azure/artifacts.ts'
import { wayOutOf } from '../../adapters/azure/way-out.ts'
import { clockUntil } from '../../adapters/local/clock.ts'
import { localFiles } from '../../adapters/local/files.ts'
import { cancellable } from '../../adapters/cancellable-store.ts'
import { openStore } from '../../adapters/open-store.ts'
import { sdistFiles } from '../../adapters/sdist/sdist-files.ts'
import { wheelFiles } from '../../adapters/zip/wheel-files.ts'
import { readInputs } from './inputs.ts'

runTask('PublishIndex', async ({ ask, log, pipeline, workspace, signal, ...agent }) => {
  const inputs = readInputs(ask)
  const { run } = await import('./run.ts')
  const connection = agent.connection()
  const store = cancellable(await openStore(inputs.store, agent, { ...inputs, signal }), signal)
  const artifacts = connection && azureArtifacts(connection)
  const machine = { files: localFiles(workspace.temp), wheelFiles, sdistFiles, clock: clockUntil(signal), random: Math.random }
  const way = { signal, environment: process.env, wayOut: wayOutOf((name) => ask.variable(name), process.env) }
  const outside =
    inputs.checkUrl === undefined ? {} : { outside: (await import('../../adapters/outside.ts')).outsideOf(inputs.checkUrl, way) }
  return await run(inputs, { ...machine, ...outside, store, artifacts, log, pipeline, sources: workspace.sources })
})
