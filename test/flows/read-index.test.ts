import assert from 'node:assert/strict'
import { normalizeName } from '../../core/python/name.ts'
import { storeIndex } from '../../flows/read-index.ts'
import { memoryStore } from '../fakes/memory-store.ts'
import { rejectedCode } from '../fakes/problem-code.ts'

describe("a store's index", () => {
  const demo = normalizeName('demo')
  const holding = (text: string): ReturnType<typeof memoryStore> => {
    const store = memoryStore('the store')
    store.objects.set('simple/demo/index.json', { bytes: new TextEncoder().encode(text), type: '', cache: '' })
    return store
  }

  it('tells of files and deleted names in one read', async () => {
    const files = [{ filename: 'demo-1.0-py3-none-any.whl', url: '../../packages/x', hashes: {}, 'requires-python': '>=3', yanked: 'bad' }]
    const store = holding(JSON.stringify({ meta: { 'api-version': '1.4' }, name: 'demo', files, _deleted: [{ filename: 'old' }] }))
    const listing = await storeIndex(store).project(demo)
    assert.deepEqual(
      [listing?.files[0]?.filename, listing?.files[0]?.yanked, listing?.deleted],
      ['demo-1.0-py3-none-any.whl', 'bad', ['old']],
    )
    assert.deepEqual(store.requests, ['GET simple/index.html', 'GET simple/demo/index.json'])
    assert.equal(storeIndex(store).name, 'the store')
  })

  it('knows when a project is not there', async () => assert.equal(await storeIndex(memoryStore()).project(demo), undefined))

  it('never takes an unreadable document for nothing', async () => {
    assert.equal(await rejectedCode(storeIndex(holding('<html>')).project(demo)), 'INDEX_INVALID')
  })
})
