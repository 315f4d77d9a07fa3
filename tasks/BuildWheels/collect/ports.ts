import type { Artifacts, Builds, Files, Log, Pipeline } from '../../../core/ports.ts'

/** The world as the mode `collect` sees it. */
export interface CollectPorts {
  readonly artifacts: (() => Promise<Artifacts>) | undefined
  readonly builds: (() => Promise<Builds>) | undefined
  readonly files: Files
  readonly pipeline: Pipeline
  readonly log: Log
  readonly workspace: { readonly temp: string; readonly staging: string; readonly sources: string }
}
