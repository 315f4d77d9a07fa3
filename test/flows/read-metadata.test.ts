import assert from 'node:assert/strict'
import { wheelFiles } from '../../adapters/zip/wheel-files.ts'
import { Problem } from '../../core/problem.ts'
import { readMetadata } from '../../flows/read-metadata.ts'
import { memoryStore } from '../fakes/memory-store.ts'
import { wheelBytes } from '../fakes/wheel-bytes.ts'

const file = 'foo-1.0-py3-none-any.whl'
const key = `packages/${file}`
const bytes = wheelBytes(file)

describe('metadata of a wheel in a store', () => {
  const stored = (content: Uint8Array = bytes): ReturnType<typeof memoryStore> => {
    const store = memoryStore()
    store.objects.set(key, { bytes: content, type: '', cache: '' })
    return store
  }

  it('is read by one range', async () => {
    const store = stored()
    const found = await readMetadata(store, { key, size: bytes.length }, wheelFiles)
    assert.deepEqual([found?.metadata?.fields.name, found?.says], ['foo', ''])
    assert.deepEqual(store.requests, [`RANGE ${key}`])
  })
  it('is undefined where the wheel is gone', async () =>
    assert.equal(await readMetadata(memoryStore(), { key, size: bytes.length }, wheelFiles), undefined))
  it('is told to be none of what is no zip', async () => {
    const found = await readMetadata(stored(Buffer.from('no zip')), { key, size: 6 }, wheelFiles)
    assert.equal(found?.metadata, undefined)
    assert.match(found?.says ?? '', /^it is no sound wheel/)
  })
  it('throws on what the store throws', async () => {
    for (const error of [new Problem('STORE_UNREACHABLE', 'away.', ''), new TypeError('a fault')]) {
      const store = { name: 'x', range: async () => await Promise.reject(error) }
      await assert.rejects(readMetadata(store, { key, size: bytes.length }, wheelFiles), error)
    }
  })
})
