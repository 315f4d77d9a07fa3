import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { localFiles } from '../../adapters/local/files.ts'
import { rehearsal } from '../../flows/rehearse.ts'
import type { StoredObject } from '../../core/store.ts'
import { sha256Of } from '../../core/sha256.ts'
import { objectStoreContract } from '../contracts/object-store.ts'
import { memoryStore } from '../fakes/memory-store.ts'

const how = { type: '', cache: '' }
const text = (value: string): Uint8Array => new TextEncoder().encode(value)

describe('a rehearsal', () => {
  objectStoreContract(() => Promise.resolve(rehearsal(memoryStore(), localFiles(tmpdir()))), { slashKeys: true, conditionalDelete: true })

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

  it('lists what the store has and what was written, in one order', async () => {
    const store = memoryStore()
    for (const key of ['a', 'c', 'e']) await store.put(key, text(key), { when: 'always', ...how })
    const tried = rehearsal(store)
    for (const key of ['b', 'd', 'c']) await tried.put(key, text('new'), { when: 'always', ...how })
    await tried.delete('e')
    const keys: string[] = []
    for await (const one of tried.list('')) keys.push(one.key)
    assert.deepEqual(keys, ['a', 'b', 'c', 'd'])
  })
  it('takes a file by its path where it is given no files, and tells of it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rehearsal-'))
    await writeFile(join(folder, 'file'), 'one')
    const file = { path: join(folder, 'file'), size: 3, sha256: sha256Of(text('one')) }
    const tried = rehearsal(memoryStore())
    assert.equal((await tried.put('a', file, { when: 'absent', ...how })).kind, 'stored')
    assert.equal((await tried.put('a', file, { when: 'absent', ...how })).kind, 'refused')
    const head = await tried.head('a')
    assert.deepEqual([head?.size, head?.sha256], [3, file.sha256])
    await assert.rejects(tried.get('a'), /no files/)
    await rm(folder, { recursive: true })
  })
})
