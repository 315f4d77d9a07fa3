import type { LocalPackage } from '../changes/local-package.ts'
import { lockScope, lockState, type LockState } from '../changes/locks/locks.ts'
import { isFirm, type PackageGraph } from '../changes/select/package-graph.ts'
import type { ProjectName } from '../python/name.ts'
import { deepDigests } from './deep-digests.ts'
import { listValue } from './fingerprint.ts'

/**
 * The part of a lock that concerns each of the packages below its folder, as a digest: what is locked of the projects that it needs, at any hand, and what concerns all.
 * It changes where a change of the lock would select the package, or one of those that it needs of the repository: a flat file does not tell that what these need is
 * installed along with it. Where the lock cannot be read all of it concerns all, by its `id`.
 */
export function lockParts(
  lock: { readonly path: string; readonly id: string; readonly text: string | undefined },
  packages: readonly LocalPackage[],
  graph: Pick<PackageGraph, 'needs'>,
): ReadonlyMap<LocalPackage, string> {
  const scope = lockScope(lock.path)
  const below = packages.filter(({ folder }) => scope === '.' || folder === scope || folder.startsWith(`${scope}/`))
  const state = lock.text === undefined ? undefined : lockState(lock.path, lock.text)
  if (state === undefined) return new Map(below.map((one) => [one, lock.id]))
  const { ofRoot, ofNeeded } = digests(state)
  const ofAll = listValue([state.rest, ...nobodys(state, packages, below).map(ofRoot)])
  const deep = neededParts(packages, graph, state, ofNeeded)
  return new Map(below.map((one) => [one, listValue([ofAll, ...rootsOf(one).map(ofRoot), ...deep(one)])]))
}

/** Of what a package needs of the repository the parts that these have to be installed, at any hand. */
function neededParts(
  packages: readonly LocalPackage[],
  { needs }: Pick<PackageGraph, 'needs'>,
  { projects }: LockState,
  digestOf: (project: ProjectName) => string,
): (one: LocalPackage) => string[] {
  const byProject = new Map(packages.map((one) => [one.project, one]))
  const firm = (project: ProjectName): ProjectName[] => (needs.get(project) ?? []).filter(({ need }) => isFirm(need)).map(({ to }) => to)
  const own = (project: ProjectName): string => {
    const roots = (byProject.get(project)?.needs ?? []).filter(isFirm).map(({ requirement }) => requirement.project)
    const locked = [...new Set([project, ...roots])].filter((root) => projects.has(root)).sort()
    return listValue(locked.map(digestOf))
  }
  const deep = deepDigests([...byProject.keys()].sort(), firm, own)
  return ({ project }) => (needs.get(project) ?? []).flatMap(({ to }) => deep.get(to) ?? [])
}

function rootsOf({ project, needs }: LocalPackage): ProjectName[] {
  return [...new Set([project, ...needs.map(({ requirement }) => requirement.project)])].sort()
}

/** Of a project what is locked of it and of what it needs; what it needs to be developed counts for itself, and not for those that need it. */
function digests({ projects }: LockState): Readonly<Record<'ofNeeded' | 'ofRoot', (project: ProjectName) => string>> {
  const known = [...new Set([...projects].flatMap(([project, { needs, ownNeeds }]) => [project, ...needs, ...ownNeeds]))].sort()
  const own = (project: ProjectName): string => listValue([project, projects.get(project)?.text ?? ''])
  const deep = deepDigests(known, (project) => projects.get(project)?.needs ?? [], own)
  const ofNeeded = (project: ProjectName): string => deep.get(project) ?? own(project)
  const ofRoot = (project: ProjectName): string => {
    const ownNeeds = [...new Set(projects.get(project)?.ownNeeds)].sort()
    return ownNeeds.length === 0 ? ofNeeded(project) : listValue([ofNeeded(project), ...ownNeeds.map(ofNeeded)])
  }
  return { ofNeeded, ofRoot }
}

/** Projects that somebody must have asked for who is no package: what nothing in the lock needs and no package names, and what none of those below leads to. */
function nobodys({ projects }: LockState, packages: readonly LocalPackage[], below: readonly LocalPackage[]): ProjectName[] {
  const needed = new Set([...projects].flatMap(([by, { needs, ownNeeds }]) => [...needs, ...ownNeeds].filter((one) => one !== by)))
  const named = new Set(packages.flatMap(rootsOf))
  const reached = new Set(below.flatMap(rootsOf))
  const roots = new Set(reached)
  // A set that grows while it is walked is walked to its end.
  for (const project of reached) {
    const found = projects.get(project)
    for (const one of [...(found?.needs ?? []), ...(roots.has(project) ? (found?.ownNeeds ?? []) : [])]) reached.add(one)
  }
  return [...projects.keys()].filter((one) => (!needed.has(one) && !named.has(one)) || !reached.has(one)).sort()
}
