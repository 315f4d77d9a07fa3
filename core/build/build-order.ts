import type { ProjectName } from '../python/name.ts'
import { parseRequirement, type Requirement } from '../python/requirement.ts'

/** Something to build, and the projects that must be installed for that. */
export interface ToBuild {
  readonly project: ProjectName
  readonly requires: readonly ProjectName[]
}

/** An order in which to build; items are named by their place in the list that was given. */
export interface BuildOrder {
  readonly order: readonly number[]
  /** Projects that need each other to be built, sorted; they are in the order all the same. */
  readonly cycles: readonly (readonly ProjectName[])[]
}

type Reach = ReadonlyMap<ProjectName, ReadonlySet<ProjectName>>

/** Puts each item after all items of the projects it requires; among those that may come next the first of the list does. */
export function buildOrder(items: readonly ToBuild[]): BuildOrder {
  const reach = reachOf(items)
  const left = items.map((item, at) => ({ ...item, at }))
  const order: number[] = []
  while (left.length > 0) order.push(takeNext(left, reach))
  return { order, cycles: cyclesOf(reach) }
}

function takeNext(left: (ToBuild & { readonly at: number })[], reach: Reach): number {
  const waiting = new Set(left.map(({ project }) => project))
  const lacks = ({ project, requires }: ToBuild): ProjectName[] => requires.filter((one) => one !== project && waiting.has(one))
  const free = left.findIndex((item) => lacks(item).length === 0)
  // Nothing is free of needs, so some need each other: one of those that need nothing but each other.
  const isLoop = (item: ToBuild): boolean =>
    [...(reach.get(item.project) ?? [])].every((one) => !waiting.has(one) || reaches(reach, one, item.project))
  const [taken] = left.splice(free >= 0 ? free : left.findIndex(isLoop), 1)
  return taken?.at ?? 0
}

function reaches(reach: Reach, from: ProjectName, to: ProjectName): boolean {
  return reach.get(from)?.has(to) === true
}

/** For each project of the list those of the list that it needs, at first or second hand; itself only in a cycle. */
function reachOf(items: readonly ToBuild[]): Reach {
  const direct = new Map<ProjectName, Set<ProjectName>>(items.map(({ project }) => [project, new Set()]))
  for (const { project, requires } of items)
    for (const one of requires) if (one !== project && direct.has(one)) direct.get(project)?.add(one)
  return new Map([...direct.keys()].map((project) => [project, closure(direct.get(project) ?? [], direct)]))
}

function closure(from: Iterable<ProjectName>, direct: Reach): Set<ProjectName> {
  const found = new Set(from)
  // A set that grows while it is walked is walked to its end.
  for (const project of found) for (const next of direct.get(project) ?? []) found.add(next)
  return found
}

function cyclesOf(reach: Reach): ProjectName[][] {
  const found = new Map<string, ProjectName[]>()
  for (const project of reach.keys()) {
    if (!reaches(reach, project, project)) continue
    const cycle = [...(reach.get(project) ?? [])].filter((other) => reaches(reach, other, project)).sort()
    found.set(cycle.join(' '), cycle)
  }
  return [...found.values()].sort((a, b) => (a.join(' ') < b.join(' ') ? -1 : 1))
}

/**
 * The projects of a leg that an isolated build installs: those that its requirements name, and what their wheels depend on in turn.
 * `built` holds the Requires-Dist lines of the wheels that the leg has built. Of markers only extras are judged: a wheel too many does no harm.
 */
export function linkedProjects(requires: readonly Requirement[], built: ReadonlyMap<ProjectName, readonly string[]>): ProjectName[] {
  const asked = [...requires]
  const seen = new Set<string>()
  const linked = new Set<ProjectName>()
  for (const { project, extras } of asked) {
    const lines = built.get(project)
    const key = [project, ...extras].join(' ')
    if (lines === undefined || seen.has(key)) continue
    seen.add(key)
    linked.add(project)
    asked.push(
      ...lines.flatMap((line) => [parseRequirement(line)].filter((one) => one !== undefined)).filter((one) => isAsked(one, extras)),
    )
  }
  return [...linked].sort()
}

function isAsked({ marker = '' }: Requirement, extras: readonly ProjectName[]): boolean {
  const [, extra] = /\bextra\s*==\s*['"]([^'"]+)['"]/.exec(marker) ?? []
  return extra === undefined || extras.some((one) => one === extra.toLowerCase().replaceAll(/[-_.]+/g, '-'))
}
