import type { Clock, Downloads, Files, Git, Log, PackageIndex, Pipeline } from '../../core/ports.ts'

/** The world as this task needs it. */
export interface Ports {
  /** What exists already; undefined when no store was given. */
  readonly store: PackageIndex | undefined
  readonly upstream: PackageIndex
  /** Another index, by its address in the matrix. */
  readonly index: (url: string) => PackageIndex
  readonly git: Git
  readonly downloads: Downloads
  readonly files: Files
  readonly pipeline: Pipeline
  readonly log: Log
  readonly clock: Clock
  /** The folder of the checked-out sources; absolute. */
  readonly sources: string
}
