import type { Row } from '../../../core/build/row.ts'
import type { PlanKeys } from '../../../core/cache/warmth.ts'
import { Problem } from '../../../core/problem.ts'
import type { CacheStore } from '../../../core/store.ts'
import type { Ports } from '../ports.ts'
import type { CacheInputs } from './cache-inputs.ts'
import type { Settings } from './settings.ts'

/** The cache as one job uses it. */
export interface JobCache {
  readonly inputs: CacheInputs
  /** Entries that are kept of a package; 0 once older ones cannot be removed. */
  keep: number
  readonly settings: Settings
  /** Does something with the cache, which is opened when it is first asked; undefined once that has failed: a warning says so, once, and nothing more is asked of it. */
  ask<T>(work: (store: CacheStore) => Promise<T>): Promise<T | undefined>
  /** What good rows have printed, in files of this agent that nothing else needs. */
  readonly logs: Map<Row, string>
  /** What was installed to build them, as far as that is told. */
  readonly requirements: Map<Row, readonly string[]>
  /** Keys of which the cache has something that is worth nothing here: what is built replaces it. */
  readonly replaced: Set<string>
  /** Keys of which another step of this run has saved something else, which stays. */
  readonly rivals: Set<string>
  /** What the keys of the plan are made of, once somebody has asked. */
  keys: Promise<PlanKeys> | undefined
  /** Titles of what was saved, and of what was to be and was not. */
  readonly saved: string[]
  readonly unsaved: string[]
}

/** The cache of a job; undefined without one. Nothing is opened yet. */
export function jobCache(
  inputs: CacheInputs,
  settings: Settings,
  { cache, cancelled, log }: Pick<Ports, 'cache' | 'cancelled' | 'log'>,
): JobCache | undefined {
  if (cache === undefined) return undefined
  let opened: Promise<CacheStore> | undefined
  let isLost = false
  return {
    inputs,
    keep: inputs.keep,
    settings,
    ask: async (work) => {
      if (isLost) return undefined
      try {
        return await work(await (opened ??= cache()))
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        // Several questions may have been under way; and one that the run's end cut off says nothing of the cache.
        if (!isLost && !cancelled()) log.say('warning', `The cache cannot be used, so this job goes on without it. ${error.text}`)
        isLost = true
        return undefined
      }
    },
    logs: new Map(),
    requirements: new Map(),
    replaced: new Set(),
    rivals: new Set(),
    keys: undefined,
    saved: [],
    unsaved: [],
  }
}
