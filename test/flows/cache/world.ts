import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { localFiles } from '../../../adapters/local/files.ts'
import type { CacheEntry, StoredFile } from '../../../core/cache/entry.ts'
import { type EntryKind, placeOf } from '../../../core/cache/place.ts'
import type { Files } from '../../../core/ports.ts'
import { type Sha256, sha256Of } from '../../../core/sha256.ts'
import type { CacheStore, ObjectStore } from '../../../core/store.ts'

export const place = placeOf('wheels', 'spam', 'linux_python3-1a2b3c4d')

/** The key that a test calls `name`. */
export function keyOf(name: string): Sha256 {
  return sha256Of(`key ${name}`)
}

/** A store as a cache sees it. */
export function asCache(store: ObjectStore, writes = true): CacheStore {
  return { ...store, writing: writes ? store : undefined }
}

/** An entry, and where its files lie. */
export interface Made {
  readonly entry: CacheEntry
  readonly pathOf: (file: Pick<StoredFile, 'as' | 'name'>) => string
  readonly texts: Readonly<Record<string, string>>
}

/** What a test's entry is; the rest is as in any. */
export interface Wanted {
  readonly place?: string
  readonly key?: string
  readonly kind?: EntryKind
  readonly seconds?: number
  /** By name; the log is always there. */
  readonly files?: Readonly<Record<string, string>>
  readonly log?: string
}

/** Files of entries in a folder of their own. */
export interface Desk {
  readonly folder: string
  readonly files: Files
  make(wanted?: Wanted): Promise<Made>
  close(): Promise<void>
}

export async function openDesk(): Promise<Desk> {
  const folder = await mkdtemp(join(tmpdir(), 'cache-'))
  let made = 0
  return {
    folder,
    files: localFiles(join(folder, 'scratch')),
    make: async (wanted = {}) => {
      const texts = { ...(wanted.files ?? { 'spam-1.0-py3-none-any.whl': 'a wheel' }), 'spam.log': wanted.log ?? 'it was built' }
      const here = `${made++}`
      const paths = Object.fromEntries(Object.keys(texts).map((name, at) => [name, join(folder, `${here}.${at}`)]))
      await Promise.all(Object.entries(texts).map(async ([name, text]) => await writeFile(paths[name] ?? '', text)))
      return { entry: entryOf(wanted, texts), texts, pathOf: ({ name }) => paths[name] ?? '' }
    },
    close: async () => await rm(folder, { recursive: true, force: true }),
  }
}

/** The document of an entry with these files; of `.log` the name tells that it is one. */
export function entryOf(wanted: Wanted, texts: Readonly<Record<string, string>>): CacheEntry {
  const stored = Object.entries(texts).map(([name, text]): StoredFile => {
    return { name, size: Buffer.byteLength(text), sha256: sha256Of(text), as: name.endsWith('.log') ? 'log' : 'file' }
  })
  const about = { project: 'spam', version: '1.0', tags: [], source: 'a folder', seconds: 1, origin: 'built', release: true } as const
  const files = stored.filter(({ as }) => as === 'file').map(({ name, size, sha256 }) => ({ name, size, sha256, ...about }))
  const where = { stage: 'build', job: 'wheels', leg: 'linux', attempt: 1, planDigest: '', commit: '', buildId: '41' }
  return {
    version: 1,
    key: wanted.key ?? keyOf('one'),
    place: wanted.place ?? place,
    kind: wanted.kind ?? 'whole',
    manifest: { version: 1, ...where, files, failures: [] },
    stored,
    seconds: wanted.seconds ?? 41,
    settings: 'settings',
    inputs: { recipe: 'a' },
    files: {},
    observed: {},
  }
}

/** A store whose lists tell when each object was written: by `now`, in milliseconds since 1970. */
export function dated(store: ObjectStore, now: () => number): ObjectStore {
  const times = new Map<string, number>()
  return {
    ...store,
    async *list(prefix) {
      for await (const one of store.list(prefix)) yield { ...one, modified: new Date(times.get(one.key) ?? 0).toISOString() }
    },
    put: async (key, body, how) => {
      const done = await store.put(key, body, how)
      if (done.kind === 'stored') times.set(key, now())
      return done
    },
  }
}
