import type { Artifacts, Clock, Downloads, Files, Log, Pipeline, Processes, WheelFiles } from '../../core/ports.ts'

/** The world as this task sees it. */
export interface Ports {
  readonly host: Processes
  readonly files: Files
  readonly downloads: Downloads
  readonly wheelFiles: WheelFiles
  /** Only a `job_data` that refers to a plan needs them; undefined where the job may not read its run. */
  readonly artifacts: (() => Promise<Artifacts>) | undefined
  readonly pipeline: Pipeline
  readonly log: Log
  readonly clock: Clock
  /** The folders of this job; absolute. */
  readonly workspace: { readonly temp: string; readonly staging: string; readonly sources: string }
  /** The task's own environment, of which builds see what is declared. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Values that nothing that is kept may show. */
  readonly secrets: readonly string[]
  readonly windows: boolean
  /** Whether the run was cancelled: then nothing new is begun. */
  readonly cancelled: () => boolean
}
