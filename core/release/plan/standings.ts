import { type Standing, standings } from '../../index/standing.ts'
import type { ProjectListing } from '../../ports.ts'
import { Problem } from '../../problem.ts'
import { isWheelFile } from '../../python/file-kind.ts'
import { type PlannedFile, type ReleasePlan } from './plan.ts'

/** A planned file, and how the index stands to it. */
export interface StandingFile {
  readonly file: PlannedFile
  readonly project: string
  readonly version: string
  readonly standing: Standing
}

/** How an index stands to every file of a plan; `listings` by project. */
export function standingsOf(plan: ReleasePlan, listings: ReadonlyMap<string, ProjectListing | undefined>): StandingFile[] {
  return plan.releases.flatMap(({ project, version, files }) => {
    const standingOf = standings(listings.get(project))
    return files.map((file) => ({ file, project, version, standing: standingOf({ filename: file.name, sha256: file.sha256 }) }))
  })
}

/** Throws the Problem `CONFLICT` when a name is taken by other bytes: a published name is never used again. */
export function refuseConflicts(files: readonly StandingFile[], index: string): void {
  const taken = files.filter((one) => one.standing === 'conflict').map((one) => one.file.name)
  if (taken.length === 0) return
  throw new Problem(
    'CONFLICT',
    `${index} already has other bytes under the name ${taken.join(', ')}.`,
    'Raise the version, or rebuild with a build tag; an index never takes a name twice.',
  )
}

/** In the order of uploads: of each release the wheels that run anywhere, then the others, then the sdist, so that pip never finds a release with its sdist alone. */
export function inUploadOrder(files: readonly StandingFile[]): StandingFile[] {
  const rank = (name: string): number => (name.endsWith('-none-any.whl') ? 0 : isWheelFile(name) ? 1 : 2)
  const key = (one: StandingFile): string => `${one.project} ${one.version} ${rank(one.file.name)} ${one.file.name}`
  return [...files].sort((a, b) => (key(a) < key(b) ? -1 : 1))
}
