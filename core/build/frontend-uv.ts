import type { Command } from '../ports.ts'
import { Problem } from '../problem.ts'
import type { Environment } from './environment.ts'
import { launch } from './launcher.ts'
import { joined, pipPath } from './pip-variables.ts'
import { isAtLeast, nameOf, type Toolchain } from './toolchain.ts'
import type { WheelBuild } from './wheel-build.ts'

/**
 * `uv build --wheel`, or `--sdist`, of the folder itself for exactly this interpreter, through its build backend (PEP 517). No uv is a Problem
 * `INTERPRETER_MISSING`; one before 0.5.17, which splits UV_FIND_LINKS at other places, is `NOT_SUPPORTED` (uv's changelog).
 */
export function uvBuild(toolchain: Toolchain, build: WheelBuild, what: '--wheel' | '--sdist' = '--wheel'): Command {
  requireUv(toolchain)
  const settings = build.settings.map(([key, value]) => `--config-setting=${key}=${value}`)
  const noIndex = /^(?:1|true|yes|on)$/i.test(build.environment['PIP_NO_INDEX'] ?? '') ? ['--no-index'] : []
  const where = ['--python', toolchain.executable, '--out-dir', build.wheels]
  // Else a project of uv's own backend is built by this uv, whatever version of the backend it requires.
  const args = [
    toolchain.uvProgram,
    'build',
    what,
    '--force-pep517',
    ...where,
    ...noIndex,
    ...constraintOptions(build),
    ...settings,
    build.tree,
  ]
  return launch('program', toolchain, { tree: build.tree, args, cwd: build.wheels, environment: uvEnvironment(build) })
}

/** uv splits what the option names at blanks, as its variable, which counts for nothing beside the option: both go into one. */
function constraintOptions({ constraints, environment }: WheelBuild): string[] {
  if (constraints === undefined) return []
  const files = joined(environment['UV_BUILD_CONSTRAINT'], pipPath(constraints))
  // Its own debugging lines are the only ones that name what was installed.
  return ['--verbose', '--build-constraint', files]
}

function requireUv(toolchain: Toolchain): void {
  const install = `Install it in a step before: ${toolchain.executable} -m pip install --upgrade uv, or use buildFrontend: pip.`
  if (toolchain.uv === '')
    throw new Problem('INTERPRETER_MISSING', `There is no uv: neither in ${nameOf(toolchain)} nor on the PATH.`, install)
  if (!isAtLeast(toolchain.uv, 0, 5, 17)) throw new Problem('NOT_SUPPORTED', `uv ${toolchain.uv} is too old.`, install)
}

/** uv's variables, and pip's where uv was told nothing: uv reads none of pip's (uv's documentation, compatibility with pip). */
function uvEnvironment({ links, environment }: WheelBuild): Environment {
  const own = ['UV_DEFAULT_INDEX', 'UV_INDEX_URL', 'UV_INDEX', 'UV_EXTRA_INDEX_URL'].some((name) => environment[name] !== undefined)
  const indexes = own ? {} : { UV_DEFAULT_INDEX: environment['PIP_INDEX_URL'], UV_INDEX: environment['PIP_EXTRA_INDEX_URL'] }
  const places = [environment['UV_FIND_LINKS'] ?? environment['PIP_FIND_LINKS']?.trim().replaceAll(/\s+/g, ','), links]
  const variables = {
    ...indexes,
    UV_FIND_LINKS: places.filter((place) => place !== undefined && place !== '').join(','),
    UV_NO_PROGRESS: '1',
    // The interpreter is the one that was asked for, never one that uv would fetch.
    UV_PYTHON_DOWNLOADS: 'never',
  }
  const told = Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '')
  return { ...environment, ...Object.fromEntries(told) }
}
