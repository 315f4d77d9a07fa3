import type { Command } from '../ports.ts'
import { Problem } from '../problem.ts'
import type { Environment } from './environment.ts'
import { pipIsAtLeast, type Toolchain } from './toolchain.ts'

/**
 * Runs a module of Python as `python -m` would, but with umask 022 and with the modes of the source tree brought to 644 and 755 first:
 * both end up in wheels, and neither may depend on who unpacked or checked out the tree. `-I`: a module of the tree cannot stand in for one of pip's.
 */
const launcher = `import os, runpy, stat, sys
os.umask(0o022)
for folder, folders, files in os.walk(os.curdir):
    for path in (os.path.join(folder, name) for name in folders + files):
        mode = os.lstat(path).st_mode
        if not stat.S_ISLNK(mode):
            os.chmod(path, 0o755 if stat.S_ISDIR(mode) or mode & 0o111 else 0o644)
runpy.run_module('pip', run_name='__main__', alter_sys=True)`

/** Nothing that waits for a person, or is drawn for one. */
const unattended = ['--disable-pip-version-check', '--no-input', '--progress-bar', 'off']

/** One build of one tree; all paths are absolute. */
export interface WheelBuild {
  /** The unpacked source tree, of which nothing else is made. */
  readonly tree: string
  /** An empty folder, for the wheel. */
  readonly wheels: string
  readonly settings: readonly (readonly [key: string, value: string])[]
  /** A file of constraints on the build requirements, or undefined. */
  readonly constraints: string | undefined
  readonly environment: Environment
}

/**
 * `pip wheel` of the folder itself, never of a name or URL that pip could answer from its cache or an index. Build requirements come from where the
 * user's pip finds them. A pip before 19.0, or before 22.1 for config settings, is a Problem `NOT_SUPPORTED`.
 */
export function pipWheel(toolchain: Toolchain, build: WheelBuild): Command {
  const { pip } = toolchain
  requirePip(toolchain, 19, 0, 'cannot ask a build backend (PEP 517)')
  if (build.settings.length > 0) requirePip(toolchain, 22, 1, 'knows no --config-settings')
  const settings = build.settings.map(([key, value]) => `--config-settings=${key}=${value}`)
  // Always on, and no option any more, from pip 25.3 (pip's changelog).
  const backend = pipIsAtLeast(pip, 25, 3) ? [] : ['--use-pep517']
  const args = ['wheel', '--verbose', ...unattended, '--no-deps', ...backend, ...settings, '--wheel-dir', build.wheels, '.']
  const env = { ...build.environment, ...constraintVariables(pip, build.constraints, build.environment) }
  return { program: toolchain.executable, args: ['-I', '-c', launcher, ...args], cwd: build.tree, env, seconds: 0 }
}

function requirePip({ pip, version }: Toolchain, major: number, minor: number, what: string): void {
  if (pipIsAtLeast(pip, major, minor)) return
  throw new Problem(
    'NOT_SUPPORTED',
    `pip ${pip} of Python ${version} ${what}.`,
    `Update it to ${major}.${minor} or later in a step before: python -m pip install --upgrade pip.`,
  )
}

/** A file of build constraints as this pip takes it: PIP_CONSTRAINT reaches isolated builds before pip 25.3, PIP_BUILD_CONSTRAINT from then on (pip's changelog). */
export function constraintVariables(pip: string, file: string | undefined, environment: Environment): Environment {
  if (file === undefined) return {}
  const variable = pipIsAtLeast(pip, 25, 3) ? 'PIP_BUILD_CONSTRAINT' : 'PIP_CONSTRAINT'
  const others = environment[variable] ?? ''
  return { [variable]: `${others} ${withoutBlanks(file)}`.trim() }
}

/** pip splits the variable at blanks, but takes a file's URL too. */
function withoutBlanks(path: string): string {
  if (!/\s/.test(path)) return path
  const slashed = path.replaceAll('\\', '/')
  return encodeURI(`file://${slashed.startsWith('/') ? '' : '/'}${slashed}`)
}

/** Installs one wheel, and nothing else, into a folder of its own; what the user's pip was told is for builds, and may name another version of this project. */
export function pipInstall(toolchain: Toolchain, wheel: string, target: string, cwd: string, environment: Environment): Command {
  const args = ['-I', '-m', 'pip', 'install', ...unattended, '--no-deps', '--no-index', '--no-compile', '--target', target, wheel]
  const others = Object.entries(environment).filter(([name]) => !name.toUpperCase().startsWith('PIP_'))
  // pip reads no configuration file at all when this one is the null device (pip's documentation, Configuration).
  const own = { PIP_CONFIG_FILE: toolchain.platform.startsWith('win') ? 'nul' : '/dev/null', PIP_ROOT_USER_ACTION: 'ignore' }
  return { program: toolchain.executable, args, cwd, env: { ...Object.fromEntries(others), ...own }, seconds: 300 }
}

/** The command as a person would type it, for logs: the launcher shows as `-m pip`. */
export function shown(command: Command): string {
  const args = command.args.join(' ').replace(`-I -c ${launcher}`, '-I -m pip')
  return `${command.program} ${args}`
}
