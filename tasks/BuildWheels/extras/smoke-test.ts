import type { FoundFile } from '../../../core/build/extra-files.ts'
import { testVariables } from '../../../core/build/pip-variables.ts'
import { type Place, runHere } from '../place.ts'
import { runScript } from '../run-script.ts'

/**
 * Tries an extra file by `smokeCommand`, under the name that it is kept by and in a folder of its own, away from the source tree and from the
 * environment that it was made in: whoever gets it has neither. `fetched` is the file on this agent.
 */
export async function smokeTest({ path, name }: FoundFile, fetched: string, label: string, place: Place): Promise<void> {
  const { bench, environment: base, folder: corner, on, project } = place
  const { host, inputs, ports } = bench
  if (inputs.smokeCommand === '') return
  const folder = host.join(corner, 'smoke', label)
  const [file, cwd] = [host.join(folder, 'file', name), host.join(folder, 'cwd')]
  const environment = testVariables(base)
  await host.make(host.join(folder, 'file'))
  await host.make(cwd)
  // On its way here it may have lost the right to be run.
  if (host.windows) await host.put(fetched, file)
  else {
    const args = ['-p', host.join(project, ...path.split('/')), file]
    await runHere('cp of the extra file', { program: 'cp', args, cwd, env: environment, seconds: 0 }, place)
  }
  ports.log.say('info', bench.redact(`smokeCommand on ${name}: ${inputs.smokeCommand}`))
  await runScript({ what: `smokeCommand on ${name}`, text: inputs.smokeCommand, paths: { file }, cwd, environment, folder }, bench, on)
}
