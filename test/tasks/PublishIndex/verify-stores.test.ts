import assert from 'node:assert/strict'
import { join } from 'node:path'
import { folderStore } from '../../../adapters/folder/folder-store.ts'
import { kinds } from '../../../core/index/inconsistency.ts'
import type { ObjectStore } from '../../../core/store.ts'
import { type S3Server, startS3Server } from '../../../local-agent/services/s3-server.ts'
import { memoryStore, stopAfter, Stopped } from '../../fakes/memory-store.ts'
import { assertConsistent } from './consistent.ts'
import { type Publishing, startPublishing } from './publishing.ts'
import { breakages } from './unsound.ts'
import { type Kind, offeredBy, publishSound, readOnly, verifyIndex, writeSound } from './verifying.ts'
import { ownBucket } from '../../servers/own-bucket.ts'

describe('mode verify, on real stores', () => {
  let publishing: Publishing
  let server: S3Server
  const buckets = ['sound', ...breakages.map((_, at) => `bucket-${at}`)]
  before(async () => {
    publishing = await startPublishing()
    await writeSound(publishing)
    server = await startS3Server({ buckets })
    await publishSound(publishing, bucket('sound'), 's3')
    assert.deepEqual((await verifyIndex(publishing, readOnly(bucket('sound')), 's3')).found, [])
  })
  after(async () => {
    await server.close()
    await publishing.close()
  })

  /** All of one name, which an index of ours notes: a copy of the sound one is as sound. */
  const bucket = (name: string): ObjectStore => ownBucket(server, { bucket: name })
  const sound: Record<Kind, (at: number) => Promise<ObjectStore>> = {
    folder: async (at) => {
      const store = folderStore(join(publishing.folder, `store-${at}`))
      await publishSound(publishing, store, 'folder')
      assert.deepEqual((await verifyIndex(publishing, readOnly(store), 'folder')).found, [])
      return store
    },
    s3: (at) => {
      for (const [key, object] of server.buckets.get('sound') ?? []) server.buckets.get(`bucket-${at}`)?.set(key, object)
      return Promise.resolve(bucket(`bucket-${at}`))
    },
  }

  for (const kind of ['folder', 's3'] as const)
    for (const [at, { kind: wrong, why, needs, breakIt }] of breakages.entries()) {
      if (needs === undefined ? breakages.findIndex((one) => one.kind === wrong) !== at : kind === 'folder') continue
      it(`finds and mends it where ${why} (${kind}, ${wrong})`, async () => {
        const store = await sound[kind](at)
        await breakIt(store)
        const { found } = await verifyIndex(publishing, readOnly(store), kind, { readFiles: true })
        assert.deepEqual(
          found.map((one) => one.replace(/^\S+: /, '')),
          [kinds[wrong].title],
        )
        if (kinds[wrong].mend === 'none' || why === 'somebody copied what is no wheel') return
        await verifyIndex(publishing, store, kind, { repair: true, acceptLoss: true })
        assert.deepEqual((await verifyIndex(publishing, readOnly(store), kind)).found, [])
      })
    }

  it('passes over a file that was stored just now, and says so', async () => {
    const store = folderStore(join(publishing.folder, 'young'))
    await publishSound(publishing, store, 'folder')
    const how = { when: 'absent', type: 'application/octet-stream', cache: '' } as const
    await store.put('packages/demo-7.0-py3-none-any.whl', Buffer.from('being published'), how)
    const clock = { now: () => new Date().toISOString(), sleep: () => Promise.resolve() }
    const { found, lines, result } = await verifyIndex(publishing, readOnly(store), 'folder', {}, { clock })
    assert.deepEqual({ found, result }, { found: [], result: 'succeeded' })
    assert.match(lines.join('\n'), /1 file stored less than an hour ago and not listed yet/)
  })
})

describe('a repair that is stopped', () => {
  let publishing: Publishing
  before(async () => {
    publishing = await startPublishing()
    await writeSound(publishing)
  })
  after(async () => await publishing.close())

  for (const { kind, why, breakIt } of breakages) {
    if (kinds[kind].mend === 'none' || why === 'somebody copied what is no wheel') continue
    it(`after any request leaves what the next one mends, where ${why} (${kind})`, async () => {
      const done = memoryStore()
      await publishSound(publishing, done, 's3')
      await breakIt(done)
      const broken = new Map(done.objects)
      const repair = async (store: ObjectStore): Promise<void> =>
        void (await verifyIndex(publishing, store, 's3', { repair: true, acceptLoss: true }))
      await repair(done)
      const offered = await offeredBy(done)
      for (let n = 0; ; n++) {
        const store = memoryStore()
        for (const [key, object] of broken) store.objects.set(key, object)
        const stopped = await repair(stopAfter(store, n, n % 2 === 0)).then(
          () => false,
          (error: unknown) => (error instanceof Stopped ? true : Promise.reject(error)),
        )
        if (kinds[kind].mend === 'repair' && !kind.startsWith('metadata') && kind !== 'file-untold' && kind !== 'file-misled')
          await whole(store, kind)
        await repair(store)
        assert.deepEqual((await verifyIndex(publishing, readOnly(store), 's3')).found, [], `stopped after ${n}`)
        assert.deepEqual(await offeredBy(store), offered)
        if (!stopped) return
      }
    })
  }
})

/** Where nothing that readers lean on was broken, they can lean on it all the while. */
async function whole(store: ObjectStore, kind: string): Promise<void> {
  if (['root-unreadable', 'root-extra', 'quarantine', 'page-behind', 'page-differs', 'requires-python'].includes(kind)) return
  await assertConsistent(store)
}
