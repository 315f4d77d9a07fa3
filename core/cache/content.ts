import { addTo } from '../add-to.ts'
import type { LocalPackage } from '../changes/local-package.ts'
import { workspaceOf } from '../changes/select/around-packages.ts'
import type { Added } from '../changes/select/affected.ts'
import { isFirm, type PackageGraph } from '../changes/select/package-graph.ts'
import type { Rules } from '../changes/select/rules.ts'
import type { TreeObject } from '../history.ts'
import { Problem } from '../problem.ts'
import type { ProjectName } from '../python/name.ts'
import type { Sha256 } from '../sha256.ts'
import { type AlongInput, alongInputs } from './along-inputs.ts'
import { BelongingDigests } from './belonging-digests.ts'
import { belonging } from './belonging.ts'
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
  /** What a hook has selected: nobody knows by what, so that all of the repository counts. */
  readonly added: readonly Added[]
}

/** What a package is made of, whatever builds it. */
export interface Content {
  /** Sorted by name: `files`, `files around it`, `files around many`, `files of all`, `lock <path>`, `workspace`, `version`, `hook`, `needs <project>`, `along <project>`. */
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
  const digests = new BelongingDigests(facts.objects, owned)
  const shared = owned.shared.length === 0 ? undefined : digests.ofPaths(owned.shared)
  const locks = lockInputs(owned.locks, packages, facts.isolated ? { needs: new Map() } : graph, facts)
  const workspace = workspaceInput(packages, facts)
  const along = alongInputs(packages, facts.rules, digests)
  const hooked = hookInputs(facts)
  const besides = (one: LocalPackage): AlongInput[] => [...(along.get(one) ?? []), ...(hooked.get(one.project) ?? [])]
  const needs = facts.isolated ? () => [] : needInputs(packages, graph, digests, besides)
  return new Map(
    packages.map((one): [ProjectName, Content] => {
      const [own, around, wide] = [digests.own(one), digests.around(one), digests.wide(one)]
      const { key, inputs } = fingerprint([
        { name: 'files', value: own.digest },
        ...(around === undefined ? [] : [{ name: 'files around it', value: around.digest }]),
        ...(wide === undefined ? [] : [{ name: 'files around many', value: wide.digest }]),
        ...(shared === undefined ? [] : [{ name: 'files of all', value: shared.digest }]),
        ...(locks.get(one) ?? []),
        ...(one.folder === '.' ? [] : workspace),
        ...(one.versionTool === '' ? [] : [{ name: 'version', value: facts.version }]),
        ...besides(one).map(({ input }) => input),
        ...needs(one),
      ])
      const files = [own, around, wide, shared].flatMap((some): [string, FilesDigest['files']][] =>
        some === undefined ? [] : [[some.digest, some.files]],
      )
      return [one.project, { inputs, files: new Map(files), digest: key }]
    }),
  )
}

/** What only a hook knows of may lie anywhere: what it adds is as it was where all of the repository is. */
function hookInputs({ added, objects }: ContentFacts): ReadonlyMap<ProjectName, readonly AlongInput[]> {
  const value = added.length === 0 ? '' : filesDigest(objects).digest
  const direct = new Set(added.filter(({ as }) => as === 'direct').map(({ project }) => project))
  return new Map(
    added.map(({ project }) => [project, [{ input: { name: 'hook', value }, as: direct.has(project) ? 'direct' : 'indirect' }]]),
  )
}

function lockInputs(
  paths: readonly string[],
  packages: readonly LocalPackage[],
  graph: Pick<PackageGraph, 'needs'>,
  facts: ContentFacts,
): ReadonlyMap<LocalPackage, readonly KeyInput[]> {
  const found = new Map<LocalPackage, KeyInput[]>()
  const ids = new Map(facts.objects.map(({ path, id }) => [path, id]))
  for (const path of paths)
    for (const [one, value] of lockParts({ path, id: ids.get(path) ?? '', text: facts.texts.get(path) }, packages, graph))
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

/** What a package needs of the repository: what changes each of these itself, or what they need other than to be developed. */
function needInputs(
  packages: readonly LocalPackage[],
  { needs }: PackageGraph,
  digests: BelongingDigests,
  besides: (one: LocalPackage) => readonly AlongInput[],
): (one: LocalPackage) => KeyInput[] {
  const byProject = new Map(packages.map((one) => [one.project, one]))
  const own = (project: ProjectName): string => {
    const one = byProject.get(project)
    if (one === undefined) return project
    const direct = besides(one)
      .filter(({ as }) => as === 'direct')
      .map(({ input }) => `${input.name} ${input.value}`)
    return listValue([project, digests.direct(one), ...direct.sort()])
  }
  const firm = (project: ProjectName): ProjectName[] => (needs.get(project) ?? []).filter(({ need }) => isFirm(need)).map(({ to }) => to)
  const deep = deepDigests([...byProject.keys()].sort(), firm, own)
  return ({ project }) => (needs.get(project) ?? []).map(({ to }) => ({ name: `needs ${to}`, value: deep.get(to) ?? '' }))
}
