import assert from 'node:assert/strict'
import { served } from '../../../core/index/layout.ts'
import type { ObjectStore } from '../../../core/store.ts'
import { fixedClock } from '../../fakes/fixed-clock.ts'
import { memoryStore, type MemoryStore } from '../../fakes/memory-store.ts'
import { pkgInfo, sdistBytes } from '../../fakes/sdist-bytes.ts'
import { breakages } from './unsound.ts'
import { late, offeredBy, publishSound, readOnly, verifyIndex, writeSound } from './verifying.ts'
import { type Publishing, startPublishing } from './publishing.ts'

const file = 'packages/demo-1.0-py3-none-any.whl'

describe('mode verify, in odd company', () => {
  let publishing: Publishing
  let store: MemoryStore
  before(async () => {
    publishing = await startPublishing()
    await writeSound(publishing)
  })
  beforeEach(async () => {
    store = memoryStore()
    await publishSound(publishing, store, 's3')
  })
  after(async () => await publishing.close())

  it('tells only what two looks saw, also of what nobody publishes to', async () => {
    await store.delete('simple/demo/index.html')
    const away = store.objects.get(file)
    assert.ok(away !== undefined)
    const clock = fixedClock(late)
    const sleep = async (ms: number): Promise<void> => {
      // Gone at the second look, and back at the third.
      if (!store.objects.delete(file)) store.objects.set(file, away)
      await clock.sleep(ms)
    }
    const { found, result } = await verifyIndex(publishing, readOnly(store), 's3', {}, { clock: { ...clock, sleep } })
    assert.deepEqual({ found, result }, { found: ['simple/demo/index.html: page missing'], result: 'failed' })
  })

  it('finds files that are served from elsewhere, below whatever address, sound, and tells of what is missing there', async () => {
    const filesUrl = 'https://cdn.example.com/wheels'
    const served = memoryStore()
    await publishing.publish(served, { distributions: [`${publishing.folder}/sound`], filesUrl })
    const sound = await verifyIndex(publishing, served, 's3', { filesUrl })
    assert.deepEqual([sound.result, sound.found], ['succeeded', []])
    assert.match(sound.summary, /(\d+) files, \1 compared by SHA-256/)
    served.objects.delete(`${file}.metadata`)
    assert.equal((await verifyIndex(publishing, served, 's3', { filesUrl, repair: true })).found.length, 1)
    assert.equal((await verifyIndex(publishing, served, 's3', { filesUrl })).result, 'succeeded')
    served.objects.delete(file)
    assert.deepEqual((await verifyIndex(publishing, served, 's3', { filesUrl })).found, [`${file}: file missing`])
  })

  it('mends nothing of a project whose page is another tool’s, and all of the others', async () => {
    const foreign = breakages.find(({ kind }) => kind === 'page-foreign')
    await foreign?.breakIt(store)
    await store.delete(`${file}.metadata`)
    await store.delete('simple/other/index.html')
    const { found, result } = await verifyIndex(publishing, store, 's3', { repair: true })
    assert.equal(found.length, 3)
    assert.equal(result, 'failed')
    assert.deepEqual((await verifyIndex(publishing, readOnly(store), 's3')).found, [
      `${file}.metadata: metadata missing`,
      "simple/demo/: another tool's page",
    ])
    assert.equal(new TextDecoder().decode((await store.get('simple/demo/'))?.bytes), '<html></html>')
  })

  it('leaves a page of others alone at a key that the layout does not have', async () => {
    const other = memoryStore()
    await publishing.publish(other, { distributions: [`${publishing.folder}/sound`], layout: 'website' })
    await other.put('simple/demo/', Buffer.from('<html></html>'), { when: 'always', ...served.html })
    assert.deepEqual((await verifyIndex(publishing, other, 's3', { layout: 'website', repair: true })).found, [])
    assert.ok(await other.head('simple/demo/'))
  })

  it('never takes other bytes for those that a document tells of', async () => {
    const bytes = Buffer.from(store.objects.get(file)?.bytes ?? [])
    bytes[12] = (bytes[12] ?? 0) ^ 1
    await store.put(file, bytes, { when: 'always', ...served.wheel })
    await store.delete(`${file}.metadata`)
    const before = await offeredBy(store)
    const silent: ObjectStore = {
      ...store,
      head: async (key) => {
        const { sha256: _sha256, ...head } = (await store.head(key)) ?? { size: 0, etag: '' }
        return head.etag === '' ? undefined : head
      },
    }
    const { found } = await verifyIndex(publishing, silent, 's3', { repair: true })
    assert.deepEqual(found, [`${file}.metadata: metadata missing`])
    assert.deepEqual(await offeredBy(store), before)
    const deep = await verifyIndex(publishing, readOnly(silent), 's3', { readFiles: true })
    assert.deepEqual(deep.found, [`${file}: other bytes`])
  })

  it('lists an sdist that nobody listed with the Requires-Python of its PKG-INFO', async () => {
    const sdist = sdistBytes('demo-9.0.tar.gz', { 'PKG-INFO': pkgInfo('demo', '9.0', 'Requires-Python: >=3.9\n') })
    await store.put('packages/demo-9.0.tar.gz', sdist, { when: 'absent', ...served.wheel })
    assert.equal((await verifyIndex(publishing, store, 's3', { repair: true })).result, 'succeeded')
    const listed = (await offeredBy(store))['demo'] as readonly { filename: string; requiresPython?: string }[]
    assert.equal(listed.find(({ filename }) => filename === 'demo-9.0.tar.gz')?.requiresPython, '>=3.9')
  })
})
