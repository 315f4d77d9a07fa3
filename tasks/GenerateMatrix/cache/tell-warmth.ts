import type { Warmth } from '../../../core/cache/warmth.ts'

/** What of a plan with a cache is counted: `cold` is built, or looked at by a job; `warm` is restored; what is told only (`cacheStatus`) counts too. */
export interface WarmthCounts {
  readonly cold: number
  readonly warm: number
  /** What the builds of the warm ones took, as far as that is remembered. */
  readonly saved: number
}

/** Counts what is warm and cold. */
export function countWarmth(warmth: Iterable<Warmth>): WarmthCounts {
  const all = [...warmth]
  const warm = all.filter(({ kind }) => kind !== 'cold')
  return { cold: all.length - warm.length, warm: warm.length, saved: warm.reduce((sum, { seconds = 0 }) => sum + seconds, 0) }
}
