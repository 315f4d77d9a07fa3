import type { Ask } from '../../../core/ask.ts'
import { isPullRequest } from '../../../core/pipeline/pull-request.ts'
import { readStoreAccess, type StoreAccess } from '../../../core/store-access.ts'

/** How this job uses the cache. */
export interface CacheInputs {
  /** Undefined: there is none. */
  readonly store: StoreAccess | undefined
  /** Whether what is there already is restored, where the plan did not know of it. */
  readonly reads: boolean
  /** Whether what is built is saved; never in the run of a pull request, which anybody may open. */
  readonly writes: boolean
  /** Why nothing is saved although it was asked for; empty otherwise. */
  readonly readOnly: string
  readonly when: 'success' | 'finished'
  /** Entries that are kept of one package at one place; 0 for all. */
  readonly keep: number
}

/** Reads the inputs of the cache, each judged once. */
export function readCacheInputs(ask: Ask): CacheInputs {
  const store = readStoreAccess(ask, 'cache')
  const mode = ask.pick('cacheMode', ['auto', 'read', 'write'], 'auto')
  const readOnly = mode === 'read' ? '' : whyReadOnly(ask, store)
  return {
    store,
    reads: store !== undefined && mode !== 'write',
    writes: store !== undefined && mode !== 'read' && readOnly === '',
    readOnly,
    when: ask.pick('cacheWhen', ['success', 'finished'], 'success'),
    keep: ask.whole('cacheKeep', 0, 0, 100_000),
  }
}

function whyReadOnly(ask: Ask, store: StoreAccess | undefined): string {
  const [reason, branch] = [ask.variable('Build.Reason') ?? '', ask.variable('Build.SourceBranch') ?? '']
  if (store?.location.kind === 'https') return 'a cache on the web is only read'
  return isPullRequest(reason, branch) ? 'this run builds a pull request' : ''
}
