import assert from 'node:assert/strict'
import { s3Store } from '../../adapters/s3/s3-store.ts'
import { unconditional } from '../../adapters/unconditional-store.ts'
import type { ObjectStore } from '../../core/store.ts'
import { type S3Server, startS3Server } from '../../local-agent/services/s3-server.ts'
import { objectStoreContract } from '../contracts/object-store.ts'
import { memoryStore } from '../fakes/memory-store.ts'

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }

describe('a store without conditions, to one writer', () => {
  for (const conditional of ['ignored', 'refused'] as const) {
    describe(`where the server has them ${conditional}`, () => {
      const servers: S3Server[] = []
      after(async () => await Promise.all(servers.map(async (server) => await server.close())))
      objectStoreContract(
        async (): Promise<ObjectStore> => {
          const server = await startS3Server({ buckets: ['bucket'], conditional })
          servers.push(server)
          const where = { name: 's3://bucket', bucket: 'bucket', prefix: 'p', endpointUrl: server.url, compress: true, credentials }
          return unconditional(s3Store(where))
        },
        { slashKeys: true, conditionalDelete: true, gzip: true, oneWriter: true },
      )
    })
  }

  it('looks before it writes on condition, and only then', async () => {
    const inner = memoryStore()
    const store = unconditional(inner)
    const how = { type: '', cache: '' }
    const bytes = new Uint8Array([1])
    const put = await store.put('a', bytes, { ...how, when: 'absent' })
    assert.equal((await store.put('a', bytes, { ...how, when: 'absent' })).kind, 'refused')
    await store.put('a', bytes, { ...how, when: 'always' })
    await store.delete('a', 'another')
    await store.delete('a', put.kind === 'stored' ? put.etag : '')
    await store.delete('a')
    assert.deepEqual(
      inner.requests.map((request) => request.split(' ')[0]),
      ['HEAD', 'PUT', 'HEAD', 'PUT', 'HEAD', 'HEAD', 'DELETE', 'DELETE'],
    )
  })
})
