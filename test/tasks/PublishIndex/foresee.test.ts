import assert from 'node:assert/strict'
import { normalizeName } from '../../../core/python/name.ts'
import { foresee } from '../../../tasks/PublishIndex/publish/foresee.ts'
import { memoryStore } from '../../fakes/memory-store.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'

describe('foresee', () => {
  const wheels = Array.from({ length: 20 }, (_, at) => `/built/p${at}-1.0-py3-none-any.whl`)

  it('asks once a project for a few of them, before anybody does', async () => {
    const store = memoryStore()
    const read = foresee(['/built/demo-1.0-py3-none-any.whl', '/built/Demo-2.0-py3-none-any.whl', '/built/notes.txt'], store)
    assert.deepEqual(store.requests, ['GET simple/demo/index.json'])
    await read(normalizeName('demo'))
    assert.equal(store.requests.length, 1)
    foresee(wheels, store)
    assert.equal(store.requests.length, 1 + 16)
  })

  it('asks for any other when it is wanted', async () => {
    const store = memoryStore()
    assert.equal(await foresee([], store)(normalizeName('demo')), undefined)
    assert.deepEqual(store.requests, ['GET simple/demo/index.json'])
  })

  it('tells of a failure to whoever asks, and to nobody else', async () => {
    const store = memoryStore()
    store.objects.set('simple/p1/index.json', { bytes: new Uint8Array(1), type: '', cache: '' })
    const read = foresee(wheels, store)
    assert.equal(await read(normalizeName('p0')), undefined)
    assert.equal(await rejectedCode(read(normalizeName('p1'))), 'INDEX_INVALID')
  })
})
