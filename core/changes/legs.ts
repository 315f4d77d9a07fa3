import type { FolderLeg, LocalFolder } from '../pipeline/folder-leg.ts'
import type { ProjectName } from '../python/name.ts'
import type { LocalPackage, Need } from './local-package.ts'

/** A package of the repository that another one needs, of a version that the need admits. */
export interface LocalNeed {
  readonly on: LocalPackage
  readonly kind: Need['kind']
  /** Whether uv or Poetry take it from the repository, and from nowhere else. */
  readonly local: boolean
}

/** What legs are made of besides their packages. */
export interface LegFacts {
  /** The commit that the plan is made of, and its time in seconds since 1970; empty and 0 when unknown. */
  readonly commit: string
  readonly time: number
  /** Where a package lies, relative to the sources. */
  readonly folderOf: (one: LocalPackage) => string
  readonly needsOf: (one: LocalPackage) => readonly LocalNeed[]
  /** The packages in an order in which each comes after those that it needs. */
  readonly order: (packages: readonly LocalPackage[]) => readonly LocalPackage[]
  /** Which packages are built for others: those that are `selected` (or that are had nowhere else), `all`, or `none`. */
  readonly build: 'selected' | 'all' | 'none'
  readonly selected: ReadonlySet<ProjectName>
}

/** A leg with what it builds and tests, and before that what these need of the repository, as far as `build` says. */
export function folderLeg(leg: string, packages: readonly LocalPackage[], facts: LegFacts): FolderLeg {
  const dependencies = dependenciesOf(packages, facts)
  const there = new Set([...packages, ...dependencies].map(({ project }) => project))
  const own = new Set(packages.map(({ project }) => project))
  const folders = (some: readonly LocalPackage[]): LocalFolder[] =>
    facts
      .order(some)
      .map((one) => ({ name: one.name, folder: facts.folderOf(one), local: localOf(one, own.has(one.project), there, facts) }))
  return { leg, commit: facts.commit, time: facts.time, packages: folders(packages), dependencies: folders(dependencies) }
}

/** What is built for these packages, at first or second hand, without themselves. */
function dependenciesOf(packages: readonly LocalPackage[], facts: LegFacts): LocalPackage[] {
  const own = new Set(packages.map(({ project }) => project))
  const found = new Map<ProjectName, LocalPackage>()
  const walk = [...packages]
  // A list that grows while it is walked is walked to its end.
  for (const one of walk)
    for (const { on } of needsOf(one, own.has(one.project), facts).filter((need) => isBuilt(need, facts))) {
      if (own.has(on.project) || found.has(on.project)) continue
      found.set(on.project, on)
      walk.push(on)
    }
  return [...found.values()]
}

function isBuilt({ on, local }: LocalNeed, { build, selected }: LegFacts): boolean {
  return build === 'all' || (build === 'selected' && (local || selected.has(on.project)))
}

/** What is built for others is not tested: nobody asks for its dependency groups. */
function needsOf(one: LocalPackage, isTested: boolean, facts: LegFacts): LocalNeed[] {
  return facts.needsOf(one).filter(({ on, kind }) => on.project !== one.project && (isTested || kind !== 'group'))
}

function localOf(one: LocalPackage, isTested: boolean, there: ReadonlySet<ProjectName>, facts: LegFacts): string[] {
  const names = needsOf(one, isTested, facts).flatMap(({ on }) => (there.has(on.project) ? [on.name] : []))
  return [...new Set(names)].sort()
}
