import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { persistence } from '../../../adapters/s3/persist.ts'
import { s3Store } from '../../../adapters/s3/s3-store.ts'
import { sha256Of } from '../../../core/sha256.ts'
import type { ObjectStore } from '../../../core/store.ts'
import { FaultScript } from '../../../local-agent/services/faults.ts'
import { startS3Server } from '../../../local-agent/services/s3-server.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { type Seen, startWebServer, type WebServer } from '../../servers/web-server.ts'

const whole = randomBytes(3 * 2 ** 20)

describe('the S3 store and servers that are different', () => {
  let folder: string
  let server: WebServer | undefined
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 's3-odd-'))
  })
  afterEach(async () => await server?.close())
  after(async () => await rm(folder, { recursive: true, force: true }))

  const openAt = (endpointUrl: string): ObjectStore => {
    const patience = persistence({ pause: () => Promise.resolve(), random: () => 0.5, now: Date.now })
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
    return s3Store({ name: 's3://bucket', bucket: 'bucket', prefix: '', endpointUrl, credentials }, patience)
  }
  const open = async (answer: (seen: Seen, response: ServerResponse, count: number) => void): Promise<ObjectStore> => {
    server = await startWebServer(answer)
    return openAt(server.url)
  }

  it('takes its part from one that ignores Range and gives all', async () => {
    const store = await open((_, response) => void response.end(whole))
    for (const [from, length] of [
      [0, 10],
      [1_000_000, 131_072],
      [whole.length - 5, 100],
      [whole.length, 10],
    ] as const)
      assert.deepEqual(Buffer.from((await store.range('a', from, length)) ?? []), whole.subarray(from, from + length))
  })

  it('takes its part from one that gives a larger one', async () => {
    const headers = { 'content-range': `bytes 50-149/${whole.length}`, 'content-length': '100' }
    const store = await open((_, response) => void response.writeHead(206, headers).end(whole.subarray(50, 150)))
    assert.deepEqual(Buffer.from((await store.range('a', 60, 20)) ?? []), whole.subarray(60, 80))
  })

  it('takes no other part for the one it asked for', async () => {
    const headers = { 'content-range': `bytes 100-199/${whole.length}`, 'content-length': '100' }
    const store = await open((_, response) => void response.writeHead(206, headers).end(whole.subarray(100, 200)))
    assert.equal(await rejectedCode(store.range('a', 60, 20)), 'STORE_REFUSED')
  })

  it('misses no key of one that says there are more and not where', async () => {
    const page = '<ListBucketResult><IsTruncated>true</IsTruncated><Contents><Key>a</Key><Size>1</Size></Contents>'
    for (const token of ['', '<NextContinuationToken>again</NextContinuationToken>']) {
      const store = await open((_, response) => void response.end(`${page}${token}</ListBucketResult>`))
      const keys: string[] = []
      const list = async (): Promise<void> => {
        for await (const { key } of store.list('')) keys.push(key)
      }
      assert.equal(await rejectedCode(list()), 'STORE_REFUSED')
      assert.ok(keys.length <= 2)
      await server?.close()
    }
  })

  it('fetches again from the beginning what broke off, and leaves nothing of it', async () => {
    const to = join(folder, 'fetched', 'a.whl')
    const store = await open((_, response, count) => {
      response.writeHead(200, { 'content-length': String(whole.length) })
      if (count === 3) response.end(whole)
      else response.write(whole.subarray(0, 2 ** 20 * count), () => response.destroy())
    })
    assert.deepEqual(await store.fetch('a', to), { path: to, size: whole.length, sha256: sha256Of(whole) })
    assert.deepEqual(await readdir(join(folder, 'fetched')), ['a.whl'])
  })

  it('leaves what stood there when a fetch fails', async () => {
    const to = join(folder, 'kept', 'a.whl')
    await mkdir(join(folder, 'kept'))
    await writeFile(to, 'old')
    const store = await open((_, response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('half', () => response.destroy())
    })
    assert.equal(await rejectedCode(store.fetch('a', to)), 'STORE_UNREACHABLE')
    assert.deepEqual(await readdir(join(folder, 'kept')), ['a.whl'])
  })

  it('tells a disk that refuses as the disk, after one request', async () => {
    await writeFile(join(folder, 'file'), '')
    const store = await open((_, response) => void response.end(whole))
    assert.equal(await rejectedCode(store.fetch('a', join(folder, 'file', 'below', 'a.whl'))), 'FILE_INVALID')
    await mkdir(join(folder, 'folder', 'a.whl', 'x'), { recursive: true })
    assert.equal(await rejectedCode(store.fetch('a', join(folder, 'folder', 'a.whl'))), 'FILE_INVALID')
    assert.equal(server?.seen.length, 2)
    assert.equal(existsSync(join(folder, 'folder', 'a.whl.part')), false)
  })

  for (const size of [10, 2 ** 22])
    it(`tells a body that is gone as the file, and sends nothing that is stored (${size} bytes)`, async () => {
      const s3 = await startS3Server({ buckets: ['bucket'] })
      const file = { path: join(folder, 'gone'), size, sha256: sha256Of(whole) }
      const put = openAt(s3.url).put('a', file, { type: '', cache: '', when: 'absent' })
      assert.equal(await rejectedCode(put), 'FILE_MISSING')
      assert.equal(s3.buckets.get('bucket')?.size, 0)
      await s3.close()
    })

  it('signs the bytes of a stream, which servers without checksums check', async () => {
    const s3 = await startS3Server({ buckets: ['bucket'] })
    const path = join(folder, 'streamed')
    await writeFile(path, whole)
    await openAt(s3.url).put('a', { path, size: whole.length, sha256: sha256Of(whole) }, { type: '', cache: '', when: 'absent' })
    assert.equal(s3.requests[0]?.headers['x-amz-content-sha256'], sha256Of(whole))
    await s3.close()
  })

  it('has sixty-four requests under way at once', async () => {
    let waiting = 0
    let go = (): void => undefined
    const together = new Promise<void>((resolve) => {
      go = resolve
    })
    const faults = new FaultScript([{ path: /./, times: 64, do: { delayUntil: together } }], {
      onRequest: () => void (++waiting === 64 && go()),
    })
    const s3 = await startS3Server({ buckets: ['bucket'], faults })
    const store = openAt(s3.url)
    const found = await Promise.all(Array.from({ length: 64 }, async (_, at) => await store.get(`key-${at}`)))
    assert.deepEqual([waiting, found.filter((one) => one !== undefined)], [64, []])
    await s3.close()
  })
})
