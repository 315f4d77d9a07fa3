import { entriesBelow, entryKinds, entryName } from '../../core/cache/place.ts'
import type { CacheStore } from '../../core/store.ts'
import { inParallel } from '../in-parallel.ts'
import type { EntryRef } from './read-status.ts'

/** Removals that are under way at once. */
const most = 8

/** Removes all that a key has at its place: its documents first, so that what is left of it is no entry. Of a store that is only read nothing is. */
export async function removeEntry({ place, key }: EntryRef, { list, writing }: Pick<CacheStore, 'list' | 'writing'>): Promise<void> {
  if (writing === undefined) return
  const remove = async (names: readonly string[]): Promise<void> =>
    void (await inParallel(names, most, async (name) => await writing.delete(name)))
  await remove(entryKinds.map((kind) => entryName(place, key, kind)))
  for (const prefix of [`${entriesBelow(place)}${key}.`, filesBelow(place, key)]) await remove(await namesBelow(prefix, list))
}

/** All files of a place, or of one of its keys. */
export function filesBelow(place: string, key?: string): string {
  return `files/${place}/${key === undefined ? '' : `${key}/`}`
}

async function namesBelow(prefix: string, list: CacheStore['list']): Promise<string[]> {
  const names: string[] = []
  if (list !== undefined) for await (const { key } of list(prefix)) if (!key.endsWith('.json')) names.push(key)
  return names
}
