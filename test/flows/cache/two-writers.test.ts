import assert from 'node:assert/strict'
import { join } from 'node:path'
import fc from 'fast-check'
import type { ObjectStore } from '../../../core/store.ts'
import { fetchEntry } from '../../../flows/cache/fetch-entry.ts'
import { removeEntry } from '../../../flows/cache/remove-entry.ts'
import { saveEntry } from '../../../flows/cache/save-entry.ts'
import { memoryStore, Stopped, stopAfter } from '../../fakes/memory-store.ts'
import { asCache, type Desk, keyOf, type Made, openDesk, place } from './world.ts'

const ref = { place, key: keyOf('one') }

describe('two that write one key of a cache', () => {
  let desk: Desk
  let entries: readonly Made[]
  let tries = 0
  before(async () => {
    desk = await openDesk()
    const wheel = 'spam-1.0-py3-none-any.whl'
    entries = await Promise.all([
      desk.make({ files: { [wheel]: 'a wheel', 'tool.exe': 'a program' } }),
      desk.make({ files: { [wheel]: 'another', 'tool.exe': 'a program' }, seconds: 7 }),
      desk.make({ files: { [wheel]: 'a third' }, seconds: 9, log: 'it was built anew' }),
    ])
  })
  after(async () => await desk.close())

  /** What is there: that of one writer with each of its files as it wrote them, or nothing that would be taken for an entry. */
  const found = async (store: ObjectStore): Promise<'there' | 'absent' | 'broken'> => {
    const there = await fetchEntry(ref, ['whole'], join(desk.folder, `fetched ${tries++}`), { store, files: desk.files })
    if (there.kind === 'there') {
      const writer = entries.find(({ entry }) => entry.seconds === there.entry.seconds)
      assert.deepEqual(there.entry, writer?.entry)
    }
    return there.kind
  }
  const writer = fc.record({ which: fc.nat(2), replace: fc.boolean(), killed: fc.option(fc.nat(7)), answered: fc.boolean() })
  type Writer = typeof writer extends fc.Arbitrary<infer T> ? T : never

  const write = async ({ which, replace, killed, answered }: Writer, store: ObjectStore): Promise<void> => {
    const made = entries[which]
    assert.ok(made)
    const mine = killed === null ? store : stopAfter(store, killed, answered)
    await saveEntry(made.entry, made.pathOf, asCache(mine), { replace }).catch((error: unknown) => assert.ok(error instanceof Stopped))
  }

  it('leave what one of them wrote, or nothing where all were killed, in whatever order their requests come', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(writer, { minLength: 1, maxLength: 3 }), async (order, writers) => {
        const store = memoryStore()
        await order.waitFor(Promise.all(writers.map(async (one) => await write(one, inTurn(store, order)))))
        const kind = await found(store)
        if (writers.some(({ killed }) => killed === null)) assert.equal(kind, 'there')
        assert.notEqual(kind, 'broken')
        await write({ which: 0, replace: false, killed: null, answered: true }, store)
        assert.equal(await found(store), 'there')
      }),
      { numRuns: 60 },
    )
  })

  it('leave a whole entry or a miss where a third removes it, and the next one that replaces mends it', async () => {
    const remover = fc.option(fc.nat(9))
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(writer, { minLength: 1, maxLength: 2 }), remover, async (order, writers, killed) => {
        const store = memoryStore()
        await write({ which: 1, replace: false, killed: null, answered: true }, store)
        const mine = inTurn(store, order)
        const removing = removeEntry(ref, asCache(killed === null ? mine : stopAfter(mine, killed)))
        const works = [
          removing.catch((error: unknown) => assert.ok(error instanceof Stopped)),
          ...writers.map(async (one) => await write(one, mine)),
        ]
        await order.waitFor(Promise.all(works))
        await found(store)
        await write({ which: 2, replace: true, killed: null, answered: true }, store)
        assert.equal(await found(store), 'there')
      }),
      { numRuns: 60 },
    )
  })
})

/** A store whose requests are carried out in the order that the scheduler chooses. */
function inTurn(store: ObjectStore, order: fc.Scheduler): ObjectStore {
  const turn = async (label: string): Promise<void> => await order.schedule(Promise.resolve(), label)
  return {
    ...store,
    async *list(prefix) {
      await turn(`LIST ${prefix}`)
      yield* store.list(prefix)
    },
    head: async (key) => {
      await turn(`HEAD ${key}`)
      return await store.head(key)
    },
    put: async (key, body, how) => {
      await turn(`PUT ${key}`)
      return await store.put(key, body, how)
    },
    delete: async (key, when) => {
      await turn(`DELETE ${key}`)
      await store.delete(key, when)
    },
  }
}
