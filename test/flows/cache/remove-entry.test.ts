import assert from 'node:assert/strict'
import { join } from 'node:path'
import { entryName } from '../../../core/cache/place.ts'
import { fetchEntry } from '../../../flows/cache/fetch-entry.ts'
import { filesBelow, removeEntry } from '../../../flows/cache/remove-entry.ts'
import { saveEntry } from '../../../flows/cache/save-entry.ts'
import { memoryStore, type MemoryStore, Stopped, stopAfter } from '../../fakes/memory-store.ts'
import { asCache, type Desk, keyOf, type Made, openDesk, place } from './world.ts'

const ref = { place, key: keyOf('one') }

describe('removeEntry', () => {
  let desk: Desk
  let made: readonly Made[]
  before(async () => {
    desk = await openDesk()
    made = await Promise.all([desk.make(), desk.make({ kind: 'failed', files: {}, seconds: 3 }), desk.make({ key: keyOf('two') })])
  })
  after(async () => await desk.close())
  const filled = async (): Promise<MemoryStore> => {
    const store = memoryStore()
    for (const one of made) await saveEntry(one.entry, one.pathOf, asCache(store))
    store.requests.length = 0
    return store
  }

  it('removes documents first, then all else of the key, and nothing of another', async () => {
    const store = await filled()
    await removeEntry(ref, asCache(store))
    assert.ok([...store.objects.keys()].every((key) => key.includes(keyOf('two'))))
    assert.equal(store.objects.size, 4)
    const deletes = store.requests.filter((one) => one.startsWith('DELETE'))
    assert.deepEqual(
      deletes.slice(0, 3).sort(),
      (['whole', 'wheel', 'failed'] as const).map((kind) => `DELETE ${entryName(place, ref.key, kind)}`).sort(),
    )
  })

  it('touches nothing of a cache that is only read', async () => {
    const store = await filled()
    await removeEntry(ref, asCache(store, false))
    assert.deepEqual(store.requests, [])
  })

  it('removes documents where nothing can be listed', async () => {
    const store = await filled()
    await removeEntry(ref, { ...asCache(store), list: undefined })
    assert.ok(!store.objects.has(entryName(place, ref.key, 'whole')))
  })

  it('leaves a whole entry or none wherever it is killed, and a save mends it', async () => {
    const whole = await filled()
    await removeEntry(ref, asCache(whole))
    const [first] = made
    assert.ok(first)
    for (let n = 0; n < whole.requests.length; n++) {
      const store = await filled()
      await assert.rejects(removeEntry(ref, asCache(stopAfter(store, n))), Stopped)
      const folder = join(desk.folder, `fetched ${n}`)
      const found = await fetchEntry(ref, ['whole', 'failed'], folder, { store, files: desk.files })
      assert.notEqual(found.kind, 'broken')
      await saveEntry(first.entry, first.pathOf, asCache(store))
      assert.equal((await fetchEntry(ref, ['whole'], `${folder} again`, { store, files: desk.files })).kind, 'there')
    }
  })
})

describe('filesBelow', () => {
  it('is the folder of a place or of a key', () =>
    assert.deepEqual([filesBelow('a/b/c'), filesBelow('a/b/c', 'k')], ['files/a/b/c/', 'files/a/b/c/k/']))
})
