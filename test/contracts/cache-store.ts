import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CacheStore } from '../../core/store.ts'
import { fetchEntry } from '../../flows/cache/fetch-entry.ts'
import { nearestEntries } from '../../flows/cache/nearest-entries.ts'
import { pruneEntries } from '../../flows/cache/prune-entries.ts'
import { readStatus } from '../../flows/cache/read-status.ts'
import { removeEntry } from '../../flows/cache/remove-entry.ts'
import { saveEntry } from '../../flows/cache/save-entry.ts'
import { type Desk, keyOf, type Made, openDesk, place } from '../flows/cache/world.ts'

/** An empty cache, as who writes it and as who reads it sees it. */
export interface Opened {
  readonly writer: CacheStore
  readonly reader: CacheStore
}

/** What a cache promises, whatever store it is in; `lists` where its reader can list. */
export function cacheStoreContract(open: () => Promise<Opened>, { lists }: { readonly lists: boolean }): void {
  let desk: Desk
  let opened: Opened
  let tries = 0
  before(async () => {
    desk = await openDesk()
  })
  beforeEach(async () => {
    opened = await open()
  })
  after(async () => await desk.close())

  const save = async (made: Made, replace = false): Promise<string> => await saveEntry(made.entry, made.pathOf, opened.writer, { replace })
  const fetch = async (key = keyOf('one')): ReturnType<typeof fetchEntry> =>
    await fetchEntry({ place, key }, ['whole'], join(desk.folder, `fetched ${tries++}`), { store: opened.reader, files: desk.files })

  it('gives back what was saved, with an empty file and one of a megabyte', async () => {
    const files = { 'spam-1.0-py3-none-any.whl': 'x'.repeat(2 ** 20 + 1), 'empty.txt': '' }
    const made = await desk.make({ files })
    assert.equal(await save(made), 'saved')
    const found = await fetch()
    assert.ok(found.kind === 'there')
    assert.deepEqual(found.entry, made.entry)
    for (const file of found.entry.stored) assert.equal(readFileSync(found.pathOf(file), 'utf8'), made.texts[file.name])
  })

  it('knows nothing in the beginning', async () => {
    assert.equal((await fetch()).kind, 'absent')
    for (const many of [1, 40]) {
      const refs = Array.from({ length: many }, (_, at) => ({ place: `wheels/p${at}/linux`, key: keyOf('one') }))
      const status = await readStatus(refs, opened.reader)
      assert.ok(refs.every((ref) => status.of(ref) === undefined && status.at(ref.place).length === 0))
    }
  })

  it('tells what is there, how long it took and what was there before', async () => {
    await save(await desk.make({ key: keyOf('before') }))
    await save(await desk.make({ seconds: 12 }))
    const refs = [
      { place, key: keyOf('one') },
      { place, key: keyOf('none') },
    ]
    const others = Array.from({ length: 40 }, (_, at) => ({ place: `wheels/p${at}/linux`, key: keyOf('one') }))
    for (const asked of [refs, [...refs, ...others]]) {
      const status = await readStatus(asked, opened.reader)
      assert.deepEqual(
        asked.map((ref) => status.of(ref) !== undefined),
        asked.map((ref) => ref === refs[0]),
      )
      const found = asked.slice(0, 1).map((ref) => status.of(ref))
      assert.deepEqual(
        found.map((one) => [one?.seconds, (one?.modified ?? 0) > 0]),
        [lists ? [12, true] : [undefined, false]],
      )
      const nearest = await nearestEntries(place, status.at(place), opened.reader)
      assert.deepEqual(nearest.map(({ key }) => key).sort(), (lists ? ['before', 'one'] : ['one']).map(keyOf).sort())
    }
  })

  it('keeps the first of two, and takes the second where it replaces', async () => {
    const [one, two] = [await desk.make(), await desk.make({ seconds: 2, log: 'anew' })]
    const seconds = async (): Promise<number> => {
      const found = await fetch()
      return found.kind === 'there' ? found.entry.seconds : Number.NaN
    }
    assert.deepEqual([await save(one), await save(two), await seconds()], ['saved', 'there', 41])
    assert.deepEqual([await save(two, true), await seconds()], ['saved', 2])
  })

  it('is whole whoever of eight writers comes first', async () => {
    const made = await Promise.all(Array.from({ length: 8 }, async (_, at) => await desk.make({ seconds: at, log: `log ${at}` })))
    const done = await Promise.all(made.map(async (one) => await save(one)))
    assert.equal(done.filter((one) => one === 'saved').length, 1)
    assert.equal((await fetch()).kind, 'there')
  })

  it('forgets what is removed, and what is beyond the latest', async () => {
    for (const name of ['one', 'two', 'three']) await save(await desk.make({ key: keyOf(name) }))
    await removeEntry({ place, key: keyOf('two') }, opened.writer)
    assert.equal((await fetch(keyOf('two'))).kind, 'absent')
    assert.equal(await pruneEntries(place, 1, opened.writer), 1)
    const left = [await fetch(keyOf('one')), await fetch(keyOf('three'))].map(({ kind }) => kind)
    assert.deepEqual(left.sort(), ['absent', 'there'])
    await save(await desk.make())
    assert.equal((await fetch()).kind, 'there')
  })

  it('brings nothing of which a file is another', async () => {
    const made = await desk.make()
    await save(made)
    const { writing } = opened.writer
    const [file] = made.entry.stored
    const how = { type: 'application/octet-stream', cache: '', when: 'always' } as const
    await writing?.put(`files/${place}/${made.entry.key}/${file?.sha256 ?? ''}`, new TextEncoder().encode('another'), how)
    assert.equal((await fetch()).kind, 'broken')
    await save(made, true)
    assert.equal((await fetch()).kind, 'there')
  })
}
