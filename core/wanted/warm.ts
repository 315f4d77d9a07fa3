import type { Warmth } from '../cache/warmth.ts'
import type { CacheRef } from '../pipeline/cache-ref.ts'
import type { BuildReason, Decision } from './decision.ts'

/** What a cache has of one row, and where. */
export interface Judged {
  readonly ref: CacheRef
  readonly warmth: Warmth
}

type Build = Extract<Decision, { kind: 'build' }>

/**
 * The decisions once a cache was asked: what would be built and is there is restored, or goes to a job that looks whether it is stale; what is not there is cold, and says
 * why. What the cache was not asked about stays as it is.
 */
export function withCache(decisions: readonly Decision[], judged: ReadonlyMap<Decision, Judged>): Decision[] {
  return decisions.map((decision) => {
    const found = judged.get(decision)
    return decision.kind === 'build' && found !== undefined ? decide(decision, found) : decision
  })
}

function decide(build: Build, { ref, warmth }: Judged): Decision {
  const { row, target } = build
  const cached = { ref, seconds: warmth.seconds }
  if (warmth.kind === 'cold') return { ...build, ...reasonOf(build, warmth), cached }
  if (ref.stale.length > 0) return { ...build, why: 'stale-when', by: '', cached }
  return { kind: 'restore', row, target, why: warmth.kind, cached }
}

/** Whoever forces a build knows why. */
function reasonOf(
  { why, by }: Build,
  { because, forced }: Extract<Warmth, { kind: 'cold' }>,
): { readonly why: BuildReason; readonly by: string } {
  if (why === 'forced') return { why, by }
  if (forced === true) return { why: 'forced', by: 'an entry of the cache' }
  return { why: 'cold', by: why === 'build-tag' ? `${because}; ${by} in the index has a lower build tag` : because }
}
