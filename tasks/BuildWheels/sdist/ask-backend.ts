import { shown } from '../../../core/build/launcher.ts'
import { hookCommand, installRequires, isAnswer, parseAnswer } from '../../../core/build/sdist-hooks.ts'
import { makeVenv, venvIn } from '../../../core/build/venv.ts'
import type { Command } from '../../../core/ports.ts'
import type { OnLine } from '../bench.ts'
import type { Prepared } from '../wheel/make-wheel.ts'
import { type Place, runHere } from '../place.ts'

/** Asks a project's backend for its sdist as a frontend does (PEP 517): in an environment of its own, with what it requires. pip has no command for it. */
export async function askBackend(place: Place, { build, system }: Prepared, on: OnLine): Promise<void> {
  const { bench, folder, toolchain } = place
  const { host } = bench
  const at = venvIn(host.join(folder, 'sdist-env'), host)
  const install = async (requires: readonly string[]): Promise<void> => {
    const command = installRequires(toolchain, at, requires, build)
    if (command !== undefined) await run('pip install of what the build backend requires', command, place, on)
  }
  await runHere('making the environment of the sdist', makeVenv(toolchain, at, { cwd: build.wheels, env: build.environment }), place, on)
  await install(system.written)
  const lines: string[] = []
  const asked = { toolchain, at, system }
  await runHere('get_requires_for_build_sdist', hookCommand('get_requires_for_build_sdist', asked, build), place, (line) => {
    lines.push(line)
    if (!isAnswer(line)) on(line)
  })
  await install(parseAnswer(lines))
  await run('build_sdist', hookCommand('build_sdist', asked, build), place, on)
}

async function run(what: string, command: Command, place: Place, on: OnLine): Promise<void> {
  place.bench.ports.log.say('info', place.bench.redact(shown(command)))
  await runHere(what, command, place, on)
}
