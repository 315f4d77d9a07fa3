import type { Sha256 } from '../sha256.ts'

/** One file as a simple index tells of it (PEP 503, 592, 658, 691, 700). */
export interface FileEntry {
  /** The file's own name, not escaped. */
  readonly filename: string
  /** As written in the page, or absolute when it was read from an upstream. */
  readonly url: string
  readonly sha256?: Sha256
  /** In bytes. */
  readonly size?: number
  readonly requiresPython?: string
  /** `yyyy-mm-ddThh:mm:ss.ffffffZ` (PEP 700). */
  readonly uploadTime?: string
  /** `true` when yanked without a reason, else the reason. */
  readonly yanked: boolean | string
  /** Of the `.metadata` file beside it; `true` when it is there without a hash told. */
  readonly metadata?: Sha256 | true
  /** The digest of the recipe that the wheel was made by (core/build/recipe.ts), where our own store tells it. */
  readonly recipe?: Sha256
}
