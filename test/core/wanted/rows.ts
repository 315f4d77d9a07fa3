import type { ProjectListing } from '../../../core/ports.ts'
import { normalizeName, type ProjectName } from '../../../core/python/name.ts'
import { parseVersion, type Version } from '../../../core/python/version.ts'
import type { Facts } from '../../../core/wanted/facts.ts'
import type { FolderFacts } from '../../../core/wanted/folder.ts'
import { noRecipe } from '../../../core/build/recipe.ts'
import type { Making, VersionChoice, Wanted } from '../../../core/wanted/wanted.ts'
import { type ListedFile, listing } from '../../fakes/memory-index.ts'

export function version(text: string): Version {
  const parsed = parseVersion(text)
  if (parsed === undefined) throw new Error(`${text} is no version`)
  return parsed
}

export function choice(text: string): VersionChoice {
  if (text === 'latest') return { kind: text, pre: false }
  return text === 'static' ? { kind: text } : { kind: 'exact', version: version(text) }
}

/** What a recipe says where none says anything. */
export const plainMaking: Making = { recipe: noRecipe, build: 0, pure: false }

interface RowParts {
  readonly name?: string
  readonly choice?: string
  /** `cp312` or `cp312-abi3`. */
  readonly python?: string
  readonly tag?: string
  readonly instance?: string
  readonly arch?: string
  readonly origin?: Wanted['origin']
  readonly at?: string
}

/** A row of a matrix: spam 1.0 for cp312 on linux_x86_64, but for what the test is about. */
export function row(parts: RowParts = {}): Wanted {
  const { name = 'spam', python = 'cp312', tag = 'linux_x86_64', instance = 'ubuntu-24.04', arch = 'x86_64' } = parts
  const [pythonTag = '', abi = ''] = python.split('-')
  return {
    project: normalizeName(name),
    name,
    choice: choice(parts.choice ?? '1.0'),
    origin: parts.origin ?? { kind: 'index', url: '' },
    python: { tag: pythonTag, abi },
    platform: { tag, instance, arch, names: [], image: '' },
    testOn: [],
    buildWith: '',
    at: parts.at ?? `packages.${name}`,
  }
}

type Listed = Readonly<Record<string, readonly ListedFile[]>>

interface FactParts {
  readonly upstream?: Listed
  /** Left out: no store was given. */
  readonly store?: Listed
  readonly deleted?: Readonly<Record<string, readonly string[]>>
  readonly folders?: Readonly<Record<string, FolderFacts>>
}

/** What was gathered: spam 1.0 as an sdist, an empty store, but for what the test is about. */
export function facts({ upstream = { spam: ['spam-1.0.tar.gz'] }, store = {}, deleted = {}, folders = {} }: FactParts = {}): Facts {
  return {
    index: 'https://index.test/simple',
    upstream: listings(upstream),
    store: listings(store, deleted),
    folders: new Map(Object.entries(folders)),
  }
}

function listings(projects: Listed, deleted: Readonly<Record<string, readonly string[]>> = {}): Map<ProjectName, ProjectListing> {
  const names = [...new Set([...Object.keys(projects), ...Object.keys(deleted)])]
  return new Map(names.map((name) => [normalizeName(name), listing(projects[name] ?? [], deleted[name] ?? [])]))
}
