import { addTo } from '../add-to.ts'
import type { LocalPackage } from '../changes/local-package.ts'
import { workspaceOf } from '../changes/select/around-packages.ts'
import { testedAlong } from '../changes/select/along.ts'
import { isFirm, type PackageGraph } from '../changes/select/package-graph.ts'
import { directoryOf } from '../changes/select/picking.ts'
import { rulePicker } from '../changes/select/ruling.ts'
import type { Rules } from '../changes/select/rules.ts'
import type { TreeObject } from '../history.ts'
import { Problem } from '../problem.ts'
import type { ProjectName } from '../python/name.ts'
import type { Sha256 } from '../sha256.ts'
import { belonging, type Belonging, type PathGroup } from './belonging.ts'
import { deepDigests } from './deep-digests.ts'
import { filesDigest, type FilesDigest } from './files-digest.ts'
import { fingerprint, type KeyInput, listValue } from './fingerprint.ts'
import { lockParts } from './lock-part.ts'

/** What a repository holds, as far as keys of its packages are made of it. */
export interface ContentFacts {
  /** Every file. */
  readonly objects: readonly TreeObject[]
  readonly rules: Rules
  /** Beginnings of paths that do not count, ignoring case. */
  readonly excludePaths: readonly string[]
  /** The texts of `sharedLocks`, and of a pyproject.toml at the top, by path; one that cannot be read counts by its object id. */
  readonly texts: ReadonlyMap<string, string>
  /** What stands for the version of a package that takes it from git's tags: its commit, and the tags. */
  readonly version: string
  /** Leaves what packages need of each other out. */
  readonly isolated: boolean
}

/** What a package is made of, whatever builds it. */
export interface Content {
  /** Sorted by name: `files`, `files around it`, `files of all`, `lock <path>`, `workspace`, `version`, `needs <project>`, `along <project>`. */
  readonly inputs: readonly KeyInput[]
  /** By the digest that stands among the inputs, what files that is made of. */
  readonly files: ReadonlyMap<string, Readonly<Record<string, string>>>
  /** Of all inputs. */
  readonly digest: Sha256
}

/**
 * The content of every package: it changes by exactly the changes by which a diff would select it, at any depth; matrices and rules apart. Packages that need each other
 * have one content for those that need them.
 */
export function contentsOf(packages: readonly LocalPackage[], graph: PackageGraph, facts: ContentFacts): ReadonlyMap<ProjectName, Content> {
  const owned = belonging(
    facts.objects.map(({ path }) => path),
    { packages, ...facts },
  )
  const digests = new Digests(facts.objects, owned)
  const shared = owned.shared.length === 0 ? undefined : digests.ofPaths(owned.shared)
  const locks = lockInputs(owned.locks, packages, facts)
  const workspace = workspaceInput(packages, facts)
  const along = alongInputs(packages, facts.rules, digests)
  const needs = facts.isolated ? () => [] : needInputs(packages, graph, digests, along)
  return new Map(
    packages.map((one): [ProjectName, Content] => {
      const [own, around] = [digests.own(one), digests.around(one)]
      const { key, inputs } = fingerprint([
        { name: 'files', value: own.digest },
        ...(around === undefined ? [] : [{ name: 'files around it', value: around.digest }]),
        ...(shared === undefined ? [] : [{ name: 'files of all', value: shared.digest }]),
        ...(locks.get(one) ?? []),
        ...(one.folder === '.' ? [] : workspace),
        ...(one.versionTool === '' ? [] : [{ name: 'version', value: facts.version }]),
        ...(along.get(one) ?? []).map(({ input }) => input),
        ...needs(one),
      ])
      const files = [own, around, shared].flatMap((some): [string, FilesDigest['files']][] =>
        some === undefined ? [] : [[some.digest, some.files]],
      )
      return [one.project, { inputs, files: new Map(files), digest: key }]
    }),
  )
}

/** Digests of what belongs to packages; one that many have in common is made once. */
class Digests {
  private readonly objects = new Map<string, TreeObject[]>()
  private readonly made = new Map<string, FilesDigest>()
  private readonly ids = new Map<PathGroup, number>()
  private readonly owned: Belonging
  /** Submodules: of what lies within git tells nothing but their commits. */
  private readonly modules: readonly string[]

  constructor(objects: readonly TreeObject[], owned: Belonging) {
    this.owned = owned
    this.modules = objects.filter(({ mode }) => mode === '160000').map(({ path }) => path)
    for (const one of objects) addTo(this.objects, one.path, one)
  }

  ofPaths(paths: Iterable<string>): FilesDigest {
    return filesDigest([...new Set(paths)].flatMap((path) => this.objects.get(path) ?? []))
  }

  own(one: LocalPackage): FilesDigest {
    const modules = this.modules.filter((path) => one.folder.startsWith(`${path}/`))
    return this.once(`own ${one.project}`, () => [...(this.owned.own.get(one) ?? []), ...modules])
  }

  /** What rules and its surroundings give it; undefined where that is nothing. */
  around(one: LocalPackage): FilesDigest | undefined {
    return this.ofGroups(this.owned.groups.get(one) ?? [])
  }

