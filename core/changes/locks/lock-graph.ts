import type { Field } from '../../json.ts'
import { type ProjectName, normalizeName } from '../../python/name.ts'
import { parseToml } from '../../toml.ts'

/** What a lock says of a project. */
export interface Locked {
  /** All that matters of it: where its files lie and how large they are does not. */
  readonly text: string
  readonly needs: readonly ProjectName[]
  /** Needs of its own development, which its dependents do not have. */
  readonly ownNeeds: readonly ProjectName[]
}

type Locks = ReadonlyMap<ProjectName, Locked>

/** What a lock with a graph says: for which pythons and platforms, and of each project. What is no such lock is a Problem `FILE_INVALID`. */
export function readGraph(name: string, text: string): { readonly rest: string; readonly projects: Locks } {
  const root = parseToml(text, name)
  return { rest: madeFor(root), projects: readLocks(root) }
}

/**
 * The projects that two states of a lock with a graph (uv.lock, poetry.lock, pdm.lock, pylock.toml) tell otherwise, and those that need them
 * there; or why that concerns all. What is no such lock is a Problem `FILE_INVALID`.
 */
export function graphChange(name: string, before: string, after: string): { projects: ProjectName[]; tops: ProjectName[] } | string {
  const [old, now] = [readGraph(name, before), readGraph(name, after)]
  if (old.rest !== now.rest) return 'is made for other pythons or platforms'
  const [was, is] = [old.projects, now.projects]
  const dependents = dependentsOf([was, is])
  const changed = [...new Set([...was.keys(), ...is.keys()])].filter((project) => was.get(project)?.text !== is.get(project)?.text)
  const projects = reaching(changed, dependents).sort()
  return { projects, tops: projects.filter((project) => !dependents.has(project)) }
}

function madeFor(root: Field): string {
  const metadata = root.get('metadata')
  const own = ['requires-python', 'resolution-markers', 'supported-markers', 'required-markers', 'conflicts', 'environments']
  const inner = metadata.missing ? [] : ['python-versions', 'requires_python', 'targets', 'strategy']
  return JSON.stringify([...own.map((key) => root.get(key).value), ...inner.map((key) => metadata.get(key).value)])
}

/** A project that is locked in several versions has several entries. */
function readLocks(root: Field): Locks {
  const found = new Map<ProjectName, Locked>()
  for (const entry of (root.get('package').missing ? root.get('packages') : root.get('package')).list()) {
    const project = normalizeName(entry.get('name').text())
    const before = found.get(project)
    found.set(project, {
      text: `${before?.text ?? ''}${JSON.stringify(entry.value, withoutPlaces)}\n`,
      needs: [
        ...(before?.needs ?? []),
        ...namesOf(entry.get('dependencies')),
        ...namesOfPdm(entry),
        ...namesOfEach(entry.get('optional-dependencies')),
      ],
      ownNeeds: [...(before?.ownNeeds ?? []), ...namesOfEach(entry.get('dev-dependencies'))],
    })
  }
  return found
}

/** uv writes a list of tables, pdm one of requirements, poetry a table by name. */
function namesOf(field: Field): ProjectName[] {
  if (field.missing) return []
  if (!Array.isArray(field.value)) return field.entries().map(([name]) => normalizeName(name))
  return field.list().map((one) => normalizeName(typeof one.value === 'string' ? leadingName(one.value) : one.get('name').text()))
}

/** PDM's pylock.toml says what a project needs in a table of its own. */
function namesOfPdm(entry: Field): ProjectName[] {
  const tool = entry.get('tool')
  const pdm = tool.missing ? tool : tool.get('pdm')
  return pdm.missing ? [] : namesOf(pdm.get('dependencies'))
}

function namesOfEach(field: Field): ProjectName[] {
  return field.missing ? [] : field.entries().flatMap(([, list]) => namesOf(list))
}

function leadingName(requirement: string): string {
  return /^[A-Za-z0-9._-]+/.exec(requirement)?.[0] ?? requirement
}

/** Of files only their hashes. */
function withoutPlaces(key: string, value: unknown): unknown {
  if (!/^(?:wheels|sdist|files)$/.test(key)) return value
  return Array.isArray(value) ? value.map(hashOf).sort() : hashOf(value)
}

function hashOf(file: unknown): string {
  if (typeof file !== 'object' || file === null) return JSON.stringify(file)
  if ('hash' in file) return JSON.stringify(file.hash)
  return JSON.stringify('hashes' in file ? file.hashes : file)
}

/** Who needs a project, and whether its own dependents have that need too. */
type Dependents = ReadonlyMap<ProjectName, ReadonlyMap<ProjectName, boolean>>

function dependentsOf(locks: readonly Locks[]): Dependents {
  const found = new Map<ProjectName, Map<ProjectName, boolean>>()
  const add = (needed: ProjectName, by: ProjectName, isFirm: boolean): void => {
    if (needed === by) return
    const all = found.get(needed) ?? new Map<ProjectName, boolean>()
    found.set(needed, all.set(by, isFirm || all.get(by) === true))
  }
  for (const [project, { needs, ownNeeds }] of locks.flatMap((one) => [...one])) {
    for (const needed of needs) add(needed, project, true)
    for (const needed of ownNeeds) add(needed, project, false)
  }
  return found
}

function reaching(changed: readonly ProjectName[], dependents: Dependents): ProjectName[] {
  const found = new Set(changed)
  const followed = new Set(changed)
  // A set that grows while it is walked is walked to its end.
  for (const project of followed)
    for (const [by, isFirm] of dependents.get(project) ?? []) {
      found.add(by)
      if (isFirm) followed.add(by)
    }
  return [...found]
}
