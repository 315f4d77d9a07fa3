import assert from 'node:assert/strict'
import { join } from 'node:path'
import { s3Store } from '../../../adapters/s3/s3-store.ts'
import { unconditional } from '../../../adapters/unconditional-store.ts'
import type { ObjectStore } from '../../../core/store.ts'
import { type S3Server, startS3Server } from '../../../local-agent/services/s3-server.ts'
import { stopAfter, Stopped } from '../../fakes/memory-store.ts'
import { assertConsistent, assertConverged } from './consistent.ts'
import { type Publishing, startPublishing } from './publishing.ts'

const first = ['demo-1.0-py3-none-any.whl']
const second = ['demo-2.0-py3-none-any.whl', 'other-1.0+cpu-py3-none-any.whl']
const all = { demo: [first[0] ?? '', second[0] ?? ''], other: [second[1] ?? ''] }
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }

for (const conditional of ['ignored', 'refused'] as const) {
  describe(`PublishIndex with 'concurrency: none', where conditions are ${conditional}`, () => {
    let publishing: Publishing
    let server: S3Server
    before(async () => {
      publishing = await startPublishing()
      for (const name of first) await publishing.wheel(`first/${name}`)
      for (const name of [...first, ...second]) await publishing.wheel(`all/${name}`)
    })
    beforeEach(async () => {
      server = await startS3Server({ buckets: ['bucket'], conditional })
    })
    afterEach(async () => await server.close())
    after(async () => await publishing.close())

    const open = (prefix = ''): ObjectStore =>
      unconditional(s3Store({ name: 's3://bucket', bucket: 'bucket', prefix, endpointUrl: server.url, credentials }))
    const publish = async (store: ObjectStore, folder: 'first' | 'all'): Promise<void> => {
      const outcome = await publishing.publish(store, { distributions: [join(publishing.folder, folder)], concurrency: 'none' })
      assert.equal(outcome.result, 'succeeded')
    }

    it('publishes, sends no condition, and a re-run writes nothing', async () => {
      await publish(open(), 'first')
      await publish(open(), 'all')
      await assertConverged(open(), all, true)
      assert.deepEqual(
        server.requests.filter(({ method, headers }) => method === 'PUT' && (headers['if-match'] ?? headers['if-none-match'])),
        [],
      )
      const before = server.requests.length
      await publish(open(), 'all')
      assert.deepEqual(
        server.requests.slice(before).filter(({ method }) => method !== 'GET'),
        [],
      )
    })

    // The two servers see the same requests, so each way of being stopped is tried on one of them.
    const answered = conditional === 'ignored'
    it(`is whole wherever it is stopped, ${answered ? 'between two requests' : 'before an answer came'}, and goes on`, async () => {
      for (let n = 0, stopped = true; stopped; n += 1) {
        const store = open(`prefix-${n}`)
        await publish(store, 'first')
        stopped = await publish(stopAfter(store, n, answered), 'all').then(
          () => false,
          (error: unknown) => error instanceof Stopped || assert.fail(String(error)),
        )
        await assertConsistent(store)
        await publish(store, 'all')
        await assertConverged(store, all, true)
      }
    })
  })
}
