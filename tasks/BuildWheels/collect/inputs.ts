import type { Ask } from '../../../core/ask.ts'
import type { Expectation } from '../../../core/collect/expectation.ts'
import { type Whereabouts, whereabouts } from '../../../core/pipeline/artifact-name.ts'

/** Every input of the mode `collect`. */
export interface CollectInputs {
  /** Globs of artifacts that count; none: all that hold a manifest. */
  readonly artifacts: readonly string[]
  readonly expect: readonly Expectation[]
  /** Undefined: none is put on the run. */
  readonly buildTag: string | undefined
  /** As written; undefined means the staging directory. */
  readonly outputDirectory: string | undefined
  /** The artifact's prefix; empty attaches nothing. */
  readonly artifact: string
  readonly where: Whereabouts
  readonly commit: string
  readonly buildId: string
  /** `refs/tags/v1.0`. */
  readonly branch: string
}

/** Whether the task was asked to collect. */
export function isCollect(ask: Ask): boolean {
  return ask.optional('mode')?.toLowerCase() === 'collect'
}

/** Reads the inputs of the mode `collect`; each fault is one Problem that names its input. */
export function readCollectInputs(ask: Ask): CollectInputs {
  ask.optional('mode')
  const inputs = {
    artifacts: ask.lines('artifacts'),
    expect: [],
    buildTag: ask.optional('buildTag'),
    outputDirectory: ask.optional('outputDirectory'),
    artifact: ask.text('artifact', 'release'),
    where: whereabouts((name) => ask.variable(name)),
    commit: ask.variable('Build.SourceVersion') ?? '',
    buildId: ask.variable('Build.BuildId') ?? '',
    branch: ask.variable('Build.SourceBranch') ?? '',
  }
  ask.nothingElse()
  return inputs
}
