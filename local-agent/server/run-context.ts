import type { Endpoint, RunRecord, TimelineRecord } from '../record.ts'
import type { Graces } from '../worker/process.ts'
import type { Earlier } from './earlier.ts'
import type { LocalFile } from './local-file.ts'
import type { Job, Pipeline, Stage } from './pipeline.ts'
import type { Journal } from './journal.ts'
import type { Sources } from './sources.ts'
import type { Variables } from './variables.ts'

/** What an approver is asked. */
export interface Question {
  readonly environment: string
  readonly stage: string
  readonly approver: string
  /** What the comment will be where none is typed. */
  readonly comment: string
}

/** What an approver, or whoever stands in for one, has answered. */
export interface Decision {
  readonly approved: boolean
  readonly comment: string
  /** How it came about, for the log. */
  readonly how: string
}

/** What all stages and jobs of one run share. */
export interface RunContext {
  readonly pipeline: Pipeline
  readonly local: LocalFile
  readonly run: RunRecord
  /** Below every layer of the YAML: the service's own, those given for this run, and the secrets. */
  readonly variables: Variables
  readonly endpoints: readonly Endpoint[]
  readonly sources: Sources
  readonly extension: string
  /** Every job gets a fresh folder below. */
  readonly workFolder: string
  /** Bounds the agent jobs that run at once. */
  readonly agents: <T>(work: () => Promise<T>) => Promise<T>
  readonly signal: AbortSignal
  readonly graces: Graces
  readonly journal: Journal
  /** Of a first attempt there is nothing. */
  readonly earlier: Earlier
  /** Keeps the run as it stands, for a further attempt. */
  keep(): void
  /** A line of the server's own. */
  tell(line: string): void
  /** Asks for an approval; undefined where nobody is there to ask. */
  readonly decide: ((question: Question) => Promise<Decision>) | undefined
}

/** One job of a stage that runs. */
export interface Running {
  readonly stage: Stage
  readonly job: Job
  readonly record: TimelineRecord
  readonly variables: Variables
  /** Whether the run was being cancelled when the job's condition let it run all the same. */
  readonly inCancel: boolean
}
