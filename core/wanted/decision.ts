import type { CacheRef } from '../pipeline/cache-ref.ts'
import type { Problem } from '../problem.ts'
import type { Version } from '../python/version.ts'
import type { Target, Wanted } from './wanted.ts'

/** What is done about one row, and why: every no keeps its reason. */
export type Decision =
  | {
      readonly kind: 'build'
      readonly row: Wanted
      readonly target: Target
      readonly why: BuildReason
      readonly by: string
      /** Absent without a cache. */
      readonly cached?: Cached
    }
  /** A cache has what it came to: a wheel, or with `failed` that nothing came of it. */
  | { readonly kind: 'restore'; readonly row: Wanted; readonly target: Target; readonly why: 'warm' | 'failed'; readonly cached: Cached }
  | {
      readonly kind: 'skip'
      readonly row: Wanted
      readonly version: Version
      readonly why: SkipReason
      readonly by: string
      /** What stands in its place was, or is going to be, made by another recipe than this row's. */
      readonly recipe?: 'differs'
      /** What would be built if nothing stood in its place; absent where nothing can be built. */
      readonly meant?: Target
    }
  | { readonly kind: 'error'; readonly row: Wanted; readonly version: Version | undefined; readonly problem: Problem }

/** What a cache has to do with a row: where it is kept there, and what its build took, this one or one before; in seconds, as far as that is remembered. */
export interface Cached {
  readonly ref: CacheRef
  readonly seconds: number | undefined
}

/**
 * `by` is what `force` passed over, or the file whose build tag is too low; of what is cold, why it is; empty for the others. What is warm is built for `stale-when` where
 * only its host tells whether it still holds.
 */
export type BuildReason = 'absent' | 'build-tag' | 'cold' | 'forced' | 'no-store' | 'stale-when'

/** `by` is the file or the row that makes it needless, or what stands against it. */
export type SkipReason = 'requires-python' | 'no-sdist' | 'in-index' | 'withdrawn' | 'upstream' | 'covered'

/** What can be built, and is or comes from a cache. */
export type Made = Extract<Decision, { readonly target: Target }>

/** The version that was decided about; undefined where none was found. */
export function versionOf(decision: Decision): Version | undefined {
  return 'target' in decision ? decision.target.version : decision.version
}

/** `cp314`, or with a wished ABI `cp312-abi3`. */
export function pythonTitle({ python }: Wanted): string {
  return python.abi === '' ? python.tag : `${python.tag}-${python.abi}`
}

/** The version as the matrix names it. */
export function choiceText({ choice }: Wanted): string {
  if (choice.kind === 'specifier') return choice.text
  return choice.kind === 'exact' ? choice.version.text : choice.kind
}
