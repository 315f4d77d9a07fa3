import type { Ask } from '../../../core/ask.ts'
import { type Whereabouts, whereabouts } from '../../../core/pipeline/artifact-name.ts'
import { isPullRequest } from '../../../core/pipeline/pull-request.ts'
import { Problem } from '../../../core/problem.ts'
import { readStoreAccess, type StoreAccess } from '../../../core/store-access.ts'
import { readArtifact } from '../artifact-input.ts'
import { buildOnly, collectOnly, idle, refuseSet } from '../other-mode.ts'

/** Every input of the mode `restore`. */
export interface RestoreInputs {
  /** An artifact of the run, or a path; undefined means the run's only plan. */
  readonly plan: string | undefined
  readonly cache: StoreAccess
  /** Whether an entry that turns out to be broken may be taken out of the cache, so that the next plan builds it. */
  readonly mayMend: boolean
  readonly onFailure: 'fail' | 'continue'
  readonly release: boolean
  readonly publishTestResults: boolean
  readonly publishCoverage: boolean
  /** As written; undefined means the staging directory. */
  readonly outputDirectory: string | undefined
  /** The artifact's prefix; empty attaches nothing. */
  readonly artifact: string
  readonly where: Whereabouts
  readonly commit: string
  readonly buildId: string
  /** The id of this step, the same on every try; empty where the agent tells none. */
  readonly step: string
}

/** Reads the inputs of the mode `restore`; each fault is one Problem that names its input. */
export function readRestoreInputs(ask: Ask): RestoreInputs {
  ask.optional('mode')
  const cache = readStoreAccess(ask, 'cache')
  const inputs = {
    plan: ask.optional('plan'),
    mayMend:
      ask.pick('cacheMode', ['auto', 'read', 'write'], 'auto') !== 'read' &&
      !isPullRequest(ask.variable('Build.Reason') ?? '', ask.variable('Build.SourceBranch') ?? ''),
    onFailure: ask.pick('onFailure', ['fail', 'continue'], 'fail'),
    release: ask.flag('release', true),
    publishTestResults: ask.flag('publishTestResults', true),
    publishCoverage: ask.flag('publishCoverage', false),
    outputDirectory: ask.optional('outputDirectory'),
    artifact: readArtifact(ask, 'wheels'),
    where: whereabouts((name) => ask.variable(name)),
    commit: ask.variable('Build.SourceVersion') ?? '',
    buildId: ask.variable('Build.BuildId') ?? '',
    step: ask.variable('System.TaskInstanceId') ?? '',
  } as const
  refuseSet(ask, 'restore', [...buildOnly, ...collectOnly])
  ask.nothingElse([...idle, 'cacheWhen', 'cacheKeep'])
  if (cache !== undefined) return { ...inputs, cache }
  throw new Problem('INPUT_MISSING', "The input 'cache' is not set.", 'Name the cache that the plan was made with.')
}
