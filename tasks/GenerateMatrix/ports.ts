import type { History, PastRuns } from '../../core/history.ts'
import type { Patterns } from '../../core/matrix/pattern.ts'
import type { CacheStore } from '../../core/store.ts'
import type { Artifacts, Clock, Downloads, Files, Git, Log, PackageIndex, Pipeline, Processes } from '../../core/ports.ts'

/** The world as this task needs it. */
export interface Ports {
  /** What exists already; undefined when no store was given. */
  readonly store: PackageIndex | undefined
  /** Where built wheels are kept by what they were made from; undefined without one. It is only read. */
  readonly cache: (() => Promise<CacheStore>) | undefined
  /** Those of this run, of which only a second attempt with a cache reads any; undefined where the job may not. */
  readonly artifacts: (() => Promise<Artifacts>) | undefined
  readonly upstream: PackageIndex
  /** Another index, by its address in the matrix. */
  readonly index: (url: string) => PackageIndex
  readonly git: Git
  readonly downloads: Downloads
  readonly files: Files
  readonly pipeline: Pipeline
  readonly log: Log
  readonly clock: Clock
  /** Of the checked-out sources. */
  readonly history: History
  /** Undefined where the job has no connection of its own. */
  readonly pastRuns: (() => Promise<PastRuns>) | undefined
  readonly processes: Processes
  readonly patterns: Patterns
  /** The step's own. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Values of the job's secret variables. */
  readonly secrets: readonly string[]
  readonly windows: boolean
  /** The folder of the checked-out sources; absolute. */
  readonly sources: string
}
