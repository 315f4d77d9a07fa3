import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { download, type HttpHow, request } from '../../adapters/http.ts'
import { Problem } from '../../core/problem.ts'
import { sha256Of } from '../../core/sha256.ts'
import { fixedClock } from '../fakes/fixed-clock.ts'
import { type Seen, startWebServer, type WebServer } from '../servers/web-server.ts'

type Answer = (seen: Seen, response: ServerResponse, count: number) => void

describe('http', () => {
  const servers: WebServer[] = []
  afterEach(async () => {
    await Promise.all(servers.splice(0).map(async (server) => await server.close()))
  })

  async function serve(answer: Answer): Promise<WebServer> {
    const server = await startWebServer(answer)
    servers.push(server)
    return server
  }
  const status =
    (...codes: number[]): Answer =>
    (_, response, count) =>
      void response.writeHead(codes[count - 1] ?? codes.at(-1) ?? 200).end('body')
  const quick = (more: HttpHow = {}): HttpHow & { clock: ReturnType<typeof fixedClock> } => ({
    random: () => 0.5,
    ...more,
    clock: fixedClock(),
  })
  const text = async (url: string, how: HttpHow = {}): Promise<string> => new TextDecoder().decode((await request(url, how)).bytes)

  it('answers status, headers, address and bytes', async () => {
    const { url, seen } = await serve((_, response) => void response.writeHead(201, { 'x-a': 'b' }).end('hi'))
    const answer = await request(`${url}/a?b=c`, { method: 'PUT', body: 'é', headers: { 'X-Mine': 'yes' } })
    assert.deepEqual(
      [answer.status, answer.headers['x-a'], answer.url, Buffer.from(answer.bytes).toString()],
      [201, 'b', `${url}/a?b=c`, 'hi'],
    )
    assert.deepEqual(
      [seen[0]?.method, seen[0]?.path, seen[0]?.body, seen[0]?.headers['x-mine'], seen[0]?.headers['content-length']],
      ['PUT', '/a?b=c', 'é', 'yes', '2'],
    )
  })

  const encodings: [encoding: string, bytes: Uint8Array][] = [
    ['gzip', gzipSync('hi')],
    ['deflate', deflateSync('hi')],
    ['br', brotliCompressSync('hi')],
    ['identity', Buffer.from('hi')],
  ]
  for (const [encoding, bytes] of encodings)
    it(`decodes ${encoding}`, async () => {
      const { url } = await serve((_, response) => void response.writeHead(200, { 'content-encoding': encoding }).end(bytes))
      assert.equal(await text(url), 'hi')
    })

  const again: [codes: number[], method: HttpHow['method'], requests: number, why: string][] = [
    [[503, 200], 'GET', 2, 'a 503'],
    [[500, 502, 504, 408, 200], 'GET', 5, 'all that passes by itself'],
    [[429, 200], 'PUT', 2, 'a PUT too'],
    [[503, 204], 'DELETE', 2, 'a DELETE too'],
    [[503, 200], 'HEAD', 2, 'a HEAD too'],
  ]
  for (const [codes, method, requests, why] of again)
    it(`tries again after ${why}`, async () => {
      const server = await serve(status(...codes))
      await request(server.url, quick(method === undefined ? {} : { method }))
      assert.equal(server.seen.length, requests)
    })

  const never: [code: number, how: HttpHow, why: string][] = [
    [404, {}, 'a 404'],
    [401, {}, 'a 401'],
    [403, {}, 'a 403'],
    [400, { method: 'PUT' }, 'a 400'],
    [503, { method: 'POST' }, 'a POST that may have been done'],
    [503, { method: 'PATCH' }, 'a PATCH'],
    [503, { policy: { attempts: 1, base: 1, most: 1 } }, 'when there is no try left'],
  ]
  for (const [code, how, why] of never)
    it(`does not try again after ${why}`, async () => {
      const server = await serve(status(code))
      await assert.rejects(request(server.url, quick(how)), { code: 'SERVICE_UNREACHABLE' })
      assert.equal(server.seen.length, 1)
    })

  it('tries a POST again if told that it may', async () => {
    const server = await serve(status(503, 200))
    await request(server.url, quick({ method: 'POST', repeatable: true }))
    assert.equal(server.seen.length, 2)
  })

  it('gives up with the caller`s code, told what was asked and answered', async () => {
    const server = await serve((_, response) => void response.writeHead(503, { 'content-type': 'text/plain' }).end('busy\nnow'))
    const how = quick({ code: 'INDEX_UNREACHABLE' })
    await assert.rejects(request(`${server.url}/x?token=secret`, how), (error) => {
      assert.ok(error instanceof Problem && error.code === 'INDEX_UNREACHABLE')
      assert.match(error.message, /^GET http:\/\/127\.0\.0\.1:\d+\/x answered 503 Service Unavailable: busy now \(5 tries\)\.$/)
      return true
    })
    assert.deepEqual(how.clock.slept, [200, 400, 800, 1600])
  })

  it('waits as long as the server asks', async () => {
    const server = await serve((_, response, count) => void response.writeHead(count === 1 ? 429 : 200, { 'retry-after': '3' }).end())
    const how = quick()
    await request(server.url, how)
    assert.deepEqual(how.clock.slept, [3000])
  })

  it('takes statuses that the caller allows as answers', async () => {
    const server = await serve(status(404))
    assert.equal((await request(server.url, { allow: [404] })).status, 404)
  })

  it('tries again where the connection breaks, before and in the middle of an answer', async () => {
    const server = await serve((_, response, count) => {
      if (count === 1) response.destroy()
      else if (count === 2) response.writeHead(200, { 'content-length': '10' }).write('half', () => response.destroy())
      else response.end('whole')
    })
    assert.equal(await text(server.url, quick()), 'whole')
  })

  it('gives up where nobody listens', async () => {
    const server = await serve(status(200))
    await server.close()
    servers.length = 0
    const how = quick()
    await assert.rejects(request(server.url, how), (error) => error instanceof Problem && /ECONNREFUSED.*5 tries/.test(error.message))
    assert.equal(how.clock.slept.length, 4)
  })

  it('gives up on a server that says nothing', async () => {
    const server = await serve(() => undefined)
    await assert.rejects(
      request(server.url, quick({ idle: 50, policy: { attempts: 2, base: 1, most: 1 } })),
      (error) => error instanceof Problem && /no byte/.test(error.message),
    )
    assert.equal(server.seen.length, 2)
  })

  it('gives up on a server that falls silent in the middle of an answer', async () => {
    const server = await serve((_, response) => void response.writeHead(200, { 'content-length': '10' }).write('half'))
    await assert.rejects(request(server.url, quick({ idle: 50, policy: { attempts: 2, base: 1, most: 1 } })), {
      code: 'SERVICE_UNREACHABLE',
    })
    assert.equal(server.seen.length, 2)
  })

  it('sends a POST without a body as one of no length', async () => {
    const server = await serve(status(200))
    await request(server.url, { method: 'POST' })
    assert.equal(server.seen[0]?.headers['content-length'], '0')
  })

  it('waits for no other try once it is cancelled', async () => {
    const { url, seen } = await serve(status(503))
    const cancel = new AbortController()
    const hour = 3_600_000
    const policy = { attempts: 5, base: hour, most: hour }
    const random = (): number => {
      setImmediate(() => cancel.abort())
      return 0.9
    }
    await assert.rejects(request(url, { policy, random, signal: cancel.signal }), { code: 'SERVICE_UNREACHABLE' })
    assert.equal(seen.length, 1)
  })

  it('is cancelled by one signal, however many requests there are', async () => {
    const warnings: Error[] = []
    const note = (warning: Error): void => void warnings.push(warning)
    process.on('warning', note)
    const server = await serve(status(200))
    const { signal } = new AbortController()
    await Promise.all(Array.from({ length: 30 }, async () => await request(server.url, { signal })))
    await new Promise(setImmediate)
    process.off('warning', note)
    assert.deepEqual(warnings, [])
  })

  it('stops when it is cancelled', async () => {
    const cancel = new AbortController()
    const server = await serve(() => cancel.abort())
    await assert.rejects(request(server.url, quick({ signal: cancel.signal })), { code: 'SERVICE_UNREACHABLE' })
    assert.equal(server.seen.length, 1)
  })

  it('fails as the run was cancelled, where it was: not as a network that nobody needs to look at', async () => {
    const cancel = new AbortController()
    const cancelled = new Problem('REFUSED', 'The run was cancelled.', '')
    const server = await serve(() => cancel.abort(cancelled))
    await assert.rejects(request(server.url, quick({ signal: cancel.signal })), cancelled)
  })

  it('sends user and password of the address as Basic, and shows neither', async () => {
    const server = await serve(status(401))
    const url = server.url.replace('http://', 'http://me:s%C3%A9cret@')
    await assert.rejects(request(url), (error) => error instanceof Problem && !/cret|me/.test(error.message))
    assert.equal(server.seen[0]?.headers.authorization, `Basic ${Buffer.from('me:sécret').toString('base64')}`)
  })

  it('sends a password with a percent sign of its own as it stands', async () => {
    const server = await serve(status(401))
    await assert.rejects(request(server.url.replace('://', '://me:50%zz%41@')), { code: 'SERVICE_UNREACHABLE' })
    assert.equal(server.seen[0]?.headers.authorization, `Basic ${Buffer.from('me:50%zz%41').toString('base64')}`)
  })

  it('follows redirects, and takes credentials no further than their own origin', async () => {
    const target = await serve((_, response) => void response.end('there'))
    const server = await serve((seen, response) => {
      response.writeHead(seen.path === '/a' ? 301 : 307, { location: seen.path === '/a' ? 'b' : `${target.url}/c` }).end()
    })
    const answer = await request(`${server.url}/a`, { headers: { Authorization: 'Bearer x', cookie: 'y', accept: 'z' } })
    assert.deepEqual([answer.url, Buffer.from(answer.bytes).toString()], [`${target.url}/c`, 'there'])
    assert.deepEqual(
      server.seen.map(({ path, headers }) => [path, headers.authorization]),
      [
        ['/a', 'Bearer x'],
        ['/b', 'Bearer x'],
      ],
    )
    const [last] = target.seen
    assert.deepEqual([last?.headers.authorization, last?.headers.cookie, last?.headers.accept], [undefined, undefined, 'z'])
  })

  it('does not run in circles, nor to what is no address', async () => {
    const circle = await serve((_, response) => void response.writeHead(302, { location: '/' }).end())
    await assert.rejects(request(circle.url, quick()), { code: 'SERVICE_UNREACHABLE' })
    assert.equal(circle.seen.length, 11)
    const file = await serve((_, response) => void response.writeHead(302, { location: 'file:///etc/passwd' }).end())
    await assert.rejects(request(file.url, quick()), { code: 'SERVICE_UNREACHABLE' })
    assert.equal(file.seen.length, 1)
  })

  it('does not send an upload elsewhere', async () => {
    const server = await serve((_, response) => void response.writeHead(307, { location: '/other' }).end())
    await assert.rejects(request(server.url, quick({ method: 'POST', body: 'x' })), { code: 'SERVICE_UNREACHABLE' })
    assert.equal(server.seen.length, 1)
  })

  for (const url of ['ftp://x/y', 'x', 'file:///etc/passwd'])
    it(`refuses ${url}`, async () => await assert.rejects(request(url), { code: 'INPUT_INVALID' }))
})

