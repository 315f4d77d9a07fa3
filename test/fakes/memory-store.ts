import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { OnDisk } from '../../core/ports.ts'
import type { ObjectStore } from '../../core/store.ts'
import { Problem } from '../../core/problem.ts'
import { sha256Of } from '../../core/sha256.ts'

/** A store in memory that keeps every request as `verb key`. */
export interface MemoryStore extends ObjectStore {
  readonly objects: Map<string, { readonly bytes: Uint8Array; readonly type: string; readonly cache: string }>
  readonly requests: string[]
}

export function memoryStore(name = 'memory'): MemoryStore {
  const objects: MemoryStore['objects'] = new Map()
  const requests: string[] = []
  const etagOf = (key: string): string | undefined => {
    const found = objects.get(key)
    return found && sha256Of(found.bytes)
  }
  return {
    name,
    objects,
    requests,
    async *list(prefix) {
      requests.push(`LIST ${prefix}`)
      await Promise.resolve()
      for (const [key, { bytes }] of [...objects].sort(([a], [b]) => (a < b ? -1 : 1)))
        if (key.startsWith(prefix)) yield { key, size: bytes.length }
    },
    head: async (key) => {
      requests.push(`HEAD ${key}`)
      await Promise.resolve()
      const found = objects.get(key)
      if (found === undefined) return undefined
      const { bytes, type, cache } = found
      return { size: bytes.length, etag: sha256Of(bytes), sha256: sha256Of(bytes), type, cache }
    },
    get: async (key) => {
      requests.push(`GET ${key}`)
      await Promise.resolve()
      const found = objects.get(key)
      return found && { bytes: found.bytes, etag: sha256Of(found.bytes), type: found.type, cache: found.cache }
    },
    range: async (key, from, length) => {
      requests.push(`RANGE ${key}`)
      await Promise.resolve()
      return objects.get(key)?.bytes.subarray(from, from + length)
    },
    fetch: async (key, to) => {
      requests.push(`FETCH ${key}`)
      const found = objects.get(key)
      if (found === undefined) return undefined
      await mkdir(dirname(to), { recursive: true })
      await writeFile(to, found.bytes)
      return { path: to, size: found.bytes.length, sha256: sha256Of(found.bytes) }
    },
    put: async (key, body, { when, type, cache }) => {
      requests.push(`PUT ${key}`)
      const bytes = await bytesOf(body)
      const now = etagOf(key)
      if (when === 'absent' ? now !== undefined : when !== 'always' && now !== when.etag) return { kind: 'refused' }
      objects.set(key, { bytes, type, cache })
      return { kind: 'stored', etag: sha256Of(bytes) }
    },
    delete: async (key, when) => {
      requests.push(`DELETE ${key}`)
      await Promise.resolve()
      if (when === undefined || etagOf(key) === when) objects.delete(key)
    },
  }
}

/** What stands at a key; empty where nothing does. */
export function textOf({ objects }: MemoryStore, key: string): string {
  return new TextDecoder().decode(objects.get(key)?.bytes)
}

/** What a store that was stopped throws. */
export class Stopped extends Error {}

/**
 * A store that does `n` more requests and then none: as if the process were killed there. With `answered` false the last one is done,
 * but its answer never comes.
 */
export function stopAfter(store: ObjectStore, n: number, answered = true): ObjectStore {
  let left = n
  const gate = async <T>(work: () => Promise<T>): Promise<T> => {
    if (left <= 0) throw new Stopped('stopped')
    left -= 1
    const last = left === 0
    const done = await work()
    if (last && !answered) throw new Stopped('stopped')
    return done
  }
  return {
    name: store.name,
    async *list(prefix) {
      await gate(() => Promise.resolve())
      yield* store.list(prefix)
    },
    head: async (key) => await gate(async () => await store.head(key)),
    get: async (key) => await gate(async () => await store.get(key)),
    range: async (key, from, length) => await gate(async () => await store.range(key, from, length)),
    fetch: async (key, to) => await gate(async () => await store.fetch(key, to)),
    put: async (key, body, how) => await gate(async () => await store.put(key, body, how)),
    delete: async (key, when) => await gate(async () => await store.delete(key, when)),
  }
}

async function bytesOf(body: Uint8Array | OnDisk): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body
  const bytes = await readFile(body.path)
  if (sha256Of(bytes) === body.sha256) return bytes
  throw new Problem('HASH_MISMATCH', `${body.path} changed.`, '')
}
