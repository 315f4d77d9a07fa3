import type { Endpoint, RunRecord } from '../record.ts'
import type { Decision, Question } from './approval.ts'
import type { LocalFile } from './local-file.ts'
import type { Pipeline } from './pipeline.ts'
import type { Journal } from './journal.ts'
import type { Variables } from './variables.ts'

/** What all stages and jobs of one run share. */
export interface RunContext {
  readonly pipeline: Pipeline
  readonly local: LocalFile
  readonly run: RunRecord
  /** Below every layer of the YAML: the service's own, those given for this run, and the secrets. */
  readonly variables: Variables
  readonly endpoints: readonly Endpoint[]
  readonly repository: string
  readonly extension: string
  /** Every job gets a fresh folder below. */
  readonly workFolder: string
  /** Bounds the agent jobs that run at once. */
  readonly agents: <T>(work: () => Promise<T>) => Promise<T>
  readonly signal: AbortSignal
  readonly journal: Journal
  /** A line of the server's own. */
  tell(line: string): void
  /** Asks for an approval; undefined where nobody is there to ask. */
  readonly decide: ((question: Question) => Promise<Decision>) | undefined
}
