import type { Outcome } from '../../../core/outcome.ts'
import type { Artifacts, Builds, Clock, Files, Log, Pipeline, SdistFiles, WheelFiles } from '../../../core/ports.ts'
import type { CollectInputs } from './inputs.ts'

/** The world as the mode `collect` sees it. */
export interface CollectPorts {
  readonly artifacts: (() => Promise<Artifacts>) | undefined
  readonly builds: (() => Promise<Builds>) | undefined
  readonly files: Files
  readonly wheelFiles: WheelFiles
  readonly sdistFiles: SdistFiles
  readonly pipeline: Pipeline
  readonly log: Log
  readonly clock: Clock
  readonly workspace: { readonly temp: string; readonly staging: string; readonly sources: string }
}

/** After all legs: unites what they have made, refuses what is missing or double, merges their coverage, and writes the one release set. */
export async function collect(_inputs: CollectInputs, _ports: CollectPorts): Promise<Outcome> {
  throw new Error('nothing is collected yet')
}
