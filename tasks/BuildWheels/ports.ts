import type { History, HistoryLender } from '../../core/history.ts'
import type { CacheStore } from '../../core/store.ts'
import type { Artifacts, Clock, Downloads, Files, Git, Host, Log, Pipeline, Processes, SdistFiles, WheelFiles } from '../../core/ports.ts'

/** A machine that builds, until it is given back. */
export interface OpenHost extends Host {
  /** Where its pythons are, as far as whoever made it has told: label to path. */
  readonly pythons?: ReadonlyMap<string, string>
  /** Gives it back: what still runs there ends. */
  close?(): Promise<void>
}

/** The world as this task sees it. */
export interface Ports {
  /** Opens the machine that builds, as the inputs name it; one that cannot be reached is a Problem. */
  readonly openHost: () => Promise<OpenHost>
  /** Programs of this agent. */
  readonly processes: Processes
  readonly git: Git
  /** The history of the checkout that a folder lies in. */
  readonly histories: (folder: string) => History
  readonly lender: HistoryLender
  readonly files: Files
  readonly downloads: Downloads
  readonly wheelFiles: WheelFiles
  readonly sdistFiles: SdistFiles
  /** Only a `job_data` that refers to a plan, and a second attempt, need them; undefined where the job may not read its run. */
  readonly artifacts: (() => Promise<Artifacts>) | undefined
  /** Where what is built is kept by what it was made from; undefined without one. */
  readonly cache: (() => Promise<CacheStore>) | undefined
  readonly pipeline: Pipeline
  readonly log: Log
  readonly clock: Clock
  /** The folders of this job on this agent; absolute. */
  readonly workspace: { readonly temp: string; readonly staging: string; readonly sources: string }
  /** The step's own environment, of which builds see what is declared. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Variables of the job, but for secret ones. */
  readonly variable: (name: string) => string | undefined
  /** Values that nothing that is kept may show. */
  readonly secrets: readonly string[]
  /** Whether this agent runs Windows. */
  readonly windows: boolean
  /** Whether the run was cancelled: then nothing new is begun. */
  readonly cancelled: () => boolean
}
