import type { ObjectStore, StoredObject } from '../core/store.ts'
import { sha256Of } from '../core/sha256.ts'

/** A store whose writes stay in memory and are read back from there: what would be done to it can be seen without doing it. Bodies on disk are not taken. */
export function rehearsal(store: ObjectStore): ObjectStore {
  const written = new Map<string, Uint8Array | undefined>()
  const etagOf = async (key: string): Promise<string | undefined> => {
    const own = written.get(key)
    return written.has(key) ? own && sha256Of(own) : (await store.head(key))?.etag
  }
  return {
    name: store.name,
    list: (prefix) => list(store, written, prefix),
    head: async (key) => {
      const own = written.get(key)
      if (!written.has(key)) return await store.head(key)
      return own && { size: own.length, etag: sha256Of(own), sha256: sha256Of(own) }
    },
    get: async (key) => {
      const own = written.get(key)
      return written.has(key) ? own && { bytes: own, etag: sha256Of(own) } : await store.get(key)
    },
    range: async (key, from, length) =>
      written.has(key) ? written.get(key)?.subarray(from, from + length) : await store.range(key, from, length),
    fetch: async (key, to) => {
      if (written.has(key)) throw new Error('a rehearsal fetches no document')
      return await store.fetch(key, to)
    },
    put: async (key, body, { when }) => {
      if (!(body instanceof Uint8Array)) throw new Error('a rehearsal takes no file')
      const now = when === 'always' ? undefined : await etagOf(key)
      if (when === 'absent' ? now !== undefined : when !== 'always' && now !== when.etag) return { kind: 'refused' }
      written.set(key, body)
      return { kind: 'stored', etag: sha256Of(body) }
    },
    delete: async (key, when) => {
      if (when === undefined || (await etagOf(key)) === when) written.set(key, undefined)
    },
  }
}

async function* list(
  store: ObjectStore,
  written: ReadonlyMap<string, Uint8Array | undefined>,
  prefix: string,
): AsyncGenerator<StoredObject> {
  for await (const object of store.list(prefix)) if (!written.has(object.key)) yield object
  for (const [key, bytes] of written) if (bytes !== undefined && key.startsWith(prefix)) yield { key, size: bytes.length }
}
