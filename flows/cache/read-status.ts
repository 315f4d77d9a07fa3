import { entriesBelow, type EntryKind, entryName, type Listed } from '../../core/cache/place.ts'
import type { CacheRef } from '../../core/pipeline/cache-ref.ts'
import type { CacheStore, StoredObject } from '../../core/store.ts'
import { allOf } from '../all-of.ts'
import { inParallel } from '../in-parallel.ts'
import { listedIn } from './listed.ts'

/** Where an entry is, or would be. */
export type EntryRef = Pick<CacheRef, 'place' | 'key'>

/** What the cache has, as its names tell; no entry was read. */
export interface Status {
  of(ref: EntryRef): Listed | undefined
  /** All keys of a place that was asked about, the last written first; of a store that lists nothing, only those that were asked about. */
  at(place: string): readonly Listed[]
}

/** Requests that are under way at once. */
const most = 32

/** How many keys a bucket tells on one page (S3 API, ListObjectsV2). */
const page = 1000

/**
 * Tells what is there of what is asked about: by one listing of the scope, or by one for each place where that takes fewer round trips, which turns out as
 * it goes: a listing is given up once it has taken as many pages. A store that lists nothing is asked for the documents of `kinds`, one by one.
 */
export async function readStatus(
  asked: readonly EntryRef[],
  store: Pick<CacheStore, 'head' | 'list'>,
  kinds: readonly EntryKind[] = ['whole'],
): Promise<Status> {
  const { list } = store
  const objects = list === undefined ? await lookUp(asked, store, kinds) : await listAll(asked, list)
  const found = listedIn(objects)
  const byKey = new Map([...found].map(([place, all]) => [place, new Map(all.map((one) => [one.key, one]))]))
  return { of: ({ place, key }) => byKey.get(place)?.get(key), at: (place) => found.get(place) ?? [] }
}

type List = NonNullable<CacheStore['list']>

async function lookUp(asked: readonly EntryRef[], store: Pick<CacheStore, 'head'>, kinds: readonly EntryKind[]): Promise<StoredObject[]> {
  const names = [...new Set(asked.flatMap(({ place, key }) => kinds.map((kind) => entryName(place, key, kind))))]
  const heads = await inParallel(names, most, async (key) => ({ key, head: await store.head(key) }))
  return heads.flatMap(({ key, head }) => (head === undefined ? [] : [{ key, size: head.size }]))
}

async function listAll(asked: readonly EntryRef[], list: List): Promise<StoredObject[]> {
  const folders = [...new Set(asked.map(({ place }) => entriesBelow(place)))].sort()
  const { objects, left } = folders.length <= most ? { objects: [], left: folders } : await listScope(folders, list)
  const others = await inParallel(left, most, async (folder) => await allOf(list(folder)))
  return [...objects, ...others.flat()]
}

/** What one listing of all that the folders have in common tells of them, and the folders that it did not come to. */
async function listScope(folders: readonly string[], list: List): Promise<{ objects: StoredObject[]; left: readonly string[] }> {
  const [wanted, last = ''] = [new Set(folders), folders.at(-1)]
  const objects: StoredObject[] = []
  let [seen, before, sorted] = [0, '', true]
  for await (const object of list(inCommon(folders))) {
    // Not every server sorts (directory buckets of Amazon do not): a whole page shows it, and then nothing is known before the end.
    sorted &&= before <= object.key
    before = object.key
    const folder = object.key.slice(0, object.key.lastIndexOf('/') + 1)
    const left = sorted && seen > 0 && seen % page === 0 ? folders.filter((one) => one >= folder) : undefined
    if (left !== undefined && seen / page >= Math.ceil(left.length / most))
      return { objects: objects.filter(({ key }) => !key.startsWith(folder)), left }
    seen += 1
    if (wanted.has(folder)) objects.push(object)
    if (sorted && seen % page === 0 && folder > last) return { objects, left: [] }
  }
  return { objects, left: [] }
}

/** The folder that all lie in. */
function inCommon(folders: readonly string[]): string {
  const [first = '', last = ''] = [folders[0], folders.at(-1)]
  let at = 0
  while (at < first.length && first[at] === last[at]) at++
  return first.slice(0, first.lastIndexOf('/', at - 1) + 1)
}
