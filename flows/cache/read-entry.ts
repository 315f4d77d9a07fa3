import { parseEntry } from '../../core/cache/entry-json.ts'
import type { CacheEntry } from '../../core/cache/entry.ts'
import { type EntryKind, entryName } from '../../core/cache/place.ts'
import { reason } from '../../core/problem.ts'
import type { CacheStore } from '../../core/store.ts'
import type { EntryRef } from './read-status.ts'

/** What stands at an entry's name. `says`, a clause: what is wrong with it. */
export type ReadEntry =
  | { readonly kind: 'there'; readonly entry: CacheEntry }
  | { readonly kind: 'absent' }
  | { readonly kind: 'broken'; readonly says: string }

/** Reads one document of the cache, which must be of this entry; whatever the cache holds is an answer, and only the store can fail. */
export async function readEntry(ref: EntryRef, kind: EntryKind, store: Pick<CacheStore, 'get'>): Promise<ReadEntry> {
  const name = entryName(ref.place, ref.key, kind)
  const found = await store.get(name)
  if (found === undefined) return { kind: 'absent' }
  try {
    const entry = parseEntry(new TextDecoder().decode(found.bytes), name)
    if (entry.key === ref.key && entry.place === ref.place && entry.kind === kind) return { kind: 'there', entry }
    return { kind: 'broken', says: `${name} is the document of another entry` }
  } catch (error) {
    return { kind: 'broken', says: reason(error).replace(/\.$/, '') }
  }
}
