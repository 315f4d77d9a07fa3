import type { Command } from '../ports.ts'
import { Problem } from '../problem.ts'
import type { Environment } from './environment.ts'
import { launch } from './launcher.ts'
import { joined, linkVariables, pipPath } from './pip-variables.ts'
import { isAtLeast, nameOf, type Toolchain } from './toolchain.ts'
import type { WheelBuild } from './wheel-build.ts'

/**
 * `python -m build --wheel`, or `--sdist`, of the folder itself: with one of them nothing is built by way of an sdist in a random folder, from 0.5
 * on even by default (build's changelog). It runs outside the tree, since from 1.1 on it starts pip where it stands, and a module of
 * the tree would stand in for one of pip's. No build is a Problem `INTERPRETER_MISSING`, one before 0.5 is `NOT_SUPPORTED`.
 */
export function buildWheel(toolchain: Toolchain, build: WheelBuild, what: '--wheel' | '--sdist' = '--wheel'): Command {
  requireBuild(toolchain)
  const settings = build.settings.map(([key, value]) => `--config-setting=${key}=${value}`)
  // Shows what pip installs; an option from 1.2 on (build's changelog).
  const verbose = isAtLeast(toolchain.build, 1, 2) ? ['--verbose'] : []
  const args = [what, ...verbose, '--outdir', build.wheels, ...settings, build.tree]
  return launch('build', toolchain, { tree: build.tree, args, cwd: build.wheels, environment: buildEnvironment(build) })
}

function requireBuild(toolchain: Toolchain): void {
  const install = `Install it in a step before: ${toolchain.executable} -m pip install --upgrade build, or use buildFrontend: pip.`
  if (toolchain.build === '')
    throw new Problem('INTERPRETER_MISSING', `${nameOf(toolchain)} (${toolchain.executable}) has no module build.`, install)
  if (!isAtLeast(toolchain.build, 0, 5))
    throw new Problem('NOT_SUPPORTED', `build ${toolchain.build} of Python ${toolchain.version} is too old.`, install)
}

function buildEnvironment({ constraints, links, environment }: WheelBuild): Environment {
  // It breaks what pip prints into lines of the terminal's width, words at their hyphens.
  return { COLUMNS: '10000', ...environment, ...buildConstraints(constraints, environment), ...linkVariables(links, environment) }
}

/**
 * A file of build constraints as every version of build takes it. It installs build requirements by a plain `pip install` (build's
 * env.py), which reads PIP_CONSTRAINT in every version of pip; `--dependency-constraints-txt` is there only from 1.4.1 on. What pip builds
 * on the way, because a requirement has no wheel, reads PIP_BUILD_CONSTRAINT from pip 25.3 on, whichever pip that is.
 */
export function buildConstraints(file: string | undefined, environment: Environment): Environment {
  if (file === undefined) return {}
  const path = pipPath(file)
  return {
    PIP_CONSTRAINT: joined(environment['PIP_CONSTRAINT'], path),
    PIP_BUILD_CONSTRAINT: joined(environment['PIP_BUILD_CONSTRAINT'], path),
  }
}
