import type { ProjectName } from '../../python/name.ts'
import type { Choices } from './choices.ts'
import type { LocalPackage } from '../local-package.ts'
import { type LockChange, lockScope, type LockOfProjects } from '../locks/locks.ts'

/**
 * Chooses, indirectly, the packages that a change of a lock concerns, of those below its folder: which are locked otherwise themselves or need
 * what is. All of them, told by the note that is answered, where the lock does not tell whom it concerns.
 */
export function chooseLocked(choices: Choices, lock: LockChange, packages: readonly LocalPackage[]): string[] {
  const scope = lockScope(lock.path)
  const below = packages.filter(({ folder }) => scope === '.' || folder === scope || folder.startsWith(`${scope}/`))
  const concerned = lock.kind === 'all' ? new Map<LocalPackage, ProjectName[]>() : concernedBy(lock, below)
  const why = lock.kind === 'all' ? `${lock.path} ${lock.says}` : notTold(lock, packages, concerned)
  for (const one of below) {
    const projects = concerned.get(one)
    if (projects !== undefined || why !== undefined)
      choices.choose(one, 'indirect', { kind: 'locked', path: lock.path, projects: projects ?? [] })
  }
  return why === undefined ? [] : [`${why}, so that all packages that it may concern are selected.`]
}

/** Of each package the projects that it needs itself, or its own name. */
function concernedBy({ projects }: LockOfProjects, packages: readonly LocalPackage[]): Map<LocalPackage, ProjectName[]> {
  const changed = new Set(projects)
  const found = new Map<LocalPackage, ProjectName[]>()
  for (const one of packages) {
    const needed = new Set(one.needs.map(({ requirement }) => requirement.project).filter((project) => changed.has(project)))
    if (needed.size > 0) found.set(one, [...needed].sort())
    else if (changed.has(one.project)) found.set(one, [one.project])
  }
  return found
}

/** What somebody must have asked for, if no package did, is asked for by what all may use: a root project, a tox.ini, a pipeline. */
function notTold(
  lock: LockOfProjects,
  packages: readonly LocalPackage[],
  concerned: ReadonlyMap<LocalPackage, unknown>,
): string | undefined {
  if (lock.projects.length === 0) return undefined
  const known = new Set(packages.flatMap(({ project, needs }) => [project, ...needs.map(({ requirement }) => requirement.project)]))
  const nobodys = lock.tops.find((top) => !known.has(top)) ?? (concerned.size === 0 ? lock.projects[0] : undefined)
  return nobodys === undefined ? undefined : `${lock.path} locks another ${nobodys}, which no package here names among its needs`
}
