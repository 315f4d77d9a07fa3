import type { CacheRef } from '../../pipeline/cache-ref.ts'
import type { FolderLeg, LocalFolder } from '../../pipeline/folder-leg.ts'
import type { ProjectName } from '../../python/name.ts'
import type { LocalPackage } from '../local-package.ts'
import { type Edge, isFirm, orderOf, type PackageGraph } from '../select/package-graph.ts'

/** What legs are made of besides their packages. */
export interface LegFacts {
  /** The commit that the plan is made of, and its time in seconds since 1970; empty and 0 when unknown. */
  readonly commit: string
  readonly time: number
  /** Where a package lies, relative to the sources. */
  readonly folderOf: (one: LocalPackage) => string
  /** What stands for it in the cell of packages. */
  readonly shownOf: (one: LocalPackage) => string
  readonly graph: PackageGraph
  /** Which packages are built for others: those that are `selected` (or that are had nowhere else), `all`, or `none`. */
  readonly build: 'selected' | 'all' | 'none'
  readonly selected: ReadonlySet<ProjectName>
  /** Where the cache keeps what a package comes to on the leg's combination; absent without a cache. */
  readonly cacheOf?: (project: ProjectName) => CacheRef
}

/** A leg with what it builds and tests, and before that what these need of the repository, as far as `build` says. */
export function folderLeg(leg: string, packages: readonly ProjectName[], facts: LegFacts): FolderLeg {
  const own = new Set(packages)
  const dependencies = dependenciesOf(own, facts)
  const there = new Set([...own, ...dependencies])
  const folders = (some: readonly ProjectName[]): LocalFolder[] =>
    orderOf(facts.graph, some).order.flatMap((project) => {
      const one = facts.graph.packages.get(project)
      return one === undefined ? [] : [{ ...called(one, own.has(project), facts), local: localOf(project, own, there, facts) }]
    })
  return { leg, commit: facts.commit, time: facts.time, packages: folders(packages), dependencies: folders([...dependencies]) }
}

/** Nobody names what is built for others alone. */
function called(one: LocalPackage, isOwn: boolean, { folderOf, shownOf, cacheOf }: LegFacts): Omit<LocalFolder, 'local'> {
  const key = isOwn ? shownOf(one) : one.name
  const cache = cacheOf === undefined ? {} : { cache: cacheOf(one.project) }
  return { name: one.name, ...(key === one.name ? {} : { key }), folder: folderOf(one), ...cache }
}

/** What is built for these packages, at first or second hand, without themselves. */
function dependenciesOf(own: ReadonlySet<ProjectName>, facts: LegFacts): Set<ProjectName> {
  const found = new Set<ProjectName>()
  const add = (project: ProjectName): void => {
    for (const edge of needsOf(project, own, facts)) if (!own.has(edge.to) && isBuilt(edge, facts)) found.add(edge.to)
  }
  for (const project of own) add(project)
  // A set that grows while it is walked is walked to its end.
  for (const project of found) add(project)
  return found
}

function isBuilt({ to, need }: Edge, { build, selected }: LegFacts): boolean {
  return build === 'all' || (build === 'selected' && (need.local || selected.has(to)))
}

/** What is built for others is not tested: nobody asks for its dependency groups. */
function needsOf(project: ProjectName, own: ReadonlySet<ProjectName>, { graph }: LegFacts): readonly Edge[] {
  const all = graph.needs.get(project) ?? []
  return own.has(project) ? all : all.filter(({ need }) => isFirm(need))
}

function localOf(project: ProjectName, own: ReadonlySet<ProjectName>, there: ReadonlySet<ProjectName>, facts: LegFacts): string[] {
  const needed = needsOf(project, own, facts).filter(({ to }) => there.has(to))
  return needed.flatMap(({ to }) => facts.graph.packages.get(to)?.name ?? [])
}
