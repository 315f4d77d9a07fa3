import type { Command } from '../ports.ts'
import { Problem } from '../problem.ts'
import type { Environment } from './environment.ts'
import { launch } from './launcher.ts'
import { joined, linkVariables, pipPath } from './pip-variables.ts'
import { isAtLeast, type Toolchain } from './toolchain.ts'
import type { WheelBuild } from './wheel-build.ts'

/** Nothing that waits for a person, or is drawn for one. */
const unattended = ['--disable-pip-version-check', '--no-input', '--progress-bar', 'off']

/**
 * `pip wheel` of the folder itself, never of a name or URL that pip could answer from its cache or an index. Build requirements come from where the
 * user's pip finds them. A pip that cannot do what is asked is a Problem `NOT_SUPPORTED`.
 */
export function pipWheel(toolchain: Toolchain, build: WheelBuild): Command {
  const { tree, settings } = build
  requirePip(toolchain, [19, 0], 'cannot ask a build backend (PEP 517)')
  if (settings.length > 0) requirePip(toolchain, [22, 1], 'knows no --config-settings')
  if (isRepeated(settings)) requirePip(toolchain, [23, 1], 'passes on only the last of several config settings of one key')
  // Always on, and no option any more, from pip 25.3 (pip's changelog).
  const backend = isAtLeast(toolchain.pip, 25, 3) ? [] : ['--use-pep517']
  const options = [
    '--verbose',
    ...unattended,
    '--no-deps',
    ...backend,
    ...settings.map(([key, value]) => `--config-settings=${key}=${value}`),
  ]
  const args = ['wheel', ...options, '--wheel-dir', build.wheels, '.']
  return launch('pip', toolchain, { tree: '.', args, cwd: tree, environment: pipEnvironment(toolchain.pip, build) })
}

function pipEnvironment(pip: string, { constraints, links, environment }: WheelBuild): Environment {
  return { ...environment, ...constraintVariables(pip, constraints, environment), ...linkVariables(links, environment) }
}

function isRepeated(settings: WheelBuild['settings']): boolean {
  return new Set(settings.map(([key]) => key)).size < settings.length
}

function requirePip({ pip, version }: Toolchain, wanted: readonly number[], what: string): void {
  if (isAtLeast(pip, ...wanted)) return
  throw new Problem(
    'NOT_SUPPORTED',
    `pip ${pip} of Python ${version} ${what}.`,
    `Update it to ${wanted.join('.')} or later in a step before: python -m pip install --upgrade pip.`,
  )
}

/**
 * A file of build constraints as this pip takes it (pip's changelog): PIP_CONSTRAINT reaches isolated builds before pip 25.3;
 * PIP_BUILD_CONSTRAINT from then on, and PIP_CONSTRAINT no more where it is set.
 */
export function constraintVariables(pip: string, file: string | undefined, environment: Environment): Environment {
  if (file === undefined) return {}
  const variable = isAtLeast(pip, 25, 3) ? 'PIP_BUILD_CONSTRAINT' : 'PIP_CONSTRAINT'
  return { [variable]: joined(environment[variable], pipPath(file)) }
}

/** Installs these wheels, and nothing else, into a folder of their own; what the user's pip was told is for builds, and may name another version of a project. */
export function pipInstall(
  toolchain: Toolchain,
  wheels: readonly string[],
  target: string,
  cwd: string,
  environment: Environment,
): Command {
  const args = ['-I', '-m', 'pip', 'install', ...unattended, '--no-deps', '--no-index', '--no-compile', '--target', target, ...wheels]
  const others = Object.entries(environment).filter(([name]) => !name.toUpperCase().startsWith('PIP_'))
  // pip reads no configuration file at all when this one is the null device (pip's documentation, Configuration).
  const own = { PIP_CONFIG_FILE: toolchain.platform.startsWith('win') ? 'nul' : '/dev/null', PIP_ROOT_USER_ACTION: 'ignore' }
  return { program: toolchain.executable, args, cwd, env: { ...Object.fromEntries(others), ...own }, seconds: 300 }
}
