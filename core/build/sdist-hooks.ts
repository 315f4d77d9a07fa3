import type { Command } from '../ports.ts'
import { parseJson } from '../json.ts'
import { Problem } from '../problem.ts'
import type { BuildSystem } from './build-system.ts'
import { withPrograms } from './environment.ts'
import { buildConstraints } from './frontend-build.ts'
import { linkVariables } from './pip-variables.ts'
import { launch } from './launcher.ts'
import { sdistSettings } from './sdist-command.ts'
import type { Toolchain } from './toolchain.ts'
import { installInto, type Venv } from './venv.ts'
import type { WheelBuild } from './wheel-build.ts'

/** Installs what the backend requires into its environment, from where the user's pip finds packages, as constraints of builds allow; none where it requires nothing. */
export function installRequires(toolchain: Toolchain, at: Venv, requires: readonly string[], build: WheelBuild): Command | undefined {
  if (requires.length === 0) return undefined
  const { constraints, links, environment } = build
  const env = { ...environment, ...buildConstraints(constraints, environment), ...linkVariables(links, environment) }
  return installInto(at, requires, toolchain, { cwd: build.wheels, env })
}

/** Asks the backend for what it needs for an sdist (PEP 517), or for the sdist itself, in the tree and by the python of its environment. */
export function hookCommand(
  hook: 'get_requires_for_build_sdist' | 'build_sdist',
  { toolchain, at, system }: { readonly toolchain: Toolchain; readonly at: Venv; readonly system: BuildSystem },
  build: WheelBuild,
): Command {
  const told = [system.backendPath, settingsMap(sdistSettings(build.settings)), build.wheels]
  return launch(
    'hook',
    { ...toolchain, executable: at.python },
    {
      tree: build.tree,
      args: [hook, system.backend, JSON.stringify(told)],
      cwd: build.tree,
      environment: withPrograms(build.environment, at.programs),
    },
  )
}

const mark = 'wheelworks-requires '

/** What `get_requires_for_build_sdist` answered; a backend that answers no list of texts is a Problem `BUILD_FAILED`. */
export function parseAnswer(output: readonly string[]): string[] {
  const line = output.findLast((one) => one.startsWith(mark))
  try {
    return parseJson(line?.slice(mark.length) ?? '', 'the answer', 'BUILD_FAILED')
      .list()
      .map((one) => one.text())
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    throw new Problem(
      'BUILD_FAILED',
      'The build backend does not say what it needs for an sdist: its get_requires_for_build_sdist gives no list of texts.',
      "Check the project's build backend.",
    )
  }
}

/** Whether a line is no output of the backend, but its answer. */
export function isAnswer(line: string): boolean {
  return line.startsWith(mark)
}

/** Several values of a key are a list, as pip hands them on. */
function settingsMap(settings: WheelBuild['settings']): Record<string, string | string[]> {
  const map = new Map<string, string | string[]>()
  for (const [key, value] of settings) {
    const before = map.get(key)
    map.set(key, before === undefined ? value : [...(typeof before === 'string' ? [before] : before), value])
  }
  return Object.fromEntries(map)
}
