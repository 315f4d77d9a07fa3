import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { s3Store } from '../../../adapters/s3/s3-store.ts'
import { Problem } from '../../../core/problem.ts'
import { sha256Of } from '../../../core/sha256.ts'
import type { ObjectStore } from '../../../core/store.ts'
import { startWebServer, type WebServer } from '../../servers/web-server.ts'

const how = { type: 'text/plain', cache: '', when: 'absent' } as const
const large = new Uint8Array(3 * 2 ** 20)
const header = { 'x-amz-bucket-region': 'eu-central-1' }

describe('a bucket in another region', () => {
  let folder: string
  let server: WebServer | undefined
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 's3-region-'))
    await writeFile(join(folder, 'large'), large)
  })
  afterEach(async () => await server?.close())
  after(async () => await rm(folder, { recursive: true, force: true }))

  /** A server that answers so unless asked as one in eu-central-1, which it is. */
  const open = async (status: number, headers: Record<string, string>, says: string): Promise<ObjectStore> => {
    server = await startWebServer((seen, response) => {
      if (seen.headers.authorization?.includes('/eu-central-1/') === true) response.writeHead(200, { etag: '"e"' }).end('abc')
      else response.writeHead(status, headers).end(seen.method === 'HEAD' ? undefined : `<Error>${says}</Error>`)
    })
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
    return s3Store({ name: 's3://bucket', bucket: 'bucket', prefix: '', region: 'us-east-1', endpointUrl: server.url, credentials })
  }
  const asked = (): string[] => server?.seen.map(({ method, headers }) => `${method} ${headers.authorization?.split('/')[2]}`) ?? []

  for (const [status, headers, says] of [
    [301, header, '<Code>PermanentRedirect</Code>'],
    [307, header, '<Code>TemporaryRedirect</Code>'],
    [400, header, '<Code>IllegalLocationConstraintException</Code>'],
    [400, {}, '<Code>AuthorizationHeaderMalformed</Code><Region>eu-central-1</Region>'],
  ] as const)
    it(`is asked there once an answer says so: ${status} ${says}`, async () => {
      const store = await open(status, headers, says)
      assert.equal(Buffer.from((await store.get('a'))?.bytes ?? []).toString(), 'abc')
      assert.equal((await store.put('b', new Uint8Array([1]), how)).kind, 'stored')
      assert.deepEqual(asked(), ['GET us-east-1', 'GET eu-central-1', 'PUT eu-central-1'])
    })

  it('is told by an answer without words too', async () => {
    const store = await open(301, header, '')
    assert.equal((await store.head('a'))?.etag, 'e')
    assert.deepEqual(asked(), ['HEAD us-east-1', 'HEAD eu-central-1'])
  })

  it('gets a file whole that had begun to be sent elsewhere', async () => {
    const store = await open(301, header, '<Code>PermanentRedirect</Code>')
    const file = { path: join(folder, 'large'), size: large.length, sha256: sha256Of(large) }
    assert.equal((await store.put('a', file, how)).kind, 'stored')
    assert.deepEqual(asked(), ['PUT us-east-1', 'PUT eu-central-1'])
    assert.equal(server?.seen.at(-1)?.body.length, large.length)
  }).timeout(10_000)

  it('is found by all that are under way at once', async () => {
    const store = await open(301, header, '<Code>PermanentRedirect</Code>')
    const all = await Promise.all(Array.from({ length: 32 }, async (_, at) => await store.get(String(at))))
    assert.ok(all.every((one) => one?.etag === 'e'))
    assert.ok(asked().length <= 64)
  })

  for (const region of ['us-east-1', 'evil.example/', 'x'])
    it(`is STORE_REFUSED where it names ${region}, with what to do`, async () => {
      const store = await open(301, { 'x-amz-bucket-region': region }, '<Code>PermanentRedirect</Code>')
      const error: unknown = await store.get('a').catch((thrown: unknown) => thrown)
      assert.ok(error instanceof Problem)
      assert.deepEqual([error.code, asked().length], ['STORE_REFUSED', 1])
      assert.match(error.text, /'region'/)
    })
})