  /** What changes the package itself by a rule, and not only something around it. */
  ruled(one: LocalPackage): FilesDigest | undefined {
    return this.ofGroups((this.owned.groups.get(one) ?? []).filter(({ as }) => as === 'direct'))
  }

  private ofGroups(groups: readonly PathGroup[]): FilesDigest | undefined {
    if (groups.length === 0) return undefined
    const key = groups.map((group) => this.idOf(group)).join(' ')
    return this.once(key, () => groups.flatMap(({ paths }) => paths))
  }

  private idOf(group: PathGroup): number {
    const id = this.ids.get(group) ?? this.ids.size
    this.ids.set(group, id)
    return id
  }

  private once(key: string, paths: () => readonly string[]): FilesDigest {
    const digest = this.made.get(key) ?? this.ofPaths(paths())
    this.made.set(key, digest)
    return digest
  }
}

function lockInputs(
  paths: readonly string[],
  packages: readonly LocalPackage[],
  facts: ContentFacts,
): ReadonlyMap<LocalPackage, readonly KeyInput[]> {
  const found = new Map<LocalPackage, KeyInput[]>()
  const ids = new Map(facts.objects.map(({ path, id }) => [path, id]))
  for (const path of paths)
    for (const [one, value] of lockParts({ path, id: ids.get(path) ?? '', text: facts.texts.get(path) }, packages))
      addTo(found, one, { name: `lock ${path}`, value })
  return found
}

/** A top that is a package has its pyproject.toml for itself, but for what it says of the workspace. Without one the file is everybody's. */
function workspaceInput(packages: readonly LocalPackage[], { objects, texts }: ContentFacts): KeyInput[] {
  const path = 'pyproject.toml'
  const file = objects.find((one) => one.path === path)
  if (file === undefined || packages.every(({ folder }) => folder !== '.')) return []
  const value = workspaceText(texts.get(path)) ?? file.id
  return value === '' ? [] : [{ name: 'workspace', value: listValue([value]) }]
}

function workspaceText(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  try {
    return workspaceOf(text)
  } catch (error) {
    if (error instanceof Problem) return undefined
    throw error
  }
}

/** That a package is tested along with another. */
interface AlongInput {
  readonly input: KeyInput
  /** Whether that makes it a changed one itself. */
  readonly as: 'direct' | 'indirect'
}

/** What others are made of with which a package is tested along: one step, and no further. */
function alongInputs(packages: readonly LocalPackage[], rules: Rules, digests: Digests): ReadonlyMap<LocalPackage, readonly AlongInput[]> {
  const values = new Map<LocalPackage, Map<LocalPackage, { values: Set<string>; as: AlongInput['as'] }>>()
  const add = (one: LocalPackage, by: LocalPackage, value: string, as: AlongInput['as']): void => {
    if (one === by) return
    const all = values.get(one) ?? new Map<LocalPackage, { values: Set<string>; as: AlongInput['as'] }>()
    const before = all.get(by)
    values.set(one, all.set(by, { values: new Set([...(before?.values ?? []), value]), as: before?.as === 'direct' ? 'direct' : as }))
  }
  const [alongWith, directory] = [testedAlong(packages), directoryOf(packages)]
  for (const by of packages) for (const { one } of alongWith(by)) if (one !== undefined) add(one, by, digests.own(by).digest, 'indirect')
  for (const rule of rules.rules) {
    if (rule.kind !== 'changed') continue
    const picked = rulePicker(rule, directory)
    for (const by of packages)
      for (const given of picked(by.project)) for (const one of given.packages) add(one, by, directOf(by, digests), rule.picks.as)
  }
  return new Map(
    [...values].map(([one, all]) => [
      one,
      [...all].map(([by, said]) => ({ input: { name: `along ${by.project}`, value: listValue([...said.values].sort()) }, as: said.as })),
    ]),
  )
}

/** What changes a package itself. */
function directOf(one: LocalPackage, digests: Digests): string {
  return listValue([digests.own(one).digest, digests.ruled(one)?.digest ?? ''])
}

/** What a package needs of the repository: what changes each of these itself, or what they need other than to be developed. */
function needInputs(
  packages: readonly LocalPackage[],
  { needs }: PackageGraph,
  digests: Digests,
  along: ReadonlyMap<LocalPackage, readonly AlongInput[]>,
): (one: LocalPackage) => KeyInput[] {
  const byProject = new Map(packages.map((one) => [one.project, one]))
  const own = (project: ProjectName): string => {
    const one = byProject.get(project)
    if (one === undefined) return project
    const direct = (along.get(one) ?? []).filter(({ as }) => as === 'direct').map(({ input }) => `${input.name} ${input.value}`)
    return listValue([project, directOf(one, digests), ...direct.sort()])
  }
  const firm = (project: ProjectName): ProjectName[] => (needs.get(project) ?? []).filter(({ need }) => isFirm(need)).map(({ to }) => to)
  const deep = deepDigests([...byProject.keys()].sort(), firm, own)
  return ({ project }) => (needs.get(project) ?? []).map(({ to }) => ({ name: `needs ${to}`, value: deep.get(to) ?? '' }))
}
