import assert from 'node:assert/strict'
import { Problem } from '../../core/problem.ts'
import { type DocumentAt, putDocument, readDocument, updateDocument } from '../../flows/update-document.ts'
import { fixedClock } from '../fakes/fixed-clock.ts'
import { memoryStore, textOf } from '../fakes/memory-store.ts'
import { rejectedCode } from '../fakes/problem-code.ts'

const numbers: DocumentAt<readonly number[]> = {
  key: 'numbers',
  parse: (text) => (text.startsWith('[') ? (JSON.parse(text) as number[]) : assert.fail('unreadable')),
  format: (document) => JSON.stringify(document),
  type: 'application/json',
  cache: 'max-age=0',
}
const add =
  (value: number) =>
  (now: readonly number[] = []): readonly number[] | 'unchanged' =>
    now.includes(value) ? 'unchanged' : [...now, value].sort((a, b) => a - b)
const pace = (random = 0.5) => ({ clock: fixedClock(), random: () => random })

describe('updateDocument', () => {
  it('makes a document where none is, without reading it first', async () => {
    const store = memoryStore()
    await updateDocument(store, numbers, undefined, add(1), pace())
    assert.deepEqual(store.requests, ['PUT numbers'])
    assert.deepEqual((await readDocument(store, numbers))?.document, [1])
  })

  it('replaces the version that is held', async () => {
    const store = memoryStore()
    const held = await updateDocument(store, numbers, undefined, add(1), pace())
    const next = await updateDocument(store, numbers, held, add(2), pace())
    assert.deepEqual([next.document, store.requests.length], [[1, 2], 2])
  })

  it('reads again and repeats when somebody was faster', async () => {
    const store = memoryStore()
    const held = await updateDocument(store, numbers, undefined, add(1), pace())
    await updateDocument(store, numbers, held, add(2), pace())
    const late = await updateDocument(store, numbers, held, add(3), pace())
    assert.deepEqual(late.document, [1, 2, 3])
  })

  it('is content when somebody has done its work', async () => {
    const store = memoryStore()
    await updateDocument(store, numbers, undefined, add(1), pace())
    store.requests.length = 0
    const held = await updateDocument(store, numbers, undefined, add(1), pace())
    assert.deepEqual([held.document, store.requests], [[1], ['PUT numbers', 'GET numbers']])
  })

  for (const held of [false, true]) {
    it(`knows its own write again when the answer was lost and the next try refused, ${held ? 'over a version' : 'where nothing was'}`, async () => {
      const store = memoryStore()
      const before = held ? await updateDocument(store, numbers, undefined, add(1), pace()) : undefined
      const lossy = {
        ...store,
        // As S3 does: the first try is carried out unheard, the second finds the first.
        put: async (...put: Parameters<typeof store.put>) => {
          await store.put(...put)
          return await store.put(...put)
        },
      }
      const after = await updateDocument(lossy, numbers, before, add(2), pace())
      assert.deepEqual(
        [after.document, store.requests.filter((request) => request.startsWith('PUT')).length],
        [held ? [1, 2] : [2], held ? 3 : 2],
      )
      assert.deepEqual(after, await readDocument(store, numbers))
    })
  }

  it('waits a little longer every round, at most two seconds, and gives up in the end', async () => {
    const store = memoryStore()
    const busy = { ...store, put: () => Promise.resolve({ kind: 'refused' } as const) }
    const clock = fixedClock()
    assert.equal(await rejectedCode(updateDocument(busy, numbers, undefined, add(1), { clock, random: () => 0.999 })), 'STORE_REFUSED')
    assert.ok(clock.slept.length > 30)
    assert.deepEqual(
      clock.slept,
      [...clock.slept].sort((a, b) => a - b),
    )
    assert.ok(clock.slept.every((wait) => wait <= 2000))
  })

  it('loses nothing of sixteen', async () => {
    const store = memoryStore()
    await Promise.all(Array.from({ length: 16 }, async (_, at) => await updateDocument(store, numbers, undefined, add(at), pace())))
    assert.deepEqual((await readDocument(store, numbers))?.document, [...Array.from({ length: 16 }).keys()])
  })

  it('tells of a document that is deleted under its hands', async () => {
    assert.equal(await rejectedCode(updateDocument(memoryStore(), numbers, undefined, () => 'unchanged', pace())), 'STORE_REFUSED')
  })

  it('passes on what the store and the document say', async () => {
    const store = memoryStore()
    store.objects.set('numbers', { bytes: new TextEncoder().encode('x'), type: '', cache: '' })
    await assert.rejects(updateDocument(store, numbers, undefined, add(1), pace()), /unreadable/)
    const down = { ...store, put: () => Promise.reject(new Problem('STORE_UNREACHABLE', 'x', 'y')) }
    assert.equal(await rejectedCode(updateDocument(down, numbers, undefined, add(1), pace())), 'STORE_UNREACHABLE')
  })
})

describe('putDocument', () => {
  it('says when it came too late', async () => {
    const store = memoryStore()
    assert.ok(await putDocument(store, numbers, [1], undefined))
    assert.equal(await putDocument(store, numbers, [2], undefined), undefined)
    assert.equal(await putDocument(store, numbers, [2], { document: [], etag: 'old' }), undefined)
    assert.equal(textOf(store, 'numbers'), '[1]')
  })

  it('serves the document as it is to be served', async () => {
    const store = memoryStore()
    await putDocument(store, numbers, [1], undefined)
    assert.deepEqual([store.objects.get('numbers')?.type, store.objects.get('numbers')?.cache], ['application/json', 'max-age=0'])
  })

  it('says whether it may be kept gzipped', async () => {
    const told: unknown[] = []
    const store = {
      ...memoryStore(),
      put: (_key: string, _body: unknown, how: unknown) => Promise.resolve(told.push(how)).then(() => ({ kind: 'refused' }) as const),
    }
    await putDocument(store, { ...numbers, gzip: true }, [1], undefined)
    await putDocument(store, numbers, [1], undefined)
    const how = { when: 'absent', type: 'application/json', cache: 'max-age=0' }
    assert.deepEqual(told, [{ ...how, gzip: true }, how])
  })
})
