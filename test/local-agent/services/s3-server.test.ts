import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3'
import { FaultScript } from '../../../local-agent/services/faults.ts'
import { type S3Options, type S3Server, startS3Server } from '../../../local-agent/services/s3-server.ts'
import { s3Error } from '../../../local-agent/services/s3-xml.ts'

const Bucket = 'wheels'

describe('the S3 server', () => {
  let server: S3Server
  let client: S3Client

  const connect = (more: S3ClientConfig = {}): S3Client =>
    new S3Client({
      endpoint: server.url,
      region: 'eu-central-1',
      forcePathStyle: true,
      credentials: { accessKeyId: 'test', secretAccessKey: 'secret' },
      maxAttempts: 1,
      ...more,
    })
  const start = async (options: Partial<S3Options> = {}): Promise<void> => {
    server = await startS3Server({ buckets: [Bucket], ...options })
    client = connect()
  }
  afterEach(async () => {
    client.destroy()
    await server.close()
  })

  const put = (Key: string, Body = 'text', more: Partial<PutObjectCommandInput> = {}) =>
    client.send(new PutObjectCommand({ Bucket, Key, Body: Buffer.from(Body), ...more }))
  const read = async (Key: string, more = {}): Promise<string> => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key, ...more }))
    return (await Body?.transformToString()) ?? ''
  }
  const fails = (promise: Promise<unknown>, status: number, name?: string): Promise<void> =>
    assert.rejects(promise, (error: { name: string; $metadata: { httpStatusCode: number } }) => {
      assert.equal(error.$metadata.httpStatusCode, status)
      if (name !== undefined) assert.equal(error.name, name)
      return true
    })
  const md5 = (text: string): string => createHash('md5').update(text).digest('hex')

  describe('objects', () => {
    beforeEach(() => start())

    it('keeps an object with its type, cache control and metadata', async () => {
      const { ETag } = await put('a/b c+d ü.txt', 'text', {
        ContentType: 'text/plain',
        CacheControl: 'max-age=0',
        Metadata: { sha256: 'ab' },
      })
      assert.equal(ETag, `"${md5('text')}"`)
      const got = await client.send(new GetObjectCommand({ Bucket, Key: 'a/b c+d ü.txt' }))
      assert.deepEqual(
        [got.ETag, got.ContentType, got.CacheControl, got.Metadata, got.ContentLength],
        [ETag, 'text/plain', 'max-age=0', { sha256: 'ab' }, 4],
      )
      assert.ok(got.LastModified instanceof Date)
      assert.equal(await got.Body?.transformToString(), 'text')
      assert.deepEqual([...(server.buckets.get(Bucket)?.keys() ?? [])], ['a/b c+d ü.txt'])
    })

    it('answers HEAD as GET, without the body', async () => {
      await put('a', 'text', { ContentEncoding: 'gzip' })
      const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'a' }))
      assert.deepEqual([head.ContentLength, head.ETag, head.ContentEncoding], [4, `"${md5('text')}"`, 'gzip'])
    })

    it('keeps a key that ends in a slash, and an empty object', async () => {
      await put('simple/demo/', '')
      assert.equal(await read('simple/demo/'), '')
    })

    it('replaces and deletes', async () => {
      await put('a', 'one')
      await put('a', 'two')
      assert.equal(await read('a'), 'two')
      await client.send(new DeleteObjectCommand({ Bucket, Key: 'a' }))
      await client.send(new DeleteObjectCommand({ Bucket, Key: 'a' }))
      await fails(read('a'), 404, 'NoSuchKey')
    })

    it('has neither key nor bucket that is not there', async () => {
      await fails(read('absent'), 404, 'NoSuchKey')
      await fails(client.send(new HeadObjectCommand({ Bucket, Key: 'absent' })), 404)
      await fails(client.send(new GetObjectCommand({ Bucket: 'absent', Key: 'a' })), 404, 'NoSuchBucket')
      await fails(client.send(new HeadBucketCommand({ Bucket: 'absent' })), 404)
      await client.send(new HeadBucketCommand({ Bucket }))
    })

    for (const [range, part] of [
      ['bytes=0-0', '0'],
      ['bytes=2-4', '234'],
      ['bytes=7-', '789'],
      ['bytes=7-99', '789'],
      ['bytes=-2', '89'],
      ['bytes=-99', '0123456789'],
    ] as const) {
      it(`gives ${range}`, async () => {
        await put('a', '0123456789')
        const got = await client.send(new GetObjectCommand({ Bucket, Key: 'a', Range: range }))
        assert.equal(got.$metadata.httpStatusCode, 206)
        assert.match(got.ContentRange ?? '', /^bytes \d-9?\d*\/10$/)
        assert.equal(await got.Body?.transformToString(), part)
      })
    }

    it('has no bytes beyond the end', async () => {
      await put('a', '0123456789')
      await fails(read('a', { Range: 'bytes=10-' }), 416, 'InvalidRange')
    })

    it('reads under conditions', async () => {
      const { ETag } = await put('a')
      await fails(read('a', { IfNoneMatch: ETag }), 304)
      await fails(read('a', { IfMatch: '"00"' }), 412, 'PreconditionFailed')
      assert.equal(await read('a', { IfMatch: ETag }), 'text')
    })

    it('says no to what it does not do', async () => {
      const ask = (path: string, method: string, headers = {}): Promise<Response> =>
        fetch(server.url + path, {
          method,
          headers: { authorization: 'AWS4-HMAC-SHA256 Credential=test/20261121/r/s3/aws4_request, Signature=0', ...headers },
        })
      for (const [path, method] of [
        ['/wheels/a?uploads', 'POST'],
        ['/wheels/a', 'POST'],
        ['/wheels/a?acl', 'GET'],
        ['/wheels?list-type=1', 'GET'],
        ['/wheels', 'PUT'],
      ] as const) {
        assert.equal((await ask(path, method)).status, 501, path)
      }
      assert.equal((await ask('/wheels/a', 'PUT', { 'x-amz-copy-source': '/wheels/b' })).status, 501)
    })
  })

  describe('what a body must be', () => {
    beforeEach(() => start())
    const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64')

    it('is what its checksums say', async () => {
      await put('a', 'text', { ChecksumSHA256: sha256('text'), ContentMD5: Buffer.from(md5('text'), 'hex').toString('base64') })
      const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'a', ChecksumMode: 'ENABLED' }))
      assert.equal(head.ChecksumSHA256, sha256('text'))
      assert.equal((await client.send(new HeadObjectCommand({ Bucket, Key: 'a' }))).ChecksumSHA256, undefined)
    })

    it('or is refused, and nothing is stored', async () => {
      await fails(put('a', 'text', { ChecksumSHA256: sha256('other') }), 400, 'BadDigest')
      await fails(put('a', 'text', { ContentMD5: Buffer.from(md5('other'), 'hex').toString('base64') }), 400, 'BadDigest')
      await fails(put('a', 'text', { ChecksumCRC32: 'AAAAAA==' }), 400, 'BadDigest')
      assert.equal(server.buckets.get(Bucket)?.size, 0)
    })

    it('may be a stream of known length', async () => {
      const Body = Readable.from([Buffer.from('str'), Buffer.from('eam')])
      await client.send(
        new PutObjectCommand({ Bucket, Key: 'a', Body, ContentLength: 6, ChecksumSHA256: sha256('stream'), IfNoneMatch: '*' }),
      )
      assert.equal(await read('a'), 'stream')
    })

    it('may be framed as aws-chunked, with its checksum in the trailer', async () => {
      const Body = Readable.from([Buffer.from('str'), Buffer.from('eam')])
      await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body, ContentLength: 6, ContentEncoding: 'gzip' }))
      assert.ok(server.requests[0]?.headers['content-encoding']?.includes('aws-chunked'))
      assert.deepEqual(server.buckets.get(Bucket)?.get('a')?.bytes, Buffer.from('stream'))
      const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'a' }))
      assert.equal(head.ContentEncoding, 'gzip')
    })

    const signed = 'AWS4-HMAC-SHA256 Credential=test/20261121/r/s3/aws4_request, Signature=0'
    for (const [what, body, headers, status] of [
      [
        'a frame that is cut',
        '5\r\nabc',
        { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', 'x-amz-decoded-content-length': '5' },
        400,
      ],
      [
        'a frame without end',
        '3\r\nabc\r\n',
        { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', 'x-amz-decoded-content-length': '3' },
        400,
      ],
      [
        'another length',
        '3\r\nabc\r\n0\r\n\r\n',
        { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', 'x-amz-decoded-content-length': '4' },
        400,
      ],
      [
        'a wrong trailer',
        '3\r\nabc\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n',
        { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', 'x-amz-decoded-content-length': '3' },
        400,
      ],
      [
        'signed chunks',
        '3;chunk-signature=00\r\nabc\r\n0;chunk-signature=00\r\n\r\n',
        { 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD', 'x-amz-decoded-content-length': '3' },
        200,
      ],
      ['another hash than was signed', 'abc', { 'x-amz-content-sha256': '0'.repeat(64) }, 400],
    ] as const) {
      it(`${status} for ${what}`, async () => {
        const answer = await fetch(`${server.url}/wheels/a`, { method: 'PUT', body, headers: { authorization: signed, ...headers } })
        assert.equal(answer.status, status)
        assert.equal(server.buckets.get(Bucket)?.get('a')?.bytes.toString(), status === 200 ? 'abc' : undefined)
      })
    }

    it('must tell its length', async () => {
      const body = new ReadableStream({ start: (controller) => (controller.enqueue(Buffer.from('abc')), controller.close()) })
      const answer = await fetch(`${server.url}/wheels/a`, { method: 'PUT', body, duplex: 'half', headers: { authorization: signed } })
      assert.equal(answer.status, 411)
    })
  })

  describe('writes under conditions', () => {
    it('creates only what is not there', async () => {
      await start()
      await put('a', 'one', { IfNoneMatch: '*' })
      await fails(put('a', 'two', { IfNoneMatch: '*' }), 412, 'PreconditionFailed')
      await fails(put('a', 'two', { IfNoneMatch: '"00"' }), 501, 'NotImplemented')
      assert.equal(await read('a'), 'one')
    })

    for (const bare of [true, false]) {
      it(`replaces only what it knows, by a ${bare ? 'bare' : 'quoted'} ETag`, async () => {
        await start()
        const { ETag = '' } = await put('a', 'one')
        const IfMatch = bare ? ETag.replaceAll('"', '') : ETag
        await fails(put('absent', 'two', { IfMatch }), 404, 'NoSuchKey')
        await put('a', 'two', { IfMatch })
        await fails(put('a', 'three', { IfMatch }), 412, 'PreconditionFailed')
        assert.equal(await read('a'), 'two')
      })
    }

    it('lets one of many creators win', async () => {
      await start()
      const ends = await Promise.allSettled(Array.from({ length: 16 }, (_, at) => put('a', String(at), { IfNoneMatch: '*' })))
      assert.equal(ends.filter((end) => end.status === 'fulfilled').length, 1)
    })

    it('deletes only what it knows', async () => {
      await start()
      const { ETag = '' } = await put('a')
      const remove = (IfMatch: string): Promise<unknown> => client.send(new DeleteObjectCommand({ Bucket, Key: 'a', IfMatch }))
      await fails(remove('00'), 412, 'PreconditionFailed')
      await remove(ETag)
      await remove(ETag)
      assert.equal(server.buckets.get(Bucket)?.size, 0)
    })

    it('may ignore conditions', async () => {
      await start({ conditional: 'ignored' })
      await put('a', 'one', { IfNoneMatch: '*' })
      await put('a', 'two', { IfNoneMatch: '*' })
      await put('a', 'three', { IfMatch: '00' })
      assert.equal(await read('a'), 'three')
    })

    it('may refuse conditions, and only those', async () => {
      await start({ conditional: 'refused' })
      await fails(put('a', 'one', { IfNoneMatch: '*' }), 501, 'NotImplemented')
      await put('a')
      await fails(put('a', 'one', { IfMatch: '00' }), 501)
      assert.equal(await read('a'), 'text')
    })
  })

  describe('lists', () => {
    const keys = ['a', 'b/1', 'b/2', 'b/c/3', 'c+d', 'e f', 'z&<"', 'ä', '\u{10000}', '\uffee']
    const list = async (more: object): Promise<{ keys: string[]; prefixes: string[]; pages: number }> => {
      const found = { keys: [] as string[], prefixes: [] as string[], pages: 0 }
      let ContinuationToken: string | undefined
      do {
        const page = await client.send(
          new ListObjectsV2Command({ Bucket, ...more, ...(ContinuationToken === undefined ? {} : { ContinuationToken }) }),
        )
        found.keys.push(...(page.Contents ?? []).map((one) => one.Key ?? ''))
        found.prefixes.push(...(page.CommonPrefixes ?? []).map((one) => one.Prefix ?? ''))
        found.pages++
        assert.equal(page.KeyCount, (page.Contents?.length ?? 0) + (page.CommonPrefixes?.length ?? 0))
        ContinuationToken = page.NextContinuationToken
        assert.equal(page.IsTruncated, ContinuationToken !== undefined)
      } while (ContinuationToken !== undefined)
      return found
    }
    const inOrder = ['a', 'b/1', 'b/2', 'b/c/3', 'c+d', 'e f', 'z&<"', 'ä', '\uffee', '\u{10000}']
    const atTop = inOrder.filter((key) => !key.includes('/'))

    for (const [what, ask, options, expected] of [
      ['all, by UTF-8 bytes', {}, {}, { keys: inOrder, prefixes: [], pages: 1 }],
      ['in pages of the server', {}, { pageSize: 3 }, { keys: inOrder, prefixes: [], pages: 4 }],
      ['in pages of the client', { MaxKeys: 5 }, {}, { keys: inOrder, prefixes: [], pages: 2 }],
      ['by prefix', { Prefix: 'b/' }, {}, { keys: ['b/1', 'b/2', 'b/c/3'], prefixes: [], pages: 1 }],
      ['by prefix and delimiter', { Prefix: 'b/', Delimiter: '/' }, {}, { keys: ['b/1', 'b/2'], prefixes: ['b/c/'], pages: 1 }],
      ['by delimiter, in pages', { Delimiter: '/' }, { pageSize: 1 }, { keys: atTop, prefixes: ['b/'], pages: 8 }],
      ['behind a key', { StartAfter: 'b/2', Delimiter: '/', MaxKeys: 2 }, {}, { keys: inOrder.slice(4), prefixes: ['b/'], pages: 4 }],
      ['nothing', { Prefix: 'absent' }, {}, { keys: [], prefixes: [], pages: 1 }],
      ['encoded', { EncodingType: 'url', Prefix: 'e ' }, {}, { keys: ['e+f'], prefixes: [], pages: 1 }],
      ['a plus, encoded', { EncodingType: 'url', Prefix: 'c' }, {}, { keys: ['c%2Bd'], prefixes: [], pages: 1 }],
      ['slashes as they are', { EncodingType: 'url', Prefix: 'b/c' }, {}, { keys: ['b/c/3'], prefixes: [], pages: 1 }],
    ] as const) {
      it(what, async () => {
        await start(options)
        for (const key of keys) await put(key)
        assert.deepEqual(await list(ask), expected)
      })
    }

    it('size, ETag and time of each', async () => {
      await start()
      const { ETag } = await put('a')
      const { Contents: [one] = [] } = await client.send(new ListObjectsV2Command({ Bucket }))
      assert.deepEqual([one?.Size, one?.ETag, one?.LastModified instanceof Date], [4, ETag, true])
    })
  })

  describe('who may ask', () => {
    it('only the owner of the access key', async () => {
      await start({ accessKeyId: 'AKIAOTHER' })
      await fails(put('a'), 403, 'InvalidAccessKeyId')
      client = connect({ credentials: { accessKeyId: 'AKIAOTHER', secretAccessKey: 'x' } })
      await put('a')
    })

    it('nobody without a signature', async () => {
      await start()
      const answer = await fetch(`${server.url}/wheels/a`)
      assert.match(`${answer.status} ${await answer.text()}`, /^403 [^]*<Code>AccessDenied<\/Code>/)
    })

    it('everybody who only reads objects, where that is allowed', async () => {
      await start({ publicRead: true })
      await put('a')
      const status = async (key: string, method = 'GET'): Promise<number> =>
        (await fetch(`${server.url}/wheels/${key}`, { method, ...(method === 'PUT' ? { body: 'x' } : {}) })).status
      assert.deepEqual([await status('a'), await status('a', 'HEAD'), await status('b')], [200, 200, 404])
      assert.deepEqual([await status('', 'GET'), await status('a', 'PUT'), await status('a', 'DELETE')], [403, 403, 403])
    })
  })

  describe('faults', () => {
    it('answers SlowDown, a conflict, and then goes on', async () => {
      const faults = new FaultScript([
        { method: 'PUT', path: /\/a\b/, do: s3Error('SlowDown') },
        { method: 'PUT', path: /\/a\b/, after: 1, do: s3Error('ConditionalRequestConflict') },
      ])
      await start({ faults })
      await fails(put('a'), 503, 'SlowDown')
      await fails(put('a'), 409, 'ConditionalRequestConflict')
      await put('a')
    })

    it('is survived by a client that tries again', async () => {
      const faults = new FaultScript([
        { path: /./, do: s3Error('InternalError') },
        { path: /./, after: 1, do: 'reset' },
      ])
      await start({ faults })
      client = connect({ maxAttempts: 3 })
      await put('a')
      assert.equal(server.requests.length, 3)
    })

    it('stops after request n', async () => {
      await start({ faults: new FaultScript([{ path: /./, after: 2, times: Infinity, do: 'reset' }]) })
      await put('a')
      await put('b')
      await assert.rejects(put('c'))
      assert.deepEqual([...(server.buckets.get(Bucket)?.keys() ?? [])], ['a', 'b'])
    })

    it('stores what it does not confirm', async () => {
      await start({ faults: new FaultScript([{ method: 'PUT', path: /./, carriedOut: true, do: 'reset' }]) })
      await assert.rejects(put('a'))
      assert.equal(await read('a'), 'text')
    })
  })
})
