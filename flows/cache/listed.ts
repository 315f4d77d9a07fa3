import { type EntryKind, type Listed, parseEntryName } from '../../core/cache/place.ts'
import type { StoredObject } from '../../core/store.ts'

/**
 * What a listing of objects below `entries/` tells: by place its keys, the last written first; a key without a document is none. Of several
 * durations of a key the last written holds.
 */
export function listedIn(objects: readonly StoredObject[]): ReadonlyMap<string, readonly Listed[]> {
  const places = new Map<string, Map<string, Found>>()
  for (const object of objects) note(places, object)
  return new Map([...places].map(([place, keys]) => [place, [...keys].flatMap(([key, found]) => listed(key, found)).sort(latestFirst)]))
}

interface Found {
  readonly kinds: Set<EntryKind>
  modified: number
  seconds: { readonly value: number; readonly modified: number } | undefined
}

function note(places: Map<string, Map<string, Found>>, object: StoredObject): void {
  const named = parseEntryName(object.key)
  if (named === undefined) return
  const keys = added(places, named.place, () => new Map<string, Found>())
  const found = added(keys, named.key, (): Found => ({ kinds: new Set(), modified: 0, seconds: undefined }))
  const modified = writtenAt(object)
  if ('kind' in named) {
    found.kinds.add(named.kind)
    found.modified = Math.max(found.modified, modified)
  } else if (found.seconds === undefined || modified >= found.seconds.modified) found.seconds = { value: named.seconds, modified }
}

/** When an object was written, in milliseconds since 1970; 0 where the store does not tell. */
export function writtenAt({ modified }: Pick<StoredObject, 'modified'>): number {
  const at = modified === undefined ? 0 : Date.parse(modified)
  return Number.isNaN(at) ? 0 : at
}

function added<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const there = map.get(key) ?? make()
  map.set(key, there)
  return there
}

function listed(key: string, { kinds, modified, seconds }: Found): Listed[] {
  return kinds.size === 0 ? [] : [{ key, kinds, seconds: seconds?.value, modified }]
}

function latestFirst(a: Listed, b: Listed): number {
  return b.modified - a.modified || (a.key < b.key ? -1 : 1)
}
