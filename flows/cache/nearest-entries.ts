import type { CacheEntry } from '../../core/cache/entry.ts'
import { entryKinds, type Listed } from '../../core/cache/place.ts'
import type { CacheStore } from '../../core/store.ts'
import { inParallel } from '../in-parallel.ts'
import { readEntry } from './read-entry.ts'

/** The documents of the latest keys at a place, the latest first, of as many as `most`: to tell in what another key differs. Broken ones are left out. */
export async function nearestEntries(
  place: string,
  listed: readonly Listed[],
  store: Pick<CacheStore, 'get'>,
  most = 3,
): Promise<CacheEntry[]> {
  const latest = [...listed].sort((a, b) => b.modified - a.modified).slice(0, most)
  const found = await inParallel(latest, most, async ({ key, kinds }) => {
    const kind = entryKinds.find((one) => kinds.has(one))
    return kind && (await readEntry({ place, key }, kind, store))
  })
  return found.flatMap((one) => (one?.kind === 'there' ? [one.entry] : []))
}
