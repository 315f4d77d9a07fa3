import type { Ask } from '../../../core/ask.ts'
import { type Expectation, parseExpectation } from '../../../core/collect/expectation.ts'
import { type Whereabouts, whereabouts } from '../../../core/pipeline/artifact-name.ts'
import { Problem } from '../../../core/problem.ts'
import { readGlobs } from '../../../core/release/plan/select.ts'
import { readArtifact } from '../artifact-input.ts'
import { buildOnly, idle, refuseSet } from '../other-mode.ts'

/** Every input of the mode `collect`. */
export interface CollectInputs {
  /** Globs of artifacts that count; none: all that hold a manifest. */
  readonly artifacts: readonly string[]
  /** None: whatever is there is the release set. */
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
  /** The id of this job's record in the timeline; empty where the agent does not say it. */
  readonly job: string
  /** The id of this step, the same on every try; empty where the agent tells none. */
  readonly step: string
}

/** Reads the inputs of the mode `collect`; each fault is one Problem that names its input. */
export function readCollectInputs(ask: Ask): CollectInputs {
  ask.optional('mode')
  const inputs = {
    artifacts: readGlobs('artifacts', ask.lines('artifacts')),
    expect: ask.lines('expect').map(parseExpectation),
    buildTag: readTag(ask.optional('buildTag')),
    outputDirectory: ask.optional('outputDirectory'),
    artifact: nameOfSet(readArtifact(ask, 'release')),
    where: whereabouts((name) => ask.variable(name)),
    commit: ask.variable('Build.SourceVersion') ?? '',
    buildId: ask.variable('Build.BuildId') ?? '',
    branch: ask.variable('Build.SourceBranch') ?? '',
    job: ask.variable('System.JobId') ?? '',
    step: ask.variable('System.TaskInstanceId') ?? '',
  }
  refuseSet(ask, 'collect', buildOnly)
  ask.nothingElse(idle)
  return inputs
}

/** The agent passes the default of task.json, which is that of the other mode, as if somebody had written it. */
function nameOfSet(artifact: string): string {
  return artifact === 'wheels' ? 'release' : artifact
}

/** The agent puts a tag into the path of an address. */
function readTag(tag: string | undefined): string | undefined {
  if (tag === undefined || /^(?!\.+$)[A-Za-z0-9._-]{1,100}$/.test(tag)) return tag
  throw new Problem(
    'INPUT_INVALID',
    `The input 'buildTag' is '${tag}'.`,
    "Write letters, digits, '.', '_' and '-', at most 100, and not dots alone.",
  )
}
