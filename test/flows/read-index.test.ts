import assert from 'node:assert/strict'
import { formatProject } from '../../core/index/project-document.ts'
import { standing } from '../../core/index/standing.ts'
import { normalizeName } from '../../core/python/name.ts'
import { sha256Of } from '../../core/sha256.ts'
import { storeIndex } from '../../flows/read-index.ts'
import { documentFile, documentOf } from '../core/index/documents.ts'
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

  it('tells of the files of a quarantined project, which its pages hide: what is withdrawn is there, and nothing to be built again', async () => {
    const wheel = documentFile('demo-1.0-py3-none-any.whl')
    const text = formatProject(documentOf([wheel], { status: { status: 'quarantined' } }))
    assert.deepEqual((JSON.parse(text) as { files: unknown }).files, [])
    const listing = await storeIndex(holding(text)).project(demo)
    assert.equal(standing(wheel, listing), 'same')
    assert.equal(standing({ filename: wheel.filename, sha256: sha256Of('other') }, listing), 'conflict')
  })

  it('knows when a project is not there', async () => assert.equal(await storeIndex(memoryStore()).project(demo), undefined))

  it('never takes an unreadable document for nothing', async () => {
    assert.equal(await rejectedCode(storeIndex(holding('<html>')).project(demo)), 'INDEX_INVALID')
  })
})
