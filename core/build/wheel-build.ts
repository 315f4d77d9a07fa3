import type { Environment } from './environment.ts'

/** One build of one tree; all paths are absolute. */
export interface WheelBuild {
  /** The unpacked source tree, of which nothing else is made. */
  readonly tree: string
  /** An empty folder, for the wheel. */
  readonly wheels: string
  readonly settings: readonly (readonly [key: string, value: string])[]
  /** A file of constraints on the build requirements, or undefined. */
  readonly constraints: string | undefined
  /** A folder whose wheels may answer build requirements, besides the user's own places; undefined for none. */
  readonly links?: string | undefined
  readonly environment: Environment
}
