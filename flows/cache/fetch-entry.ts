import { join } from 'node:path'
import type { CacheEntry, StoredFile } from '../../core/cache/entry.ts'
import { type EntryKind, entryName, fileName } from '../../core/cache/place.ts'
import type { Files } from '../../core/ports.ts'
import type { CacheStore } from '../../core/store.ts'
import { inParallel } from '../in-parallel.ts'
import { readEntry } from './read-entry.ts'
import type { EntryRef } from './read-status.ts'

/** What a file of an entry is known by. */
type Named = Pick<StoredFile, 'as' | 'name'>

/** What came of an entry. `pathOf` leads to a file of it on this disk, under its own name; `says`, a clause: what is wrong with it. */
export type FetchedEntry =
  | { readonly kind: 'there'; readonly entry: CacheEntry; readonly pathOf: (file: Named) => string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'broken'; readonly says: string }

/** Where entries come from and go to. */
export interface FetchPorts {
  readonly store: Pick<CacheStore, 'head' | 'get' | 'fetch'>
  readonly files: Pick<Files, 'measure' | 'remove'>
}

/** Files of one entry that are under way at once. */
const most = 4

/**
 * Brings an entry below the folder, which is its own: the first of the kinds that is there, every file of it checked against size and SHA-256 on this disk. What
 * the cache holds is never a failure; the store's own are its Problems, and a disk that takes nothing is `FILE_INVALID`.
 */
export async function fetchEntry(ref: EntryRef, kinds: readonly EntryKind[], folder: string, ports: FetchPorts): Promise<FetchedEntry> {
  for (const kind of kinds) {
    const found = await readEntry(ref, kind, ports.store)
    if (found.kind === 'broken') return found
    if (found.kind === 'there') return await withFiles(found.entry, folder, ports)
  }
  return { kind: 'absent' }
}

async function withFiles(entry: CacheEntry, folder: string, ports: FetchPorts): Promise<FetchedEntry> {
  // Each in a folder of its own: two names may be one where case does not count.
  const paths = new Map(entry.stored.map((file, at) => [idOf(file), join(folder, String(at), file.name)]))
  const pathOf = (file: Named): string => paths.get(idOf(file)) ?? missing(file)
  const faults: string[] = []
  await inParallel(entry.stored, most, async (file) => {
    const says = faults.length > 0 ? undefined : await fetchFile(entry, file, pathOf(file), ports)
    if (says !== undefined) faults.push(says)
  })
  const [says] = faults
  if (says === undefined) return { kind: 'there', entry, pathOf }
  await Promise.all([...paths.values()].map(async (path) => await ports.files.remove(path)))
  return (await isGone(entry, ports)) ? { kind: 'absent' } : { kind: 'broken', says }
}

/** Brings one file; says what is wrong with it, if anything is. */
async function fetchFile(
  { place, key }: CacheEntry,
  { name, size, sha256 }: StoredFile,
  to: string,
  { store, files }: FetchPorts,
): Promise<string | undefined> {
  if ((await store.fetch(fileName(place, key, sha256), to)) === undefined) return `${name} is missing`
  const found = await files.measure(to)
  if (found.size !== size) return `${name} has ${found.size} bytes, not ${size}`
  return found.sha256 === sha256 ? undefined : `${name} has the SHA-256 ${found.sha256}, not ${sha256}`
}

/** Whether somebody has removed the entry meanwhile, which begins with its document: then nothing is wrong with it. */
async function isGone({ place, key, kind }: CacheEntry, { store }: FetchPorts): Promise<boolean> {
  return (await store.head(entryName(place, key, kind))) === undefined
}

function idOf({ as, name }: Named): string {
  return `${as} ${name}`
}

function missing(file: Named): never {
  throw new Error(`the entry has no ${idOf(file)}`)
}
