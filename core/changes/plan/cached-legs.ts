import { addTo } from '../../add-to.ts'
import type { Warmth } from '../../cache/warmth.ts'
import type { ProjectName } from '../../python/name.ts'
import type { CachedLeg } from './plan-file.ts'

/** A package on a leg, and what the cache has of it there. */
export interface OnLeg {
  readonly project: ProjectName
  readonly leg: string
  /** Whether that is one of the jobs; else it is one that is restored. */
  readonly isJob: boolean
  readonly warmth: Warmth | undefined
}

/** What a plan tells of the cache, by package, in the order given. */
export function cachedLegs(all: readonly OnLeg[]): Map<ProjectName, CachedLeg[]> {
  const told = new Map<ProjectName, CachedLeg[]>()
  for (const { project, leg, isJob, warmth } of all)
    if (warmth !== undefined) addTo(told, project, { leg, ...stateOf(warmth, isJob), seconds: warmth.seconds })
  return told
}

function stateOf(warmth: Warmth, isJob: boolean): Pick<CachedLeg, 'because' | 'state'> {
  if (warmth.kind === 'cold') return { state: 'cold', because: warmth.because }
  return { state: isJob ? 'look' : warmth.kind, because: '' }
}
