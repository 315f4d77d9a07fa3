import assert from 'node:assert/strict'
import { rehearsal } from '../../flows/rehearse.ts'
import type { StoredObject } from '../../core/store.ts'
import { memoryStore } from '../fakes/memory-store.ts'

const how = { type: '', cache: '' }
const text = (value: string): Uint8Array => new TextEncoder().encode(value)

describe('a rehearsal', () => {
  it('reads back what it wrote, and leaves the store as it was', async () => {
    const store = memoryStore()
    await store.put('there', text('old'), { when: 'always', ...how })
    store.requests.length = 0
    const tried = rehearsal(store)
    assert.deepEqual(await tried.put('there', text('new'), { when: 'absent', ...how }), { kind: 'refused' })
    const etag = (await tried.get('there'))?.etag ?? ''
    assert.equal((await tried.put('there', text('new'), { when: { etag }, ...how })).kind, 'stored')
    assert.equal((await tried.put('there', text('newer'), { when: { etag }, ...how })).kind, 'refused')
    assert.equal((await tried.put('fresh', text('x'), { when: 'absent', ...how })).kind, 'stored')
    assert.equal(new TextDecoder().decode((await tried.get('there'))?.bytes), 'new')
    assert.equal((await tried.head('fresh'))?.size, 1)
    const listed: StoredObject[] = []
    for await (const one of tried.list('')) listed.push(one)
    assert.deepEqual(listed.map(({ key, size }) => `${key} ${size}`).sort(), ['fresh 1', 'there 3'])
    assert.deepEqual(
      store.requests.filter((request) => /^(?:PUT|DELETE)/.test(request)),
      [],
    )
    assert.equal(store.objects.size, 1)
  })
  it('deletes in memory only', async () => {
    const store = memoryStore('the store')
    await store.put('a', text('old'), { when: 'always', ...how })
    const tried = rehearsal(store)
    await tried.delete('a', 'other')
    assert.ok(await tried.get('a'))
    await tried.delete('a')
    assert.deepEqual([await tried.get('a'), await tried.head('a'), tried.name], [undefined, undefined, 'the store'])
    assert.equal((await tried.put('a', text('x'), { when: 'absent', ...how })).kind, 'stored')
    assert.ok(await store.get('a'))
  })
})
