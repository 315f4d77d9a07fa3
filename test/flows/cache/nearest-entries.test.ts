import assert from 'node:assert/strict'
import { entryName } from '../../../core/cache/place.ts'
import { nearestEntries } from '../../../flows/cache/nearest-entries.ts'
import { readStatus } from '../../../flows/cache/read-status.ts'
import { saveEntry } from '../../../flows/cache/save-entry.ts'
import { memoryStore, Stopped, stopAfter } from '../../fakes/memory-store.ts'
import { asCache, dated, type Desk, keyOf, openDesk, place } from './world.ts'

describe('nearestEntries', () => {
  let desk: Desk
  before(async () => {
    desk = await openDesk()
  })
  after(async () => await desk.close())

  const names = ['1', '2', '3', '4', '5']
  const filled = async (): Promise<{ memory: ReturnType<typeof memoryStore>; store: ReturnType<typeof dated> }> => {
    let now = 0
    const memory = memoryStore()
    const store = dated(memory, () => (now += 1000))
    for (const name of names) {
      const made = await desk.make({ key: keyOf(name), kind: name === '4' ? 'failed' : 'whole' })
      await saveEntry(made.entry, made.pathOf, asCache(store))
    }
    memory.requests.length = 0
    return { memory, store }
  }

  it('gives the three that were written last, the last first, whatever they came to', async () => {
    const { memory, store } = await filled()
    const status = await readStatus([{ place, key: keyOf('6') }], asCache(store))
    const found = await nearestEntries(place, status.at(place), store)
    assert.deepEqual(
      found.map(({ key }) => key),
      ['5', '4', '3'].map(keyOf),
    )
    assert.equal(memory.requests.filter((one) => one.startsWith('GET')).length, 3)
    assert.deepEqual(
      (await nearestEntries(place, status.at(place), store, 1)).map(({ key }) => key),
      [keyOf('5')],
    )
    assert.deepEqual(await nearestEntries(place, [], store), [])
  })

  it('leaves out what is broken or gone, and passes on what the store throws', async () => {
    const { memory, store } = await filled()
    const listed = (await readStatus([{ place, key: keyOf('6') }], asCache(store))).at(place)
    memory.objects.set(entryName(place, keyOf('5'), 'whole'), { bytes: new Uint8Array(), type: '', cache: '' })
    memory.objects.delete(entryName(place, keyOf('4'), 'failed'))
    assert.deepEqual(
      (await nearestEntries(place, listed, store)).map(({ key }) => key),
      [keyOf('3')],
    )
    await assert.rejects(nearestEntries(place, listed, stopAfter(store, 1)), Stopped)
  })
})
