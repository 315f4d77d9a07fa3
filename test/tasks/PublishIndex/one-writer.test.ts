import assert from 'node:assert/strict'
import { join } from 'node:path'
import { unconditional } from '../../../adapters/unconditional-store.ts'
import type { ObjectStore } from '../../../core/store.ts'
import { startS3Server } from '../../../local-agent/services/s3-server.ts'
import { memoryStore, stopAfter, Stopped } from '../../fakes/memory-store.ts'
import { assertConsistent, assertConverged } from './consistent.ts'
import { type Publishing, startPublishing } from './publishing.ts'
import { ownBucket } from '../../servers/own-bucket.ts'

const first = ['demo-1.0-py3-none-any.whl']
const second = ['demo-2.0-py3-none-any.whl', 'other-1.0+cpu-py3-none-any.whl']
const all = { demo: [first[0] ?? '', second[0] ?? ''], other: [second[1] ?? ''] }

describe("PublishIndex with 'concurrency: none'", () => {
  let publishing: Publishing
  before(async () => {
    publishing = await startPublishing()
    for (const name of first) await publishing.wheel(`first/${name}`)
    for (const name of [...first, ...second]) await publishing.wheel(`all/${name}`)
  })
  after(async () => await publishing.close())

  const publish = async (store: ObjectStore, folder: 'first' | 'all'): Promise<void> => {
    const outcome = await publishing.publish(store, { distributions: [join(publishing.folder, folder)], concurrency: 'none' })
    assert.equal(outcome.result, 'succeeded')
  }

  for (const conditional of ['ignored', 'refused'] as const)
    it(`publishes where conditions are ${conditional}, sends none, and a re-run writes nothing`, async () => {
      const server = await startS3Server({ buckets: ['bucket'], conditional })
      const open = (): ObjectStore => unconditional(ownBucket(server))
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
      await server.close()
    })

  // What a server makes of conditions is nothing to who sends none, so that a store in memory will do.
  for (const answered of [true, false])
    it(`is whole wherever it is stopped, ${answered ? 'between two requests' : 'before an answer came'}, and goes on`, async () => {
      for (let n = 0, stopped = true; stopped; n += 1) {
        const store = unconditional(memoryStore())
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
