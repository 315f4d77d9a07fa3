import type { Outside } from '../../core/outside.ts'
import type { Artifacts, Files, Log, Pipeline, SdistFiles, WheelFiles } from '../../core/ports.ts'
import type { ObjectStore } from '../../core/store.ts'
import type { Pace } from '../../flows/update-document.ts'

/** The world of PublishIndex. */
export interface Ports extends Pace {
  readonly store: ObjectStore
  readonly files: Files
  readonly wheelFiles: WheelFiles
  readonly sdistFiles: SdistFiles
  /** Undefined where the job has no connection of its own. */
  readonly artifacts: Artifacts | undefined
  readonly log: Log
  readonly pipeline: Pipeline
  /** Relative paths are relative to this folder. */
  readonly sources: string
  /** Undefined where nothing is to be checked from outside. */
  readonly outside?: Outside | undefined
}
