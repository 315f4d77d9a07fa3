import { requireConnection } from '../../adapters/azure/connection.ts'
import { runTask } from '../../adapters/azure/run-task.ts'
import { clockUntil } from '../../adapters/local/clock.ts'
import { localFiles } from '../../adapters/local/files.ts'
import { sdistFiles } from '../../adapters/sdist/sdist-files.ts'
import { wheelFiles } from '../../adapters/zip/wheel-files.ts'
import { repositoryAccess } from '../../core/release/plan/repository-access.ts'
import { readInputs } from './inputs.ts'
import type { Ports } from './ports.ts'

runTask('GatedRelease', async ({ ask, log, pipeline, workspace: { temp, sources }, signal, ...agent }) => {
  const inputs = readInputs(ask)
  const variable = (name: string): string | undefined => ask.variable(name)
  const { releaseService } = await import('../../adapters/azure/release-service.ts')
  const { releasePlaces } = await import('../../adapters/release-places.ts')
  const service = releaseService(requireConnection(agent.connection()), { signal })
  const { open, ...places } = releasePlaces(agent, { signal, variable, environment: process.env })
  const store: Ports['store'] = async (repository) => await open(repositoryAccess(repository, inputs))
  const machine = { files: localFiles(temp), wheelFiles, sdistFiles, clock: clockUntil(signal), random: Math.random }
  const connection: Ports['connection'] = () => agent.endpoint('pythonUploadServiceConnection')
  const secret: Ports['secret'] = (value) => agent.secret(value)
  const { run } = await import('./run.ts')
  return await run(inputs, { ...service, ...places, ...machine, store, connection, secret, variable, log, pipeline, sources })
})
