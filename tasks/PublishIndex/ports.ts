import type { Artifacts, Files, Log, Pipeline, Processes, SdistFiles, Web, WheelFiles } from '../../core/ports.ts'
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

/** What an index is checked with, as its readers see it. */
export interface Outside {
  readonly web: Web
  readonly processes: Processes
  /** Of this step: where a python is found, and how it reaches the web. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Certificates that programs are to trust, in PEM; empty for those that they trust by themselves. */
  readonly authorities: string
  readonly windows: boolean
}
