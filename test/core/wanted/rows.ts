import type { ProjectListing } from '../../../core/ports.ts'
import type { Problem } from '../../../core/problem.ts'
import { normalizeName, type ProjectName } from '../../../core/python/name.ts'
import { parseSpecifiers } from '../../../core/python/specifier.ts'
import { parseVersion, type Version } from '../../../core/python/version.ts'
import type { Facts, Rules } from '../../../core/wanted/facts.ts'
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
  if (text === 'latest pre') return { kind: 'latest', pre: true }
  const set = /^[<>=~!]/.test(text) ? parseSpecifiers(text) : undefined
  if (set !== undefined) return { kind: 'specifier', text, set, take: 1, pre: false }
  return text === 'static' ? { kind: text } : { kind: 'exact', version: version(text) }
}

/** What a recipe says where none says anything. */
export const plainMaking: Making = { recipe: noRecipe, build: 0, pure: false }

/** Nothing that an input asks for, and no recipe. */
export const usualRules: Rules = { cutoff: undefined, skipUpstream: false, force: false, making: () => plainMaking }

interface RowParts {
  readonly name?: string
  readonly choice?: string | VersionChoice
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
    choice: typeof parts.choice === 'object' ? parts.choice : choice(parts.choice ?? '1.0'),
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
  /** Indexes of rows' own, by their address. */
  readonly others?: Readonly<Record<string, Listed>>
  /** By `refKey`. */
  readonly commits?: Readonly<Record<string, string | Problem>>
}

/** What was gathered: spam 1.0 as an sdist, an empty store, but for what the test is about. */
export function facts(parts: FactParts = {}): Facts {
  const { upstream = { spam: ['spam-1.0.tar.gz'] }, store = {}, deleted = {}, folders = {}, others = {}, commits = {} } = parts
  const own = Object.entries(others).map(([url, listed]) => [url, { name: url, projects: listings(listed) }] as const)
  return {
    indexes: new Map([['', { name: 'https://index.test/simple', projects: listings(upstream) }], ...own]),
    store: listings(store, deleted),
    folders: new Map(Object.entries(folders)),
    commits: new Map(Object.entries(commits)),
  }
}

function listings(projects: Listed, deleted: Readonly<Record<string, readonly string[]>> = {}): Map<ProjectName, ProjectListing> {
  const names = [...new Set([...Object.keys(projects), ...Object.keys(deleted)])]
  return new Map(names.map((name) => [normalizeName(name), listing(projects[name] ?? [], deleted[name] ?? [])]))
}
