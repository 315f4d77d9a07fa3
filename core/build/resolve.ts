import { parseJson } from '../json.ts'
import type { Command } from '../ports.ts'
import { Problem } from '../problem.ts'
import { parseName } from '../python/name.ts'
import { parseVersion } from '../python/version.ts'
import type { Environment } from './environment.ts'
import type { Frontend } from './frontend.ts'
import { buildConstraints } from './frontend-build.ts'
import { constraintVariables } from './frontend-pip.ts'
import { pinned } from './installed.ts'
import { linkVariables } from './pip-variables.ts'
import { isAtLeast, type Toolchain } from './toolchain.ts'
import type { WheelBuild } from './wheel-build.ts'

/** Why a frontend cannot be asked what it would install; undefined where it can. */
export function whyUnresolved(frontend: Frontend | 'script', { pip }: Toolchain): string | undefined {
  if (frontend === 'script') return 'a script of your own does not tell what it would install'
  if (frontend === 'uv') return 'uv build does not tell what it would install'
  // `pip install --report` is there from 22.2 on (pip's changelog).
  return isAtLeast(pip, 22, 2)
    ? undefined
    : `${pip === '' ? 'no pip' : `pip ${pip}`} does not tell what it would install, as pip 22.2 and later do`
}

/** What would be installed for a build of these requirements now, by the places and constraints that hold for it; nothing is. */
export function resolveCommand(frontend: Frontend, toolchain: Toolchain, requirements: readonly string[], build: WheelBuild): Command {
  const quiet = ['-qq', '--disable-pip-version-check', '--no-input', '--progress-bar', 'off']
  const args = ['-I', '-m', 'pip', 'install', ...quiet, '--dry-run', '--ignore-installed', '--report', '-', ...requirements]
  return { program: toolchain.executable, args, cwd: build.wheels, env: resolveEnvironment(frontend, toolchain.pip, build), seconds: 600 }
}

/** Here what is constrained is the command itself, not a build that pip begins. */
function resolveEnvironment(frontend: Frontend, pip: string, { constraints, links, environment }: WheelBuild): Environment {
  const linked = { ...environment, ...linkVariables(links, environment) }
  if (frontend === 'build') return { ...linked, ...buildConstraints(constraints, environment) }
  const told: Environment = { ...linked, ...constraintVariables(pip, constraints, environment) }
  const own = told['PIP_BUILD_CONSTRAINT']
  return own === undefined || !isAtLeast(pip, 25, 3) ? told : { ...told, PIP_CONSTRAINT: own }
}

/** What pip reported that it would install, `setuptools==84.0`, sorted; undefined where there is no report among what it printed. */
export function resolvedIn(output: readonly string[]): string[] | undefined {
  const [from, to] = [output.indexOf('{'), output.lastIndexOf('}')]
  if (from === -1 || to < from) return undefined
  try {
    const report = parseJson(output.slice(from, to + 1).join('\n'), 'the report of pip', 'BUILD_FAILED')
    const items = report.get('install').list()
    const installed = items.flatMap((item) => {
      const told = item.get('metadata')
      const [project, version] = [parseName(told.get('name').text()), parseVersion(told.get('version').text())]
      return project === undefined || version === undefined ? [] : [{ project, version }]
    })
    return installed.length === items.length ? pinned(installed) : undefined
  } catch (error) {
    if (error instanceof Problem) return undefined
    throw error
  }
}
