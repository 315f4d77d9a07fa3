import type { Ask } from '../../core/ask.ts'
import { type AgentRule, parseAgents } from '../../core/pipeline/agents.ts'
import { whereabouts, type Whereabouts } from '../../core/pipeline/artifact-name.ts'
import { Problem } from '../../core/problem.ts'
import { readStoreAccess, type StoreAccess } from '../../core/store-access.ts'
import { type ExcludeNewer, parseExcludeNewer } from '../../core/wanted/exclude-newer.ts'
import { type CacheInputs, readCacheInputs } from './cache/inputs.ts'
import { type ChangesInputs, readChangesInputs } from './changes/inputs.ts'
import { type LanguageInputs, readLanguageInputs } from './matrix/inputs.ts'

const modes = ['wheels', 'changes', 'matrix'] as const

/** What the task was asked, judged. */
export interface Inputs {
  readonly mode: (typeof modes)[number]
  /** Of the modes `matrix` and `changes`: how matrix files are read. */
  readonly language: LanguageInputs
  readonly changes: ChangesInputs
  readonly store: StoreAccess | undefined
  readonly cache: CacheInputs
  readonly indexUrl: string
  readonly skipUpstream: boolean
  /** Relative to the sources, or absolute. */
  readonly wheelMatrix: string
  /** A file, or the recipes themselves. */
  readonly recipes: string | undefined
  readonly excludeNewer: ExcludeNewer | undefined
  /** 0: all wheels of a platform in one job. */
  readonly wheelsPerJob: number
  readonly agents: readonly AgentRule[]
  readonly force: boolean
  readonly maxJobs: number
  /** The commit that the sources are at; empty when unknown. */
  readonly commit: string
  /** The run; empty when unknown. */
  readonly buildId: string
  readonly where: Whereabouts
  /** The reference name of this step: two of them in a job have a plan each. */
  readonly step: string
}

/** Reads every input of task.json; the first that is wrong, contradictory or unknown is a Problem. */
export function readInputs(ask: Ask): Inputs {
  const excludeNewer = ask.optional('excludeNewer')
  const inputs = {
    mode: ask.pick('mode', modes, 'wheels'),
    language: readLanguageInputs(ask),
    changes: readChangesInputs(ask),
    store: readStoreAccess(ask),
    cache: readCacheInputs(ask),
    indexUrl: ask.optional('indexUrl') ?? ask.variable('PIP_INDEX_URL') ?? 'https://pypi.org/simple',
    skipUpstream: ask.flag('skipUpstream', false),
    wheelMatrix: ask.text('wheelMatrix', 'wheel_matrix.yml'),
    recipes: ask.optional('recipes'),
    excludeNewer: excludeNewer === undefined ? undefined : parseExcludeNewer(excludeNewer, 'excludeNewer'),
    wheelsPerJob: ask.whole('wheelsPerJob', 0, 0, 100_000),
    agents: parseAgents(ask.lines('agents')),
    force: ask.flag('force', false),
    maxJobs: ask.whole('maxJobs', 256, 1, 100_000),
    commit: ask.variable('Build.SourceVersion') ?? '',
    buildId: ask.variable('Build.BuildId') ?? '',
    where: whereabouts((name) => ask.variable(name)),
    step: ask.variable('System.TaskInstanceName') ?? '',
  }
  ask.nothingElse()
  requireOwnMatrix(inputs)
  requirePackages(inputs)
  return inputs
}

/** One letter away from the right one, and every package would have but one job without parameters. */
function requireOwnMatrix({ mode, language, changes }: Pick<Inputs, 'changes' | 'language' | 'mode'>): void {
  if (mode !== 'changes' || language.matrixConfig === undefined || changes.matrixConfigs !== undefined) return
  throw new Problem(
    'INPUT_INVALID',
    "The input 'matrixConfig' is of the mode matrix, and this step's mode is changes.",
    `Write matrixConfigs, a list of configurations: '[{ Path: ${language.matrixConfig} }]'.`,
  )
}

/** A matrix alone knows of no packages, so it has no keys. */
function requirePackages({ mode, cache }: Pick<Inputs, 'cache' | 'mode'>): void {
  if (mode !== 'matrix' || cache.store === undefined) return
  throw new Problem(
    'INPUT_INVALID',
    "The input 'cache' is set, and a plan of the mode matrix knows of no packages that could be in one.",
    'Plan with the mode changes, which puts packages on the jobs of a matrix.',
  )
}
