import assert from 'node:assert/strict'
import { join } from 'node:path'
import { entryName, fileName, secondsName } from '../../../core/cache/place.ts'
import { sha256Of } from '../../../core/sha256.ts'
import type { ObjectStore } from '../../../core/store.ts'
import { fetchEntry } from '../../../flows/cache/fetch-entry.ts'
import { pruneEntries } from '../../../flows/cache/prune-entries.ts'
import { saveEntry } from '../../../flows/cache/save-entry.ts'
import { memoryStore, type MemoryStore, Stopped, stopAfter } from '../../fakes/memory-store.ts'
import { asCache, dated, type Desk, keyOf, type Made, openDesk, place } from './world.ts'

const hour = 3_600_000
const names = ['1', '2', '3', '4']

describe('pruneEntries', () => {
  let desk: Desk
  let made: readonly Made[]
  let neighbour: Made
  before(async () => {
    desk = await openDesk()
    made = await Promise.all(names.map(async (name) => await desk.make({ key: keyOf(name), log: name })))
    neighbour = await desk.make({ place: `${place}0`, key: keyOf('1') })
  })
  after(async () => await desk.close())

  const filled = async (): Promise<{ memory: MemoryStore; store: ObjectStore; at: (time: number) => void }> => {
    let now = 100 * hour
    const memory = memoryStore()
    const store = dated(memory, () => now)
    await saveEntry(neighbour.entry, neighbour.pathOf, asCache(store))
    for (const one of made) {
      now += hour
      await saveEntry(one.entry, one.pathOf, asCache(store))
    }
    memory.requests.length = 0
    return { memory, store, at: (time) => (now = time) }
  }
  const kept = ({ objects }: MemoryStore): string[] => names.filter((name) => objects.has(entryName(place, keyOf(name), 'whole')))
  const whole = async (store: ObjectStore, name: string): Promise<string> => {
    const folder = join(desk.folder, `fetched ${sha256Of(String(Math.random())).slice(0, 12)}`)
    return (await fetchEntry({ place, key: keyOf(name) }, ['whole'], folder, { store, files: desk.files })).kind
  }

  for (const [keep, expected, removed] of [
    [0, names, 0],
    [1, ['4'], 3],
    [3, ['2', '3', '4'], 1],
    [4, names, 0],
    [9, names, 0],
  ] as const)
    it(`keeps the ${keep} latest of four`, async () => {
      const { memory, store } = await filled()
      assert.equal(await pruneEntries(place, keep, asCache(store)), removed)
      assert.deepEqual(kept(memory), expected)
      for (const name of expected) assert.equal(await whole(store, name), 'there')
      const left = [...memory.objects.keys()].filter((key) => !key.startsWith(`entries/${place}0/`) && !key.startsWith(`files/${place}0/`))
      assert.equal(left.length, 4 * expected.length)
      assert.equal(memory.objects.size - left.length, 4)
    })

  it('keeps more where several were written at the same time: nobody knows which is the latest', async () => {
    const memory = memoryStore()
    let now = hour
    const store = dated(memory, () => now)
    for (const [at, one] of made.entries()) {
      now = at < 2 ? hour : 2 * hour
      await saveEntry(one.entry, one.pathOf, asCache(store))
    }
    assert.equal(await pruneEntries(place, 1, asCache(store)), 2)
    assert.deepEqual(kept(memory), ['3', '4'])
  })

  it('asks for one list where nothing is to be removed', async () => {
    const { memory, store } = await filled()
    await pruneEntries(place, 4, asCache(store))
    assert.deepEqual(memory.requests, [`LIST entries/${place}/`])
  })

  it('does nothing in a cache that is only read, that lists nothing or that tells no times', async () => {
    const { memory, store } = await filled()
    for (const cache of [asCache(store, false), { ...asCache(store), list: undefined }, asCache(memory)])
      assert.equal(await pruneEntries(place, 1, cache), 0)
    assert.deepEqual(kept(memory), names)
  })

  it('takes what killed saves have left a day before, and nothing that is still under way or none of ours', async () => {
    const { memory, store, at } = await filled()
    const how = { type: '', cache: '', when: 'always' } as const
    const put = async (...keys: string[]): Promise<void> =>
      void (await Promise.all(keys.map(async (key) => await store.put(key, new Uint8Array(), how))))
    const files = (name: string): string[] => [fileName(place, keyOf(name), keyOf('x')), secondsName(place, keyOf(name), 3)]
    at(10 * hour)
    const foreign = [`entries/${place}/notes.txt`, `files/${place}/notes.txt`]
    await put(...files('old'), ...foreign)
    at(103 * hour)
    await put(...files('new'))
    await pruneEntries(place, 3, asCache(store))
    assert.deepEqual(
      [...files('old'), ...files('new'), ...foreign].map((key) => memory.objects.has(key)),
      [false, false, true, true, true, true],
    )
  })

  it('leaves whole entries and misses wherever it is killed', async () => {
    const { memory, store } = await filled()
    await pruneEntries(place, 2, asCache(store))
    for (let n = 0; n < memory.requests.length; n++) {
      const world = await filled()
      await assert.rejects(pruneEntries(place, 2, asCache(stopAfter(world.store, n))), Stopped)
      for (const name of names) assert.notEqual(await whole(world.store, name), 'broken')
      await pruneEntries(place, 2, asCache(world.store))
      assert.deepEqual(kept(world.memory), ['3', '4'])
    }
  })
})
