import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { localFiles } from '../../../adapters/local/files.ts'
import { type FilePut, planIndex } from '../../../core/index/plan.ts'
import type { ObjectStore } from '../../../core/store.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { putFile } from '../../../flows/index-change/put-file.ts'
import { fixedClock } from '../../fakes/fixed-clock.ts'
import { type MemoryStore, memoryStore } from '../../fakes/memory-store.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'

const name = 'demo-1.0-py3-none-any.whl'
const bytes = new TextEncoder().encode('the wheel')
const metadata = new TextEncoder().encode('Name: demo\n')

describe('putFile', () => {
  let folder: string
  let put: FilePut
  let store: MemoryStore
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'put-file-'))
    await writeFile(join(folder, name), bytes)
    const file = { path: join(folder, name), size: bytes.length, sha256: sha256Of(bytes) }
    const candidate = { filename: name, project: normalizeName('demo'), file, metadata: { bytes: metadata, sha256: sha256Of(metadata) } }
    const plan = planIndex([candidate], [], { documents: new Map(), lagging: new Set(), uploadTime: 'T', filesUrl: undefined })
    put = plan.puts[0] ?? assert.fail()
  })
  beforeEach(() => (store = memoryStore()))
  after(async () => await rm(folder, { recursive: true }))

  const pace = { clock: fixedClock(), random: () => 0.5, files: localFiles(join(tmpdir(), 'put-file-temp')) }
  const there = (key: string, what: Uint8Array): unknown => store.objects.set(key, { bytes: what, type: '', cache: '' })
  /** A store that keeps no digests, as a foreign bucket. */
  const forgetful = (inner: ObjectStore): ObjectStore => ({
    ...inner,
    head: async (key) => {
      const found = await inner.head(key)
      return found && { size: found.size, etag: found.etag }
    },
  })

  it('costs two requests', async () => {
    assert.equal((await putFile(store, put, pace)).kind, 'stored')
    assert.deepEqual(store.requests, [`PUT packages/${name}`, `PUT packages/${name}.metadata`])
  })

  for (const [what, open, there_, expected, requests] of [
    ['the same bytes', (one: ObjectStore) => one, bytes, 'adopted', ['PUT', 'HEAD', 'PUT']],
    ['the same bytes, of unknown digest', forgetful, bytes, 'adopted', ['PUT', 'HEAD', 'FETCH', 'PUT']],
    ['other bytes', (one: ObjectStore) => one, new TextEncoder().encode('another 1'), 'conflict', ['PUT', 'HEAD']],
    ['other bytes of unknown digest', forgetful, new TextEncoder().encode('another 1'), 'conflict', ['PUT', 'HEAD', 'FETCH']],
    ['other bytes of another size', forgetful, new Uint8Array([1]), 'conflict', ['PUT', 'HEAD']],
  ] as const) {
    it(`finds ${what} there: ${expected}`, async () => {
      there(put.key, there_)
      assert.equal((await putFile(open(store), put, pace)).kind, expected)
      assert.deepEqual(
        store.requests.map((request) => request.split(' ')[0]),
        requests,
      )
      assert.equal(store.objects.get(put.key)?.bytes, there_)
      assert.equal(store.objects.has(`${put.key}.metadata`), expected === 'adopted')
    })
  }

  it('tries again when two writes met and neither was done', async () => {
    let left = 2
    const meeting: ObjectStore = { ...store, put: async (...how) => (left-- > 0 ? { kind: 'refused' } : await store.put(...how)) }
    assert.equal((await putFile(meeting, put, pace)).kind, 'stored')
  })

  it('gives up when that never ends', async () => {
    const never: ObjectStore = { ...store, put: () => Promise.resolve({ kind: 'refused' }) }
    assert.equal(await rejectedCode(putFile(never, put, pace)), 'STORE_REFUSED')
  })

  for (const [what, found, requests] of [
    ['leaves the same metadata', metadata, 4],
    ['puts other metadata right', new Uint8Array([1]), 5],
  ] as const) {
    it(what, async () => {
      there(put.key, bytes)
      there(`${put.key}.metadata`, found)
      await putFile(store, put, pace)
      assert.deepEqual(store.objects.get(`${put.key}.metadata`)?.bytes, metadata)
      assert.equal(store.requests.length, requests)
    })
  }
})
