import type { Field } from '../../json.ts'
import { normalizeName, type ProjectName } from '../../python/name.ts'
import type { Requirement } from '../../python/requirement.ts'

/** Projects whose source a tool names, and whether that is the repository itself. */
export type Sources = ReadonlyMap<ProjectName, boolean>

/** Where uv (https://docs.astral.sh/uv/concepts/projects/dependencies/#dependency-sources) and poetry take projects from. */
export function readSources(pyproject: Field): Sources {
  const uv = membersOf(pyproject.at('tool', 'uv', 'sources'))
  const poetry = membersOf(pyproject.at('tool', 'poetry', 'dependencies'))
  const groups = membersOf(pyproject.at('tool', 'poetry', 'group')).flatMap(([, group]) => membersOf(group.at('dependencies')))
  const named = [...poetry, ...groups].filter(([, field]) =>
    alternatives(field).some((one) => sourceKeys.some((key) => one[key] !== undefined)),
  )
  return new Map([...named, ...uv].map(([name, field]) => [normalizeName(name), alternatives(field).some(isLocal)]))
}

/** Whether a requirement is taken from the repository: as its own package says, else as the root of its workspace does, else by its own URL. */
export function isFromRepository({ project, url }: Requirement, own: Sources, root: Sources): boolean {
  return own.get(project) ?? root.get(project) ?? (url !== undefined && /^(?:file:|\.{1,2}\/)/i.test(url) && !isArchive(url))
}

type Source = Readonly<Record<string, unknown>>

const sourceKeys = ['path', 'workspace', 'git', 'url']

function isLocal({ path, workspace }: Source): boolean {
  return workspace === true || (typeof path === 'string' && !isArchive(path))
}

function isArchive(path: string): boolean {
  return /\.(?:whl|zip|tar\.\w+|tgz)$/i.test(path.split('#', 1)[0] ?? '')
}

/** A source may differ by marker: then it is a list. */
function alternatives({ value }: Field): Source[] {
  const all: unknown[] = Array.isArray(value) ? value : [value]
  return all.flatMap((one) => (typeof one === 'object' && one !== null ? [Object.fromEntries(Object.entries(one))] : []))
}

function membersOf(field: Field): [string, Field][] {
  return field.optional((one) => one.entries()) ?? []
}
