import type { ObjectStore } from '../core/store.ts'

/** A store that begins no request once the run is cancelled; what is under way is finished, so nothing is left half-done. */
export function cancellable(store: ObjectStore, signal: AbortSignal): ObjectStore {
  const unless = async <T>(work: () => Promise<T>): Promise<T> => {
    signal.throwIfAborted()
    return await work()
  }
  return {
    name: store.name,
    async *list(prefix) {
      for await (const one of store.list(prefix)) {
        signal.throwIfAborted()
        yield one
      }
    },
    head: async (key) => await unless(async () => await store.head(key)),
    get: async (key) => await unless(async () => await store.get(key)),
    range: async (key, from, length) => await unless(async () => await store.range(key, from, length)),
    fetch: async (key, to) => await unless(async () => await store.fetch(key, to)),
    put: async (key, body, how) => await unless(async () => await store.put(key, body, how)),
    delete: async (key, when) => await unless(async () => await store.delete(key, when)),
  }
}
