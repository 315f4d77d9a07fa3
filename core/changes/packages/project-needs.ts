import { buildSystemIn } from '../../build/build-system.ts'
import type { Field } from '../../json.ts'
import { normalizeName } from '../../python/name.ts'
import { parseRequirement, readRequirement, type Requirement } from '../../python/requirement.ts'
import { readGroups } from '../../python/dependency-groups.ts'
import type { Need } from '../local-package.ts'

/** A need, before anybody has asked where its project is taken from. */
export type Wanted = Omit<Need, 'local'> & { /** That it is of the repository stands beside it. */ readonly local?: true }

/** What the `[project]` of a pyproject.toml says its package needs (PEP 621); what is dynamic it does not say. */
export function projectNeeds(project: Field): Wanted[] {
  return requiredBy(project.get('dependencies'), project.get('optional-dependencies'))
}

/** A list of requirements, and a map of such lists by extra, either of which may be missing. */
export function requiredBy(run: Field, extras: Field): Wanted[] {
  return [
    ...requirementsOf(run).map((requirement) => wanted('run', '', requirement)),
    ...(extras.optional((field) => field.entries()) ?? []).flatMap(([extra, field]) =>
      requirementsOf(field).map((requirement) => wanted('optional', extra, requirement)),
    ),
  ]
}

/** What any package's pyproject.toml says beside its metadata: [build-system], [dependency-groups], and the groups of uv and pdm. Without the file only what builds it. */
export function toolNeeds(pyproject: Field | undefined): Wanted[] {
  const build = buildSystemIn(pyproject).requires.map((requirement) => wanted('build', '', requirement))
  if (pyproject === undefined) return build
  const uv = requirementsOf(pyproject.at('tool', 'uv', 'dev-dependencies')).map((requirement) => wanted('group', 'dev', requirement))
  const groups = readGroups(pyproject.get('dependency-groups')).map(([group, requirement]) => wanted('group', group, requirement))
  return [...build, ...groups, ...uv, ...pdmNeeds(pyproject.at('tool', 'pdm', 'dev-dependencies'))]
}

/** A need of a kind, and of what extra or group. */
export function wanted(kind: Need['kind'], of: string, requirement: Requirement, local = false): Wanted {
  return { kind, of, requirement, ...(local ? { local: true } : {}) }
}

function requirementsOf(field: Field): Requirement[] {
  return (field.optional((one) => one.list()) ?? []).map(readRequirement)
}

/** pdm writes a folder of the repository as `-e file:///${PROJECT_ROOT}/../core#egg=core`. */
function pdmNeeds(table: Field): Wanted[] {
  const groups = table.optional((field) => field.entries()) ?? []
  return groups.flatMap(([group, field]) =>
    field.list().flatMap((one) => {
      const [, name] = /^-e\s.*#egg=([\w.-]+)/.exec(one.text()) ?? []
      if (name !== undefined) return editable(name).map((requirement) => wanted('group', group, requirement, true))
      return one.text().startsWith('-') ? [] : [wanted('group', group, readRequirement(one))]
    }),
  )
}

function editable(name: string): Requirement[] {
  return [parseRequirement(normalizeName(name))].filter((one) => one !== undefined)
}
