import type { Field } from '../../json.ts'
import type { ProjectName } from '../../python/name.ts'
import type { Need } from '../local-package.ts'
import type { SetupCfg } from './setup-cfg.ts'

/** Tools that read a version from git's tags: whoever builds with one of them, and says the version nowhere, has it from there. */
const tools: ReadonlySet<string> = new Set([
  'setuptools-scm',
  'hatch-vcs',
  'versioningit',
  'setuptools-git-versioning',
  'setuptools-git-version',
  'dunamai',
  'poetry-dynamic-versioning',
  'uv-dynamic-versioning',
  'flit-scm',
  'vcs-versioning',
  'setupmeta',
  'pbr',
  'versioneer',
])

/** Tables of pyproject.toml that are such a tool's own, by tool. */
const tables: readonly (readonly [tool: string, keys: readonly [string, ...string[]]])[] = [
  ['setuptools-scm', ['tool', 'setuptools_scm']],
  ['setuptools-git-versioning', ['tool', 'setuptools-git-versioning']],
  ['versioningit', ['tool', 'versioningit']],
  ['versioneer', ['tool', 'versioneer']],
]

/** The tool that a version which no file says comes from by way of git's tags; empty where none is known, as for a version in a module of the package. */
export function versionToolOf(
  pyproject: Field | undefined,
  cfg: SetupCfg | undefined,
  needs: readonly Pick<Need, 'kind' | 'requirement'>[],
): string {
  const told = pyproject === undefined ? undefined : fromTables(pyproject)
  if (told !== undefined) return told
  if (cfg?.get('metadata')?.has('version') === true) return ''
  if (cfg?.has('versioneer') === true) return 'versioneer'
  return toolAmong(needs.filter(({ kind }) => kind === 'build').map(({ requirement }) => requirement.project))
}

/** The first of some projects that is such a tool; else empty. */
export function toolAmong(projects: readonly ProjectName[]): string {
  return projects.find((project) => tools.has(project)) ?? ''
}

/** Whether poetry's version is a stand-in for one that a plugin writes there: https://github.com/mtkennerly/poetry-dynamic-versioning. */
export function isPoetryStandIn(pyproject: Field): boolean {
  const table = pyproject.at('tool', 'poetry-dynamic-versioning')
  return table.optional((field) => field.get('enable').value === true) ?? false
}

/** Undefined where no table speaks of the version. */
function fromTables(pyproject: Field): string | undefined {
  if (isPoetryStandIn(pyproject)) return 'poetry-dynamic-versioning'
  if (!pyproject.at('tool', 'setuptools', 'dynamic', 'version').missing) return ''
  const hatch = pyproject.at('tool', 'hatch', 'version')
  if (!hatch.missing) return fromHatch(hatch)
  const pdm = pyproject.at('tool', 'pdm', 'version', 'source').value
  if (pdm !== undefined) return pdm === 'scm' ? 'pdm-backend' : ''
  return tables.find(([, keys]) => !pyproject.at(...keys).missing)?.[0]
}

function fromHatch(hatch: Field): string {
  const source = hatch.get('source').value
  if (source === 'vcs') return 'hatch-vcs'
  return typeof source === 'string' && tools.has(source) ? source : ''
}
