import type { Artifacts, Builds, Files, Log, Pipeline } from '../../../core/ports.ts'

/** The world as the mode `collect` sees it. */
export interface CollectPorts {
  readonly artifacts: (() => Promise<Artifacts>) | undefined
  readonly builds: (() => Promise<Builds>) | undefined
  readonly files: Files
  readonly pipeline: Pipeline
  readonly log: Log
  /** Whether the run was cancelled: the agent leaves a task a few seconds to end. */
  readonly cancelled: () => boolean
  readonly workspace: { readonly temp: string; readonly staging: string; readonly sources: string }
}
