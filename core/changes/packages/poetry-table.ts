import type { Field } from '../../json.ts'
import { normalizeName, parseName, type ProjectName } from '../../python/name.ts'
import type { Requirement } from '../../python/requirement.ts'
import { parseSpecifiers, type SpecifierSet } from '../../python/specifier.ts'
import { plainSpecifiers } from './poetry-versions.ts'
import { type Wanted, wanted } from './project-needs.ts'

/** What `[tool.poetry]` says its package needs to run, where no [project] says it; an optional dependency is of the first extra that names it. */
export function poetryNeeds(poetry: Field): Wanted[] {
  const extras = membersOf(poetry.get('extras')).flatMap(([extra, field]) =>
    field.list().map((one): [ProjectName, string] => [normalizeName(one.text()), extra]),
  )
  const extraOf = new Map(extras.toReversed())
  return dependencies(poetry.get('dependencies')).map(({ requirement, isOptional }) => {
    const extra = extraOf.get(requirement.project)
    return isOptional || extra !== undefined ? wanted('optional', extra ?? '', requirement) : wanted('run', '', requirement)
  })
}

/** The groups of `[tool.poetry]`, which it has beside a [project] too. */
export function poetryGroups(poetry: Field): Wanted[] {
  const groups = membersOf(poetry.get('group')).map(([name, group]): [string, Field] => [name, group.get('dependencies')])
  const all: [string, Field][] = [...groups, ['dev', poetry.get('dev-dependencies')]]
  return all.flatMap(([name, table]) => dependencies(table).map(({ requirement }) => wanted('group', name, requirement)))
}

interface Dependency {
  readonly requirement: Requirement
  readonly isOptional: boolean
}

function dependencies(table: Field): Dependency[] {
  return membersOf(table)
    .filter(([name]) => name.toLowerCase() !== 'python')
    .map(([name, field]) => ({ requirement: requirementOf(name, field), isOptional: !Array.isArray(field.value) && isOptional(field) }))
}

function requirementOf(name: string, field: Field): Requirement {
  const project = parseName(name) ?? field.refuse('is of no valid name of a project')
  return { project, extras: [], specifiers: specifiersOf(field) }
}

/** Of alternatives by marker, and of what comes from a path, no version is asked. */
function specifiersOf(field: Field): SpecifierSet {
  if (Array.isArray(field.value)) return { text: '', specifiers: [] }
  const written = typeof field.value === 'string' ? field : field.get('version')
  const plain = plainSpecifiers(written.optional((one) => one.text()) ?? '')
  const read = plain === undefined ? undefined : parseSpecifiers(plain)
  return read ?? written.refuse('must be a version constraint of poetry such as ^1.2')
}

function isOptional(field: Field): boolean {
  return typeof field.value !== 'string' && field.get('optional').value === true
}

function membersOf(field: Field): [string, Field][] {
  return field.optional((one) => one.entries()) ?? []
}
