import { addTo } from '../../add-to.ts'
import type { ProjectName } from '../../python/name.ts'
import { admits } from '../../python/specifier.ts'
import { componentsOf } from './components.ts'
import type { LocalPackage, Need } from '../local-package.ts'

/** That one package of the repository needs another. */
export interface Edge {
  /** The package that needs. */
  readonly from: ProjectName
  readonly to: ProjectName
  /** The strongest of its needs: one for building or running before one of a group. */
  readonly need: Need
}

/** A need that the repository's own package does not fulfil. */
export interface Refusal {
  readonly from: ProjectName
  readonly to: ProjectName
  /** `a needs b<2, but b is 2.1 here.` */
  readonly says: string
}

/** Who needs whom in the repository. */
export interface PackageGraph {
  readonly packages: ReadonlyMap<ProjectName, LocalPackage>
  /** By the package that needs; the needed ones sorted. */
  readonly needs: ReadonlyMap<ProjectName, readonly Edge[]>
  /** By the package that is needed; those that need it sorted. */
  readonly neededBy: ReadonlyMap<ProjectName, readonly Edge[]>
  /** Who needs a project that is no package here, by its name. */
  readonly outside: ReadonlyMap<ProjectName, readonly Edge[]>
  readonly refused: readonly Refusal[]
}

/** A package that what changed reaches. */
export interface Reached {
  readonly project: ProjectName
  /** From what changed on to the one that it needs itself; of a long one `…` is the middle. */
  readonly chain: readonly (ProjectName | '…')[]
}

/**
 * Links packages by what they need. A need holds if it is local (uv's and poetry's paths and workspaces), if the version here is not known, or
 * if its specifier admits that; markers are not judged.
 */
export function packageGraph(packages: readonly LocalPackage[]): PackageGraph {
  const byProject = new Map([...packages].sort(byName).map((one) => [one.project, one]))
  const needs = new Map<ProjectName, Edge[]>()
  const neededBy = new Map<ProjectName, Edge[]>()
  const outside = new Map<ProjectName, Edge[]>()
  const refused: Refusal[] = []
  for (const from of byProject.values())
    for (const [project, all] of needsByProject(from)) {
      const to = byProject.get(project)
      const holding = all.filter((need) => to === undefined || holds(need, to))
      const need = holding.find(isFirm) ?? holding[0]
      if (need === undefined || (!isFirm(need) && all.some(isFirm))) refused.push(refusal(from, to, all.find(isFirm) ?? all[0]))
      if (need === undefined) continue
      const edge = { from: from.project, to: project, need }
      addTo(to === undefined ? outside : neededBy, project, edge)
      if (to !== undefined) addTo(needs, from.project, edge)
    }
  for (const edges of needs.values()) edges.sort((a, b) => compare(a.to, b.to))
  return { packages: byProject, needs, neededBy, outside, refused }
}

/** Whether an edge is followed further: what only a group needs (to develop, to test) does not change the wheel. */
export function isFirm({ kind }: Need): boolean {
  return kind !== 'group'
}

/** Packages that need what changed, at most `depth` steps away, the nearest first; what changed itself is not among them. */
export function affectedBy(graph: PackageGraph, changed: readonly ProjectName[], depth: number): Reached[] {
  const reached = new Map<ProjectName, Reached>()
  const start = [...new Set(changed)].sort(compare)
  const followed = new Set(start)
  let front: Reached[] = start.map((project) => ({ project, chain: [] }))
  for (let step = 0; step < depth && front.length > 0; step++) {
    const next: Reached[] = []
    for (const { project, chain } of front)
      for (const { from, need } of dependents(graph, project)) {
        if (followed.has(from)) continue
        const one = { project: from, chain: longer(chain, project) }
        if (!reached.has(from)) reached.set(from, one)
        if (!isFirm(need)) continue
        followed.add(from)
        next.push(one)
      }
    front = next
  }
  return [...reached.values()]
}

/** A chain of thousands would be told with every package on it. */
function longer(chain: Reached['chain'], project: ProjectName): Reached['chain'] {
  const all = [...chain, project]
  return all.length <= 12 ? all : [...all.slice(0, 6), '…', ...all.slice(-5)]
}

function dependents(graph: PackageGraph, project: ProjectName): readonly Edge[] {
  return graph.neededBy.get(project) ?? graph.outside.get(project) ?? []
}

/** Packages after those that they need, and packages that need each other other than by groups. */
export interface PackageOrder {
  readonly order: readonly ProjectName[]
  /** Each sorted. */
  readonly cycles: readonly (readonly ProjectName[])[]
}

/**
 * Orders packages by their needs, by name where those leave it open. In a circle needs of groups give way first, then those of the
 * installed package: what a build needs comes before it as long as that is possible.
 */
export function orderOf(graph: PackageGraph, projects: readonly ProjectName[]): PackageOrder {
  const cycles: ProjectName[][] = []
  const arrange = (some: readonly ProjectName[], [counts, ...weaker]: readonly ((need: Need) => boolean)[]): ProjectName[] => {
    if (some.length < 2 || counts === undefined) return [...some]
    if (counts === isBuild) cycles.push([...some])
    const among = new Set(some)
    const targets = (project: ProjectName): ProjectName[] =>
      (graph.needs.get(project) ?? []).filter(({ to, need }) => among.has(to) && counts(need)).map(({ to }) => to)
    return componentsOf(some, targets).flatMap((circle) => arrange(circle.sort(compare), weaker))
  }
  const order = arrange([...new Set(projects)].sort(compare), [() => true, isFirm, isBuild])
  return { order, cycles }
}

function isBuild({ kind }: Need): boolean {
  return kind === 'build'
}

function needsByProject({ project, needs }: LocalPackage): Map<ProjectName, Need[]> {
  const found = new Map<ProjectName, Need[]>()
  for (const need of needs) if (need.requirement.project !== project) addTo(found, need.requirement.project, need)
  return found
}

function holds({ local, requirement }: Need, { version }: LocalPackage): boolean {
  return local || version === undefined || admits(requirement.specifiers, version)
}

function refusal(from: LocalPackage, to: LocalPackage | undefined, need: Need | undefined): Refusal {
  const wants = need?.requirement.specifiers.text ?? ''
  const version = to?.version?.text ?? ''
  const says = `${from.name} needs ${to?.name ?? ''} ${wants}, but that is ${version} here: it is not what ${from.name} is tested with.`
  return { from: from.project, to: to?.project ?? from.project, says }
}

function byName(a: LocalPackage, b: LocalPackage): number {
  return compare(a.project, b.project)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
