import type { Fingerprint } from '../../../core/cache/fingerprint.ts'
import type { CacheRef } from '../../../core/pipeline/cache-ref.ts'
import type { Inputs } from '../inputs.ts'

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
export function refOf({ place, fingerprint }: Unit, { cache, force }: Pick<Inputs, 'cache' | 'force'>): CacheRef {
  return { key: fingerprint.key, place, stale: cache.stale, ...(force ? { anew: true } : {}) }
}
