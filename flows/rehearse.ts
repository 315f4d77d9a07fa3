import type { Files, OnDisk } from '../core/ports.ts'
import { Problem } from '../core/problem.ts'
import { type Sha256, sha256Of } from '../core/sha256.ts'
import type { ETag, ObjectHead, ObjectStore, Service, StoredObject } from '../core/store.ts'

/** What was written in place of what the store has: a body with how it is served, or undefined for what was deleted. */
type Written = Map<string, { readonly body: Uint8Array | OnDisk; readonly how: Service } | undefined>

type Disk = Pick<Files, 'read' | 'write' | 'copy' | 'measure'>

/**
 * A store whose writes stay in memory and are read back from there: what would be done to it can be seen without doing it. Bodies on disk are
 * kept by their path, and are read, measured and fetched through `files`; without these they are taken as they are, and not given back.
 */
export function rehearsal(store: ObjectStore, files?: Disk): ObjectStore {
  const written: Written = new Map()
  return {
    name: store.name,
    list: (prefix) => list(store, written, prefix),
    head: async (key) => (written.has(key) ? headOf(written, key) : await store.head(key)),
    get: async (key) => {
      if (!written.has(key)) return await store.get(key)
      const [bytes, told] = [await bytesOf(written, key, files), headOf(written, key)]
      return bytes && told && { bytes, etag: told.etag, type: told.type, cache: told.cache }
    },
    range: async (key, from, length) =>
      written.has(key) ? (await bytesOf(written, key, files))?.subarray(from, from + length) : await store.range(key, from, length),
    fetch: async (key, to) => (written.has(key) ? await copyOf(written, key, to, files) : await store.fetch(key, to)),
    put: async (key, body, how) => {
      if (!(body instanceof Uint8Array)) await requireSame(body, files)
      const before = how.when === 'always' || written.has(key) ? undefined : await store.head(key)
      // Nothing is waited for between this look and the write.
      const now = written.has(key) ? headOf(written, key)?.etag : before?.etag
      if (how.when === 'absent' ? now !== undefined : how.when !== 'always' && now !== how.when.etag) return { kind: 'refused' }
      written.set(key, { body, how })
      return { kind: 'stored', etag: digestOf(body) }
    },
    delete: async (key, when) => {
      const before = when === undefined || written.has(key) ? undefined : await store.head(key)
      const now = written.has(key) ? headOf(written, key)?.etag : before?.etag
      if (when === undefined || now === when) written.set(key, undefined)
    },
  }
}

function headOf(written: Written, key: string): (ObjectHead & Required<Pick<ObjectHead, 'type' | 'cache'>>) | undefined {
  const own = written.get(key)
  if (own === undefined) return undefined
  const { body, how } = own
  const size = body instanceof Uint8Array ? body.length : body.size
  return { size, etag: digestOf(body), sha256: digestOf(body), type: how.type, cache: how.cache }
}

function digestOf(body: Uint8Array | OnDisk): Sha256 & ETag {
  return body instanceof Uint8Array ? sha256Of(body) : body.sha256
}

async function bytesOf(written: Written, key: string, files: Disk | undefined): Promise<Uint8Array | undefined> {
  const body = written.get(key)?.body
  return body === undefined || body instanceof Uint8Array ? body : await demand(files).read(body.path)
}

async function copyOf(written: Written, key: string, to: string, files: Disk | undefined): Promise<OnDisk | undefined> {
  const body = written.get(key)?.body
  if (body === undefined) return undefined
  const disk = demand(files)
  if (!(body instanceof Uint8Array)) await disk.copy(body.path, to)
  else await disk.write(to, body)
  return await disk.measure(to)
}

async function requireSame(body: OnDisk, files: Disk | undefined): Promise<void> {
  if (files === undefined || (await files.measure(body.path)).sha256 === body.sha256) return
  throw new Problem('HASH_MISMATCH', `${body.path} changed while it was being stored.`, 'Let nothing write to it, and run again.')
}

function demand(files: Disk | undefined): Disk {
  if (files === undefined) throw new Error('this rehearsal was given no files to read from')
  return files
}

async function* list(store: ObjectStore, written: Written, prefix: string): AsyncGenerator<StoredObject> {
  const all: StoredObject[] = []
  for await (const object of store.list(prefix)) if (!written.has(object.key)) all.push(object)
  for (const key of written.keys()) {
    const own = headOf(written, key)
    if (own !== undefined && key.startsWith(prefix)) all.push({ key, size: own.size })
  }
  yield* all.sort((a, b) => (a.key < b.key ? -1 : 1))
}
