import type { StoreAccess } from '../core/store-access.ts'
import type { CacheStore } from '../core/store.ts'
import type { Connections } from './open-store.ts'

/** Finds the cache that inputs name, to be opened where something is asked of it; undefined without one. */
export function cacheOf(connections: Connections, signal: AbortSignal): FindCache {
  return (access, writes) =>
    access && (async () => await (await import('./open-cache.ts')).openCache(access, connections, { signal, writes }))
}

type FindCache = (access: StoreAccess | undefined, writes: boolean) => (() => Promise<CacheStore>) | undefined
