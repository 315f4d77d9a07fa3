import type { Markdown } from './markdown.ts'
import type { Problem } from './problem.ts'

/** What every task's `run()` returns; `adapters/azure/run-task.ts` alone turns it into outputs, a summary and a result. */
export interface Outcome {
  readonly result: 'succeeded' | 'issues' | 'failed'
  /** Output variables by name, set last and in this order. */
  readonly outputs: Readonly<Record<string, string>>
  readonly summary: Markdown
  /** Reported one by one, as errors when the result is `failed`, else as warnings. */
  readonly problems: readonly Problem[]
  /** Reported as warnings, whatever the result. */
  readonly excused?: readonly Problem[]
}
