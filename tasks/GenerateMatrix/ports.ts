import type { Clock, Files, Log, PackageIndex, Pipeline } from '../../core/ports.ts'

/** The world as this task needs it. */
export interface Ports {
  /** What exists already; undefined when no store was given. */
  readonly store: PackageIndex | undefined
  readonly upstream: PackageIndex
  readonly files: Files
  readonly pipeline: Pipeline
  readonly log: Log
  readonly clock: Clock
  /** The folder of the checked-out sources; absolute. */
  readonly sources: string
}
