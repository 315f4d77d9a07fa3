import { messageOf } from '../mistake.ts'
import type { Issue, JobMessage, Result, Sink, Step, TimelineRecord, Variable } from '../record.ts'
import type { LoggingCommand } from './command.ts'
import type { Masker } from './masking.ts'
import type { Graces } from './process.ts'
import { mergeResults } from './result.ts'
import type { JobFolders } from './job-variables.ts'
import type { Turn } from './phases.ts'
import type { Restrictions } from './restrictions.ts'
import type { Variables } from './variables.ts'

// Agent sources: Agent.Worker/ExecutionContext.cs.

/** What one command does; throws with the message that the agent gives. */
export type CommandHandler = (context: StepContext, command: LoggingCommand) => void

/** What the steps of one job share; what a step changes, later steps see. */
export interface JobState {
  readonly message: JobMessage
  readonly sink: Sink
  readonly masker: Masker
  readonly variables: Variables
  /** Newest last. */
  prependPath: readonly string[]
  readonly outputs: Map<string, Variable>
  readonly folders: JobFolders
  readonly graces: Graces
  readonly inherited: Readonly<Record<string, string>>
  readonly lookupId: string
  result: Result | undefined
}

/** Why a step was stopped, and what that makes of it. */
export class Stopped extends Error {
  readonly result: 'canceled' | 'failed'

  constructor(result: 'canceled' | 'failed', message: string) {
    super(message)
    this.result = result
  }
}

const MOST_ISSUES = 10

/** One step while it runs: its record, its log, its results, and what must be awaited before it ends. */
export class StepContext {
  readonly job: JobState
  readonly step: Step
  readonly turn: Turn
  readonly record: TimelineRecord
  readonly signal: AbortSignal
  readonly #pending: { readonly name: string; readonly done: Promise<void> }[] = []
  restrictions: readonly Restrictions[] = []
  /** Names that task.json declares as outputs. */
  declaredOutputs: readonly string[] = []
  result: Result | undefined
  /** What failing commands have made of the step; merged into `result` at its end. */
  commandResult: Result | undefined
  #forced = new AbortController()

  constructor(job: JobState, turn: Turn, record: TimelineRecord, signal: AbortSignal) {
    this.job = job
    this.turn = turn
    this.step = turn.step
    this.record = record
    this.signal = signal
  }

  /** Aborts with `task.complete done=true`. */
  get forced(): AbortSignal {
    return this.#forced.signal
  }

  /** Ends the step soon, even if its process lives on. */
  forceComplete(): void {
    this.#forced.abort()
  }

  /** Before another try: the step can be ended soon once more. */
  rearm(): void {
    this.#forced = new AbortController()
  }

  /** A line of the log, or several, masked. */
  output(text: string): void {
    for (const line of this.job.masker.mask(text).split(/\r\n|\r|\n/)) this.job.sink.line(line)
  }

  debug(text: string): void {
    if (this.job.variables.get('system.debug')?.toLowerCase() === 'true') this.output(`##[debug]${text}`)
  }

  /** An error in the log and among the issues; it does not change the result. */
  error(message: string): void {
    this.issue('error', message)
  }

  warning(message: string): void {
    this.issue('warning', message)
  }

  /** Logs an issue; only the first ten of a kind are kept, all are counted. */
  issue(type: Issue['type'], message: string): void {
    const count = type === 'error' ? this.record.errorCount++ : this.record.warningCount++
    if (count < MOST_ISSUES) this.record.issues.push({ type, message: this.job.masker.mask(message) })
    this.output(`##[${type}]${message}`)
    this.changed()
  }

  progress(percent: number, operation: string): void {
    this.record.percentComplete = Math.max(this.record.percentComplete, percent)
    this.record.currentOperation = this.job.masker.mask(operation)
    this.changed()
  }

  merge(result: Result): void {
    this.result = mergeResults(this.result, result)
  }

  /** Work that a command has begun; the step ends after it. */
  await(name: string, done: Promise<void>): void {
    this.#pending.push({ name, done })
    // Its failure is reported where it is waited for.
    done.catch(() => undefined)
  }

  /** Waits for all such work; what fails is an error and fails the step. */
  async settle(): Promise<void> {
    const stopped = this.#stopped()
    // Nobody may be waiting any more when it comes.
    stopped.catch(() => undefined)
    for (const { name, done } of this.#pending) {
      this.output(`##[section]Async Command Start: ${name}`)
      await Promise.race([done, stopped]).catch((error: unknown) => {
        this.error(messageOf(error))
        this.merge(error instanceof Stopped ? error.result : 'failed')
      })
      this.output(`##[section]Async Command End: ${name}`)
    }
  }

  #stopped(): Promise<never> {
    return new Promise((_resolve, reject) => {
      const stop = (): void => reject(this.signal.reason)
      if (this.signal.aborted) stop()
      else this.signal.addEventListener('abort', stop, { once: true })
    })
  }

  /** Tells the sink that the record has changed. */
  changed(): void {
    this.job.sink.record(this.record)
  }
}
