import type { Json } from '../canonical.ts'
import type { Field } from '../json.ts'

/** What is looked at on the host before an entry counts. */
export const staleWords = ['requirements', 'python', 'toolchain'] as const
export type StaleWord = (typeof staleWords)[number]

/** Where the cache keeps what a planned package comes to: as the plan says it, and never found out again. */
export interface CacheRef {
  /** 64 hex digits. */
  readonly key: string
  /** Relative to the store: `wheels/harbour-core/linux_python3-1a2b3c4d`. */
  readonly place: string
  /** What makes an entry stale where the host has it otherwise; empty for nothing. */
  readonly stale: readonly StaleWord[]
  /** It is built whatever the cache has, and what that has is replaced (`force`). */
  readonly anew?: true
}

/** A reference as plan.json and `job_data` hold it. */
export function cacheRefJson({ key, place, stale, anew }: CacheRef): Json {
  return { key, place, ...(stale.length === 0 ? {} : { stale: [...stale] }), ...(anew === true ? { anew } : {}) }
}

/** Reads one; what would lead elsewhere in the store is refused with the field's code. */
export function parseCacheRef(field: Field): CacheRef {
  const key = readKey(field.get('key'))
  const place = field.get('place')
  const parts = place.text().split('/')
  if (parts.length !== 3 || !parts.every((part) => /^[a-z0-9._-]{1,100}$/.test(part) && !/^\.|\.$/.test(part)))
    place.refuse('must be a place of the cache')
  const stale = field.get('stale').optional((one) => one.list().map((item) => item.oneOf(staleWords))) ?? []
  const anew = field.get('anew').optional((one) => one.flag()) === true
  return { key, place: place.text(), stale, ...(anew ? { anew } : {}) }
}

/** Reads a key; what is none is refused with the field's code: one in capitals too, for objects are named by it. */
export function readKey(field: Field): string {
  return /^[0-9a-f]{64}$/.test(field.text()) ? field.text() : field.refuse('must be a SHA-256 in hex')
}
