import { timeSaved } from '../../../core/cache/time-saved.ts'
import type { Warmth } from '../../../core/cache/warmth.ts'

/** How much a cache has of a plan. */
export interface WarmthCounts {
  readonly cold: number
  /** There, though it may have come to nothing. */
  readonly warm: number
  /** What the builds of the warm ones took, for people: `about 6 min saved`; empty where that is not remembered. */
  readonly saved: string
}

/** Counts what is warm and cold. */
export function countWarmth(warmth: Iterable<Warmth>): WarmthCounts {
  const all = [...warmth]
  const warm = all.filter(({ kind }) => kind !== 'cold')
  return { cold: all.length - warm.length, warm: warm.length, saved: timeSaved(warm.map(({ seconds }) => seconds)) }
}
