import assert from 'node:assert/strict'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { pack, unpack } from '../../../adapters/s3/gzip.ts'
import { served } from '../../../core/index/layout.ts'
import type { ObjectStore } from '../../../core/store.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { type S3Server, startS3Server } from '../../../local-agent/services/s3-server.ts'
import { ownBucket } from '../../servers/own-bucket.ts'

describe('pages that are kept gzipped', () => {
  let server: S3Server
  before(async () => {
    server = await startS3Server({ buckets: ['bucket'] })
  })
  after(async () => await server.close())
  const open = (compress: boolean): ObjectStore => ownBucket(server, { compress })
  const page = Buffer.from('<a href="demo-1.0-py3-none-any.whl">demo</a>\n'.repeat(1000))
  const encodingOf = (key: string): string | undefined => server.buckets.get('bucket')?.get(key)?.headers['content-encoding']

  it('come back as they were, whatever they are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 5000 }), async (bytes) => {
        assert.deepEqual(Buffer.from(await unpack(await pack(bytes), 'gzip')), Buffer.from(bytes))
      }),
      { numRuns: 50 },
    )
  })

  it('are the same bytes at any time and on any system', async () => {
    const packed = Buffer.from(await pack(page))
    assert.deepEqual(packed, Buffer.from(await pack(page)))
    assert.equal(packed.subarray(0, 10).toString('hex'), '1f8b08000000000000ff')
  })

  it('say so, are smaller, and are read by whoever keeps none', async () => {
    await open(true).put('page', page, { ...served.html, when: 'absent' })
    assert.equal(encodingOf('page'), 'gzip')
    assert.ok((server.buckets.get('bucket')?.get('page')?.bytes.length ?? Infinity) < page.length / 10)
    const found = await open(false).get('page')
    assert.deepEqual([Buffer.from(found?.bytes ?? []), found?.type, found?.cache], [page, served.html.type, served.html.cache])
  })

  for (const [says, compress, bytes, how] of [
    ['where it is not wanted', false, page, served.html],
    ['of what fits into the first flight', true, page.subarray(0, 16_000), served.html],
    ['of what is no page', true, page, served.metadata],
  ] as const)
    it(`are not made ${says}`, async () => {
      await open(compress).put(says, bytes, { ...how, when: 'absent' })
      assert.equal(encodingOf(says), undefined)
      assert.deepEqual(server.buckets.get('bucket')?.get(says)?.bytes, Buffer.from(bytes))
    })

  it('are taken as they are from one who unpacks and does not say so', async () => {
    assert.deepEqual(Buffer.from(await unpack(page, 'gzip')), page)
    assert.deepEqual(Buffer.from(await unpack(gzipSync(page), undefined)), gzipSync(page))
    assert.deepEqual(Buffer.from(await unpack(gzipSync(page), 'aws-chunked,gzip')), page)
  })

  it('are the store’s matter when they cannot be unpacked', async () => {
    const modified = new Date()
    const headers = { 'content-encoding': 'gzip' }
    server.buckets.get('bucket')?.set('damaged', { bytes: gzipSync(page).subarray(0, 100), etag: '"x"', headers, modified })
    assert.equal(await rejectedCode(open(true).get('damaged')), 'STORE_REFUSED')
  })
})
