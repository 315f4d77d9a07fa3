import type { StoreAccess } from '../core/store-access.ts'
import type { CacheStore, ObjectStore } from '../core/store.ts'
import { type Connections, openStore, type StoreUse } from './open-store.ts'
import { webStore } from './web-store.ts'

/** Opens a cache; `writes` is whether anything may be saved in it. One on the web can only be read, object by object. */
export async function openCache(
  access: StoreAccess,
  connections: Connections,
  { writes, signal, ...how }: StoreUse & { readonly writes: boolean },
): Promise<CacheStore> {
  if (access.location.kind === 'https') return webStore(access.location.url, signal === undefined ? {} : { signal })
  const store = await openStore(access, connections, { ...how, ...(signal === undefined ? {} : { signal }), compress: false })
  return asCache(store, writes)
}

/** A store as a cache that may be written, or only read. */
export function asCache(store: ObjectStore, writes: boolean): CacheStore {
  return {
    name: store.name,
    list: (prefix) => store.list(prefix),
    head: async (key) => await store.head(key),
    get: async (key) => await store.get(key),
    fetch: async (key, to) => await store.fetch(key, to),
    writing: writes ? store : undefined,
  }
}
