import { entriesBelow, type Listed, parseEntryName } from '../../core/cache/place.ts'
import type { CacheStore, StoredObject } from '../../core/store.ts'
import { allOf } from '../all-of.ts'
import { inParallel } from '../in-parallel.ts'
import { listedIn, writtenAt } from './listed.ts'
import { filesBelow } from './remove-entry.ts'

/** Removals that are under way at once. */
const most = 8

/** How long a save may take, in milliseconds: what is older and has no document yet will never have one. */
const day = 86_400_000

/**
 * Keeps the `keep` latest entries of a place, all that were written when the last of them was, and removes the others: documents first, then durations and files,
 * and with them what saves that were killed a day before have left. 0 keeps all, and so does a store that does not tell when its objects were written. Says how
 * many it removed.
 */
export async function pruneEntries(place: string, keep: number, { list, writing }: Pick<CacheStore, 'list' | 'writing'>): Promise<number> {
  if (keep === 0 || list === undefined || writing === undefined) return 0
  const objects = await allOf(list(entriesBelow(place)))
  const listed = (listedIn(objects).get(place) ?? []).filter(({ modified }) => modified > 0)
  const last = listed[keep - 1]?.modified ?? 0
  const old = new Set(listed.filter(({ modified }) => modified < last).map(({ key }) => key))
  if (old.size === 0) return 0
  const rest = [...objects.filter(({ key }) => !isDocument(key)), ...(await allOf(list(filesBelow(place))))]
  const remove = async (some: readonly StoredObject[]): Promise<void> =>
    void (await inParallel(some, most, async ({ key }) => await writing.delete(key)))
  await remove(objects.filter(({ key }) => isDocument(key) && old.has(keyOf(key))))
  await remove(rest.filter((object) => old.has(keyOf(object.key)) || isLeft(object, listed)))
  return old.size
}

/** Whether it was left by a save that never came to its end. */
function isLeft(object: StoredObject, listed: readonly Listed[]): boolean {
  const [latest] = listed
  const [at, key] = [writtenAt(object), keyOf(object.key)]
  return key !== '' && latest !== undefined && at > 0 && at < latest.modified - day && !listed.some((one) => one.key === key)
}

/** The key that an object of a place is of; empty for what is none of ours. */
function keyOf(name: string): string {
  return parseEntryName(name)?.key ?? /^files\/.+\/([0-9a-f]{64})\/[0-9a-f]{64}$/.exec(name)?.[1] ?? ''
}

function isDocument(name: string): boolean {
  const named = parseEntryName(name)
  return named !== undefined && 'kind' in named
}
