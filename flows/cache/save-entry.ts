import { formatEntry } from '../../core/cache/entry-json.ts'
import type { CacheEntry, StoredFile } from '../../core/cache/entry.ts'
import { entryName, fileName, secondsName } from '../../core/cache/place.ts'
import type { OnDisk } from '../../core/ports.ts'
import { Problem } from '../../core/problem.ts'
import type { CacheStore, Service } from '../../core/store.ts'
import { inParallel } from '../in-parallel.ts'

/** Files of one entry that are under way at once. */
const most = 4

const document: Service = { type: 'application/json', cache: 'max-age=0, must-revalidate' }
const file: Service = { type: 'application/octet-stream', cache: 'public, max-age=31536000, immutable' }

/**
 * Saves an entry: its files and the duration, then the document, so that until the very end there is none; all of them are written now, whatever is there. Of two writers the first counts, unless `replace`
 * says that what is there is worth nothing. `HASH_MISMATCH` for a file that changed; else the store's Problems, after any of which a later save mends all.
 */
export async function saveEntry(
  entry: CacheEntry,
  pathOf: (file: StoredFile) => string,
  store: Pick<CacheStore, 'head' | 'writing'>,
  { replace = false }: { readonly replace?: boolean } = {},
): Promise<'saved' | 'there'> {
  const { place, key, kind, seconds } = entry
  const desk = { writing: writingOf(store), replace }
  const name = entryName(place, key, kind)
  if (!replace && (await store.head(name)) !== undefined) return 'there'
  const files = [...new Map(entry.stored.map((one) => [one.sha256, one])).values()]
  const works = [
    ...files.map((one) => async () => await putAnew(fileName(place, key, one.sha256), { ...one, path: pathOf(one) }, file, desk)),
    async () => await putAnew(secondsName(place, key, seconds), new Uint8Array(), document, desk),
  ]
  await inParallel(works, most, async (work) => await work())
  const bytes = new TextEncoder().encode(formatEntry(entry))
  return (await put(name, bytes, document, desk)) ? 'saved' : 'there'
}

interface Desk {
  readonly writing: NonNullable<CacheStore['writing']>
  readonly replace: boolean
}

/** What an interrupted save has left is written again, or a rule by age would take it from under the document. Where nothing is there a folder needs no lock. */
async function putAnew(name: string, body: Uint8Array | OnDisk, how: Service, desk: Desk): Promise<void> {
  if (!(await put(name, body, how, desk))) await put(name, body, how, { ...desk, replace: true })
}

/** Whether it was stored: not, where something is there that is not to be replaced. A server that knows no conditions needs none: all that is written of a key is alike. */
async function put(name: string, body: Uint8Array | OnDisk, how: Service, { writing, replace }: Desk): Promise<boolean> {
  const always = async (): Promise<boolean> => (await writing.put(name, body, { ...how, when: 'always' })).kind === 'stored'
  if (replace) return await always()
  try {
    return (await writing.put(name, body, { ...how, when: 'absent' })).kind === 'stored'
  } catch (error) {
    if (error instanceof Problem && error.code === 'STORE_UNSAFE') return await always()
    throw error
  }
}

function writingOf({ writing }: Pick<CacheStore, 'writing'>): NonNullable<CacheStore['writing']> {
  if (writing === undefined) throw new Error('nothing is saved in a cache that is only read')
  return writing
}