describe('download', () => {
  const folder = mkdtempSync(join(tmpdir(), 'download-'))
  const to = (name: string): string => join(folder, name)
  let server: WebServer | undefined
  after(() => rmSync(folder, { recursive: true, force: true }))
  afterEach(async () => await server?.close())

  async function serve(answer: Answer): Promise<string> {
    server = await startWebServer(answer)
    return server.url
  }

  it('leaves the bytes as they were served, decoded by nobody', async () => {
    const packed = gzipSync('a tarball')
    const url = await serve((_, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed))
    const found = await download(url, to('deep/a.tar.gz'), { sha256: sha256Of(packed) })
    assert.deepEqual(found, { path: to('deep/a.tar.gz'), size: packed.length, sha256: sha256Of(packed) })
    assert.deepEqual(readFileSync(to('deep/a.tar.gz')), packed)
    assert.equal(server?.seen[0]?.headers['accept-encoding'], 'identity')
  })

  it('begins anew where the connection breaks', async () => {
    const url = await serve((_, response, count) => {
      response.writeHead(200, { 'content-length': '6' })
      if (count < 3) response.write('abc', () => response.destroy())
      else response.end('abcdef')
    })
    assert.equal((await download(url, to('b'), { clock: fixedClock() })).sha256, sha256Of('abcdef'))
  })

  it('leaves nothing of other bytes than were promised', async () => {
    const url = await serve((_, response) => void response.end('other'))
    await assert.rejects(download(url, to('c'), { sha256: sha256Of('promised') }), { code: 'HASH_MISMATCH' })
    assert.equal(existsSync(to('c')), false)
    assert.ok(!readdirSync(folder).some((name) => name.endsWith('.part')))
  })

  it('leaves nothing of what is not there', async () => {
    const url = await serve((_, response) => void response.writeHead(404).end('no such file'))
    await assert.rejects(download(url, to('d')), { code: 'SERVICE_UNREACHABLE' })
    assert.equal(existsSync(to('d')), false)
  })
})
