import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { closeSync, openSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { legacyUploader } from '../../../adapters/upload/legacy-upload.ts'
import type { Upload, Uploaded } from '../../../core/ports.ts'
import { Problem } from '../../../core/problem.ts'
import { parseMetadata } from '../../../core/python/metadata.ts'
import { refusedUpload } from '../../../core/release/upload/refused-upload.ts'
import { uploadFields } from '../../../core/release/upload/upload-fields.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { type Fault, FaultScript } from '../../../local-agent/services/faults.ts'
import { type PackageIndex, startPackageIndex } from '../../../local-agent/services/package-index.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { sdist, wheel } from '../../local-agent/services/distributions.ts'
import { temporaryFolders } from '../../local-agent/services/folders.ts'
import { makeCertificates } from '../../servers/certificates.ts'

const account = { username: 'ada', password: 'sëcret' }
const spam = wheel({ name: 'spam', version: '1.0' })

describe('uploads by the legacy API', () => {
  const folder = temporaryFolders()
  const services: PackageIndex[] = []
  afterEach(async () => void (await Promise.all(services.splice(0).map((service) => service.close()))))

  const start = async (...faults: readonly Fault[]): Promise<{ service: PackageIndex; shelf: string; script: FaultScript }> => {
    const shelf = folder()
    const script = new FaultScript(faults)
    const service = await startPackageIndex({ folder: shelf, upload: account, faults: script })
    services.push(service)
    return { service, shelf, script }
  }
  const onDisk = (name: string, bytes: Uint8Array, metadata: string): Upload => {
    const path = join(folder(), name)
    writeFileSync(path, bytes)
    const sha256 = sha256Of(bytes)
    return { path, name, size: bytes.length, sha256, fields: uploadFields({ name, sha256 }, parseMetadata(metadata)) }
  }
  const spamOnDisk = (): Upload => onDisk(spam.file, spam.bytes, spam.metadata)
  const upload = async (service: PackageIndex, file: Upload, as = account): Promise<Uploaded> =>
    await legacyUploader({ url: service.uploadUrl, ...as }).upload(file)

  it('store a wheel with its very bytes', async () => {
    const { service, shelf } = await start()
    assert.deepEqual(await upload(service, spamOnDisk()), { kind: 'stored' })
    assert.deepEqual(readFileSync(join(shelf, spam.file)), spam.bytes)
  })

  it('store an sdist', async () => {
    const { service, shelf } = await start()
    const made = sdist({ name: 'spam', version: '1.0' })
    assert.deepEqual(await upload(service, onDisk(made.file, made.bytes, 'Metadata-Version: 2.1\nName: spam\nVersion: 1.0\n\n')), {
      kind: 'stored',
    })
    assert.deepEqual(readFileSync(join(shelf, made.file)), made.bytes)
  })

  it('store a file of many chunks, and an empty part of a form as it is', async () => {
    const { service, shelf } = await start()
    const big = wheel({ name: 'spam', version: '2.0', says: 'x'.repeat(3_000_000) })
    const file = onDisk(big.file, big.bytes, `${big.metadata}--boundary\r\n\r\n–ü\n`)
    assert.deepEqual(await upload(service, file), { kind: 'stored' })
    assert.deepEqual(readFileSync(join(shelf, big.file)), big.bytes)
  })

  it('are harmless twice', async () => {
    const { service } = await start()
    await upload(service, spamOnDisk())
    assert.deepEqual(await upload(service, spamOnDisk()), { kind: 'stored' })
  })

  it('tell that the name belongs to other bytes', async () => {
    const { service, shelf } = await start()
    await upload(service, spamOnDisk())
    const other = wheel({ name: 'spam', version: '1.0', says: 'other' })
    assert.deepEqual(await upload(service, onDisk(other.file, other.bytes, other.metadata)), { kind: 'exists' })
    assert.deepEqual(readFileSync(join(shelf, spam.file)), spam.bytes)
  })

  it('tell that the name is burnt', async () => {
    const { service, shelf } = await start()
    writeFileSync(join(shelf, 'deleted.json'), JSON.stringify([spam.file]))
    assert.equal((await upload(service, spamOnDisk())).kind, 'refused')
  })

  it('tell that the password is wrong, without showing it', async () => {
    const { service, shelf } = await start()
    const answer = await upload(service, spamOnDisk(), { username: 'ada', password: 'hunter2' })
    assert.ok(answer.kind === 'refused')
    assert.match(answer.says, /403: Invalid or non-existent authentication/)
    assert.doesNotMatch(answer.says, /hunter2/)
    assert.deepEqual(readdirSync(shelf), [])
  })

  for (const [what, fault, kind] of [
    ['403', { do: { status: 403 } }, 'refused'],
    ['409', { do: { status: 409 } }, 'exists'],
    ['500', { do: { status: 500 } }, 'unsure'],
    ['503 that asks to wait', { do: { status: 503, headers: { 'retry-after': '7' } } }, 'unsure'],
    ['a reset', { do: 'reset' }, 'unsure'],
    ['a redirect', { do: { status: 307, headers: { location: 'http://127.0.0.1:1/' } } }, 'refused'],
    ['a page to sign in', { do: { status: 203, body: '<html>Sign In</html>' } }, 'refused'],
  ] as const)
    it(`that meet ${what} are ${kind}, and asked for once`, async () => {
      const { service, shelf } = await start({ path: /legacy/, times: 99, ...fault })
      const answer = await upload(service, spamOnDisk())
      assert.equal(answer.kind, kind)
      assert.equal(service.requests.length, 1)
      assert.deepEqual(readdirSync(shelf), [])
      if (answer.kind === 'unsure') assert.equal(answer.wait, what.includes('wait') ? 7000 : 0)
    })

  for (const [what, fault] of [
    ['a 500', { do: { status: 500 } }],
    ['a reset', { do: 'reset' }],
  ] as const)
    it(`that were stored before ${what} are unsure`, async () => {
      const { service, shelf } = await start({ path: /legacy/, carriedOut: true, ...fault })
      assert.equal((await upload(service, spamOnDisk())).kind, 'unsure')
      assert.deepEqual(readdirSync(shelf), [spam.file])
    })

  it('are unsure when nothing listens', async () => {
    const { service } = await start()
    await service.close()
    assert.equal((await upload(service, spamOnDisk())).kind, 'unsure')
  })

  it('are unsure when the connection is reset in the midst of the file', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.once('data', () => socket.resetAndDestroy())
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const big = wheel({ name: 'spam', version: '2.0', says: 'x'.repeat(3_000_000) })
    const answer = await legacyUploader({ url: `http://127.0.0.1:${port}/`, ...account }).upload(onDisk(big.file, big.bytes, big.metadata))
    assert.equal(answer.kind, 'unsure')
    server.close()
    await once(server, 'close')
  })

  it('hear what an index says before it has read the whole file', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.once('data', () => socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno'))
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const answer = await legacyUploader({ url: `http://127.0.0.1:${port}/`, ...account }).upload(spamOnDisk())
    assert.equal(answer.kind, 'refused')
    server.close()
    await once(server, 'close')
  })

  it('give up on an index that never answers', async () => {
    const { service, script } = await start({ path: /legacy/, do: 'hang' })
    const answer = await legacyUploader({ url: service.uploadUrl, ...account, patience: () => 200 }).upload(spamOnDisk())
    assert.equal(answer.kind, 'unsure')
    script.release()
  })

  it('repeat nothing of the credentials that an index sends back, not even a half', async () => {
    for (const before of [0, 290]) {
      const server = createHttpServer((asked, answer) => {
        const sent = asked.headers.authorization?.slice('Basic '.length) ?? ''
        const pair = Buffer.from(sent, 'base64').toString()
        asked.resume()
        answer.writeHead(403).end(`${'-'.repeat(before)}${sent} ${pair} ${encodeURIComponent(pair)}`)
      }).listen(0, '127.0.0.1')
      await once(server, 'listening')
      const { port } = server.address() as AddressInfo
      const answer = await legacyUploader({ url: `http://127.0.0.1:${port}/`, ...account }).upload(spamOnDisk())
      server.close()
      server.closeAllConnections()
      assert.ok(answer.kind === 'refused')
      const sent = Buffer.from(`${account.username}:${account.password}`).toString('base64')
      for (const secret of [sent.slice(0, 5), account.password.slice(0, 4), encodeURIComponent(account.password).slice(0, 4)])
        assert.ok(!answer.says.includes(secret), answer.says)
    }
  })

  it('break off when the file is changed while it is sent, so that no index can store it', async () => {
    const big = wheel({ name: 'spam', version: '2.0', says: randomBytes(24_000_000).toString('base64') })
    const file = onDisk(big.file, big.bytes, big.metadata)
    let told: (complete: boolean) => void
    const whole = new Promise<boolean>((resolve) => (told = resolve))
    const server = createHttpServer((asked) => {
      const changed = openSync(file.path, 'r+')
      writeSync(changed, Buffer.from('!'), 0, 1, big.bytes.length - 1)
      closeSync(changed)
      asked.once('error', () => undefined)
      asked.once('close', () => told(asked.complete))
      asked.resume()
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const uploading = legacyUploader({ url: `http://127.0.0.1:${port}/`, ...account, patience: () => 5000 }).upload(file)
    const outcome = await rejectedCode(uploading)
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
    assert.deepEqual([outcome, await whole], ['PLAN_CHANGED', false])
  })

  it('end with the run that is cancelled', async () => {
    const cancel = new AbortController()
    const stopped = new Problem('REFUSED', 'stopped', '')
    const script = new FaultScript([{ path: /legacy/, do: 'hang' }], { onRequest: () => cancel.abort(stopped) })
    const service = await startPackageIndex({ folder: folder(), upload: account, faults: script })
    services.push(service)
    const uploading = legacyUploader({ url: service.uploadUrl, ...account, signal: cancel.signal }).upload(spamOnDisk())
    assert.equal(await rejectedCode(uploading), 'REFUSED')
    script.release()
  })

  for (const [what, spoil] of [
    ['other bytes of the same size', (path: string) => writeFileSync(path, Buffer.alloc(spam.bytes.length))],
    ['more bytes', (path: string) => writeFileSync(path, Buffer.concat([spam.bytes, Buffer.from('x')]))],
    ['fewer bytes', (path: string) => truncateSync(path, spam.bytes.length - 1)],
  ] as const)
    it(`send nothing when the file has ${what}`, async () => {
      const { service } = await start()
      const file = spamOnDisk()
      spoil(file.path)
      const outcome = await rejectedCode(upload(service, file))
      assert.equal(outcome, 'PLAN_CHANGED')
      assert.equal(service.requests.length, 0)
    })

  it('send nothing of a file that is gone, and say so', async () => {
    const { service } = await start()
    const file = spamOnDisk()
    rmSync(file.path)
    assert.equal(await rejectedCode(upload(service, file)), 'FILE_INVALID')
    assert.equal(service.requests.length, 0)
  })

  it('are refused at a server that is not trusted, which is sent nothing, and are told with what to do', async function () {
    const certificates = makeCertificates(this, ['elsewhere.test'])
    const { cert, key } = certificates.server
    let asked = 0
    const server = createSecureServer({ cert: readFileSync(cert), key: readFileSync(key) }, () => asked++).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const answer = await legacyUploader({ url: `https://127.0.0.1:${port}/`, ...account }).upload(spamOnDisk())
    server.close()
    certificates.remove()
    assert.ok(answer.kind === 'refused' && asked === 0)
    assert.match(refusedUpload(spam.file, answer.says).text, /was not uploaded: the connection failed for a certificate: .*sslcacert/)
  })
})
