import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { formatEntry } from '../../../core/cache/entry-json.ts'
import { entryName, fileName } from '../../../core/cache/place.ts'
import type { CacheEntry } from '../../../core/cache/entry.ts'
import type { CacheStore } from '../../../core/store.ts'
import { type FetchedEntry, fetchEntry } from '../../../flows/cache/fetch-entry.ts'
import { saveEntry } from '../../../flows/cache/save-entry.ts'
import { type MemoryStore, memoryStore, Stopped, stopAfter } from '../../fakes/memory-store.ts'
import { asCache, type Desk, entryOf, keyOf, type Made, openDesk, place } from './world.ts'

const wheel = 'spam-1.0-py3-none-any.whl'
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('fetchEntry', () => {
  let desk: Desk
  let made: Made
  let store: MemoryStore
  let tries = 0
  before(async () => {
    desk = await openDesk()
  })
  beforeEach(async () => {
    store = memoryStore()
    made = await desk.make({ files: { [wheel]: 'a wheel', 'tool.exe': 'a program' } })
    await saveEntry(made.entry, made.pathOf, asCache(store))
    store.requests.length = 0
  })
  after(async () => await desk.close())

  const whole = { place, key: keyOf('one') }
  const fetch = async (
    from: CacheStore = asCache(store),
    kinds = ['whole'] as const,
    ref = whole,
  ): Promise<FetchedEntry & { folder: string }> => {
    const folder = join(desk.folder, `fetched ${tries++}`)
    return { ...(await fetchEntry(ref, kinds, folder, { store: from, files: desk.files })), folder }
  }
  const put = (key: string, text: string): void => void store.objects.set(key, { bytes: bytes(text), type: '', cache: '' })
  const document = entryName(place, whole.key, 'whole')
  const nameOf = (entry: CacheEntry, file: string): string =>
    fileName(entry.place, entry.key, entry.stored.find(({ name }) => name === file)?.sha256 ?? keyOf('none'))
  const filesBelow = (folder: string): string[] =>
    readdirSync(join(folder, '..'), { recursive: true, withFileTypes: true })
      .filter((one) => one.isFile() && one.parentPath.startsWith(folder))
      .map(({ name }) => name)

  it('brings the document and every file under its own name', async () => {
    const found = await fetch()
    assert.ok(found.kind === 'there')
    assert.deepEqual(found.entry, made.entry)
    for (const file of found.entry.stored) assert.equal(readFileSync(found.pathOf(file), 'utf8'), made.texts[file.name])
    assert.deepEqual(filesBelow(found.folder).sort(), Object.keys(made.texts).sort())
  })

  it('keeps names apart that differ in nothing but case, and a log and a file of one name', async () => {
    const texts = { 'a.txt': 'one', 'A.txt': 'two' }
    const other = await desk.make({ key: keyOf('other'), files: texts })
    const file = other.entry.stored.find(({ name }) => name === 'a.txt')
    assert.ok(file)
    const entry = { ...other.entry, stored: [...other.entry.stored, { ...file, as: 'log' as const }] }
    await saveEntry(entry, other.pathOf, asCache(store))
    const found = await fetch(asCache(store), ['whole'], { place, key: keyOf('other') })
    assert.ok(found.kind === 'there')
    const paths = found.entry.stored.map((one) => found.pathOf(one).toLowerCase())
    assert.equal(new Set(paths).size, entry.stored.length)
    assert.throws(() => found.pathOf({ name: 'b.txt', as: 'file' }))
  })

  it('tells that nothing is there, after one request for each kind', async () => {
    const found = await fetchEntry({ place, key: keyOf('none') }, ['whole', 'wheel'], desk.folder, { store, files: desk.files })
    assert.equal(found.kind, 'absent')
    assert.deepEqual(store.requests, [`GET ${entryName(place, keyOf('none'), 'whole')}`, `GET ${entryName(place, keyOf('none'), 'wheel')}`])
  })

  it('takes the first kind that is there', async () => {
    const failed = await desk.make({ kind: 'failed', files: {} })
    await saveEntry(failed.entry, failed.pathOf, asCache(store))
    const kindOf = async (kinds: Parameters<typeof fetchEntry>[1]): Promise<string> => {
      const found = await fetchEntry(whole, kinds, join(desk.folder, `kind ${tries++}`), { store, files: desk.files })
      return found.kind === 'there' ? found.entry.kind : found.kind
    }
    assert.deepEqual([await kindOf(['whole', 'failed']), await kindOf(['failed']), await kindOf(['wheel'])], ['whole', 'failed', 'absent'])
  })

  /** What was done to the cache, and a word of what is told of it. */
  const poisons: Readonly<Record<string, readonly [() => void, RegExp]>> = {
    'a file that is gone': [() => store.objects.delete(nameOf(made.entry, wheel)), /spam-1\.0.* missing/],
    'a file that is cut': [() => put(nameOf(made.entry, wheel), 'a whe'), /5 bytes, not 7/],
    'an empty file': [() => put(nameOf(made.entry, wheel), ''), /0 bytes/],
    'other bytes of the same length': [() => put(nameOf(made.entry, wheel), 'A wheel'), /SHA-256/],
    'the file of another': [() => put(nameOf(made.entry, wheel), 'a program'), /9 bytes/],
    'two files that were swapped': [
      () => {
        put(nameOf(made.entry, wheel), 'a program')
        put(nameOf(made.entry, 'tool.exe'), 'a wheel')
      },
      /bytes, not/,
    ],
    'a longer log': [() => put(nameOf(made.entry, 'spam.log'), 'it was built, and more'), /spam\.log/],
    'all files gone': [
      () => [...store.objects.keys()].filter((key) => key !== document).map((key) => store.objects.delete(key)),
      /missing/,
    ],
    'the document of another key': [() => put(document, formatEntry({ ...made.entry, key: keyOf('two') })), /another entry/],
    'the document of another place': [() => put(document, formatEntry({ ...made.entry, place: 'wheels/ham/linux' })), /another entry/],
    'the document of another kind': [() => put(document, formatEntry({ ...made.entry, kind: 'wheel' })), /another entry/],
    'the document of other files': [() => put(document, formatEntry(entryOf({}, { [wheel]: 'another', 'x.log': 'y' }))), /missing/],
    'half a document': [() => put(document, formatEntry(made.entry).slice(0, 200)), /./],
    'an empty document': [() => put(document, ''), /./],
    'a page': [() => put(document, '<html>Sign in</html>'), /./],
    'a list': [() => put(document, '[]'), /./],
    'no text': [() => store.objects.set(document, { bytes: new Uint8Array([0xff, 0xfe, 0]), type: '', cache: '' }), /./],
    'a newer format': [() => put(document, formatEntry(made.entry).replaceAll('"version":1', '"version":2')), /version/],
    'a name that leads elsewhere': [() => put(document, formatEntry(made.entry).replaceAll(wheel, `../${wheel}`)), /plain file name/],
    'a nest without end': [() => put(document, '['.repeat(200_000)), /./],
  }
  for (const [title, [poison, says]] of Object.entries(poisons))
    it(`is a miss for ${title}, which is told, and leaves nothing`, async () => {
      poison()
      const found = await fetch()
      assert.equal(found.kind, 'broken')
      assert.match(found.kind === 'broken' ? found.says : '', says)
      assert.doesNotMatch(found.kind === 'broken' ? found.says : '', /\.$/)
      assert.deepEqual(filesBelow(found.folder), [])
    })

  it('finds nothing wrong with what somebody removes meanwhile', async () => {
    const cache = asCache(store)
    const fetching = async (key: string, to: string): ReturnType<CacheStore['fetch']> => {
      store.objects.clear()
      return await cache.fetch(key, to)
    }
    assert.equal((await fetch({ ...cache, fetch: fetching })).kind, 'absent')
  })

  it('passes on what the store throws, at every request', async () => {
    const requests = 1 + made.entry.stored.length
    for (let n = 0; n < requests; n++) await assert.rejects(fetch(asCache(stopAfter(store, n))), Stopped)
    assert.equal((await fetch(asCache(stopAfter(store, requests)))).kind, 'there')
  })
})
