import type { Problem } from '../problem.ts'
import type { Version } from '../python/version.ts'
import type { Target, Wanted } from './wanted.ts'

/** What is done about one row, and why: every no keeps its reason. */
export type Decision =
  | { readonly kind: 'build'; readonly row: Wanted; readonly target: Target; readonly why: BuildReason; readonly by: string }
  | {
      readonly kind: 'skip'
      readonly row: Wanted
      readonly version: Version
      readonly why: SkipReason
      readonly by: string
      /** What stands in its place was, or is going to be, made by another recipe than this row's. */
      readonly recipe?: 'differs'
    }
  | { readonly kind: 'error'; readonly row: Wanted; readonly version: Version | undefined; readonly problem: Problem }

/** `by` is the file that `force` passed over, or whose build tag is too low; empty for the others. */
export type BuildReason = 'absent' | 'build-tag' | 'forced' | 'no-store'

/** `by` is the file or the row that makes it needless, or what stands against it. */
export type SkipReason = 'requires-python' | 'no-sdist' | 'in-index' | 'withdrawn' | 'upstream' | 'covered'

/** `cp314`, or with a wished ABI `cp312-abi3`. */
export function pythonTitle({ python }: Wanted): string {
  return python.abi === '' ? python.tag : `${python.tag}-${python.abi}`
}

/** The version as the matrix names it. */
export function choiceText({ choice }: Wanted): string {
  if (choice.kind === 'specifier') return choice.text
  return choice.kind === 'exact' ? choice.version.text : choice.kind
}
