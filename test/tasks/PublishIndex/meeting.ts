import type { ObjectStore } from '../../../core/store.ts'

/** A store on which something else is done before request `n`, counted from 0; `met` tells whether it came to that. */
export function meeting(store: ObjectStore, n: number, other: () => Promise<unknown>): { readonly store: ObjectStore; met(): boolean } {
  let left = n
  const gated = async <T>(work: () => Promise<T>): Promise<T> => {
    if (left-- === 0) await other()
    return await work()
  }
  const open: ObjectStore = {
    ...store,
    head: async (key) => await gated(async () => await store.head(key)),
    get: async (key) => await gated(async () => await store.get(key)),
    put: async (key, body, how) => await gated(async () => await store.put(key, body, how)),
    delete: async (key, when) => await gated(async () => await store.delete(key, when)),
  }
  return { store: open, met: () => left < 0 }
}
