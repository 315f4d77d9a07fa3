import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { persistence } from '../../../adapters/s3/persist.ts'
import { s3Store } from '../../../adapters/s3/s3-store.ts'
import type { ObjectStore } from '../../../core/store.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { FaultScript } from '../../../local-agent/services/faults.ts'
import { objectStoreContract } from '../../contracts/object-store.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { type S3Options, type S3Server, startS3Server } from '../../../local-agent/services/s3-server.ts'

describe('the S3 store', () => {
  const servers: S3Server[] = []
  after(async () => await Promise.all(servers.map(async (server) => await server.close())))

  for (const prefix of ['', 'some/prefix']) {
    describe(prefix === '' ? 'at the root of a bucket' : 'below a prefix', () => {
      objectStoreContract(
        async () => {
          const server = await startS3Server({ buckets: ['bucket'], pageSize: 2 })
          servers.push(server)
          return openAt(server.url, prefix, prefix !== '')
        },
        { slashKeys: true, conditionalDelete: true, gzip: prefix !== '' },
      )
    })
  }
})

describe('the S3 store, in trouble', () => {
  const text = new TextEncoder().encode('text')
  const how = { type: 'text/plain', cache: '' }
  let server: S3Server | undefined
  afterEach(async () => await server?.close())
  const start = async (options: Partial<S3Options>): Promise<ObjectStore> => {
    server = await startS3Server({ buckets: ['bucket'], ...options })
    return openAt(server.url)
  }
  const answer = (status: number, code: string): FaultScript =>
    new FaultScript([{ path: /./, times: 99, do: { status, body: `<Error><Code>${code}</Code><Message>No.</Message></Error>` } }])

  for (const [status, code, expected] of [
    [403, 'AccessDenied', 'STORE_REFUSED'],
    [403, 'InvalidAccessKeyId', 'STORE_REFUSED'],
    [403, 'SignatureDoesNotMatch', 'STORE_REFUSED'],
    [400, 'ExpiredToken', 'STORE_REFUSED'],
    [404, 'NoSuchBucket', 'STORE_REFUSED'],
    [501, 'NotImplemented', 'STORE_UNSAFE'],
  ] as const) {
    it(`tells ${status} ${code} as ${expected}`, async () => {
      const store = await start({ faults: answer(status, code) })
      assert.equal(await rejectedCode(store.put('a', text, { ...how, when: 'absent' })), expected)
      assert.equal(await rejectedCode(store.get('a')), expected)
      assert.equal(await rejectedCode(store.delete('a')), expected)
    })
  }

  for (const body of ['', '<html><body>Not <b>found</b></body></html>', '404 page not found', '{"error":"not found"}']) {
    it(`does not take 404 ${JSON.stringify(body)} for an empty store: no S3 server says that`, async () => {
      const store = await start({ faults: new FaultScript([{ path: /./, times: 99, do: { status: 404, body } }]) })
      assert.equal(await rejectedCode(store.get('a')), 'STORE_REFUSED')
      assert.equal(await rejectedCode(store.put('a', text, { ...how, when: 'absent' })), 'STORE_REFUSED')
      assert.equal(await rejectedCode(store.put('a', text, { ...how, when: { etag: 'x' } })), 'STORE_REFUSED')
      assert.equal(await rejectedCode(store.delete('a', 'x')), 'STORE_REFUSED')
    })
  }

  it('tells who was not asked for credentials, too', async () => {
    const store = await start({ accessKeyId: 'another' })
    assert.equal(await rejectedCode(store.get('a')), 'STORE_REFUSED')
    assert.equal(await rejectedCode(store.head('a')), 'STORE_REFUSED')
  })

  it('takes 409, two writes that met, for a refusal', async () => {
    const store = await start({ faults: answer(409, 'ConditionalRequestConflict') })
    assert.equal((await store.put('a', text, { ...how, when: 'absent' })).kind, 'refused')
    assert.equal((await store.put('a', text, { ...how, when: { etag: 'x' } })).kind, 'refused')
  })

  for (const fault of ['reset', { status: 503, body: '<Error><Code>SlowDown</Code></Error>' }, { status: 500 }] as const) {
    it(`tries again after ${JSON.stringify(fault)}`, async () => {
      const store = await start({ faults: new FaultScript([{ path: /./, times: 2, do: fault }]) })
      assert.equal((await store.put('a', text, { ...how, when: 'absent' })).kind, 'stored')
      assert.equal((await store.get('a'))?.bytes.length, 4)
    })
  }

  it('reads again what broke off', async () => {
    const store = await start({ faults: new FaultScript([{ method: 'GET', path: /./, do: 'cut' }]) })
    await store.put('a', text, { ...how, when: 'absent' })
    assert.equal((await store.get('a'))?.bytes.length, 4)
  })

  it('sends a large file again from its beginning', async () => {
    const folder = await mkdtemp(join(tmpdir(), 's3-'))
    const bytes = randomBytes(9 * 2 ** 20)
    await writeFile(join(folder, 'file'), bytes)
    const store = await start({ faults: new FaultScript([{ method: 'PUT', path: /./, do: { status: 500 } }]) })
    const file = { path: join(folder, 'file'), size: bytes.length, sha256: sha256Of(bytes) }
    assert.equal((await store.put('a', file, { ...how, when: 'absent' })).kind, 'stored')
    assert.equal((await store.head('a'))?.sha256, file.sha256)
    await rm(folder, { recursive: true })
  })

  it('cannot tell a write whose answer was lost from another one: it is refused', async () => {
    const store = await start({ faults: new FaultScript([{ method: 'PUT', path: /./, carriedOut: true, do: 'reset' }]) })
    assert.equal((await store.put('a', text, { ...how, when: 'absent' })).kind, 'refused')
    assert.equal((await store.get('a'))?.bytes.length, 4)
  })

  it('tells that nobody answers', async () => {
    const store = await start({})
    await server?.close()
    server = undefined
    assert.equal(await rejectedCode(store.get('a')), 'STORE_UNREACHABLE')
  })

  it('sends a file in one request, with its length, type, caching and SHA-256, and no framing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 's3-'))
    await writeFile(join(folder, 'file'), text)
    const store = await start({})
    await store.put(
      'packages/a+b.whl',
      { path: join(folder, 'file'), size: 4, sha256: sha256Of(text) },
      { type: 'application/zip', cache: 'immutable', when: 'absent' },
    )
    const [request, ...more] = server?.requests ?? []
    assert.equal(more.length, 0)
    assert.equal(request?.path.split('?')[0], '/bucket/packages/a%2Bb.whl')
    const {
      'content-length': length,
      'content-type': type,
      'cache-control': cache,
      'if-none-match': none,
      'content-encoding': encoding,
    } = request.headers
    assert.deepEqual([length, type, cache, none, encoding], ['4', 'application/zip', 'immutable', '*', undefined])
    assert.equal(request.headers['x-amz-checksum-sha256'], Buffer.from(sha256Of(text), 'hex').toString('base64'))
    assert.equal(request.headers['x-amz-meta-sha256'], sha256Of(text))
    await rm(folder, { recursive: true })
  })

  it('sends ETags bare', async () => {
    const store = await start({})
    await store.put('a', text, { ...how, when: 'always' })
    await store.put('a', text, { ...how, when: { etag: (await store.head('a'))?.etag ?? '' } })
    assert.match(server?.requests.at(-1)?.headers['if-match'] ?? '', /^[0-9a-f]{32}$/)
  })
})

function openAt(url: string, prefix = '', compress = false): ObjectStore {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const patience = persistence({ pause: () => Promise.resolve(), random: () => 0.5, now: Date.now })
  return s3Store({ name: 's3://bucket', bucket: 'bucket', prefix, endpointUrl: url, credentials, compress }, patience)
}
