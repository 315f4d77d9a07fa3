import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { webStore } from '../../adapters/web-store.ts'
import { Problem, reason } from '../../core/problem.ts'
import type { CacheStore } from '../../core/store.ts'
import { fixedClock } from '../fakes/fixed-clock.ts'
import { problemCode, rejectedCode } from '../fakes/problem-code.ts'
import { startWebServer, type WebServer } from '../servers/web-server.ts'

/** What the server does with a request: a status, a content type, a text, where it sends on. */
interface Deed {
  readonly status?: number
  readonly type?: string
  readonly text?: string
  readonly location?: string
  /** Ends the connection in the middle. */
  readonly cut?: boolean
}

describe('webStore', () => {
  let server: WebServer
  let folder: string
  let deed: (path: string, method: string, authorization: string | undefined) => Deed
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'web-store-'))
    server = await startWebServer(({ path, method, headers }, response) => {
      const { status = 200, type = 'application/octet-stream', text = '', location, cut } = deed(path, method, headers.authorization)
      const length = Buffer.byteLength(text) + (cut === true ? 1 : 0)
      const more = location === undefined ? {} : { location }
      response.writeHead(status, { 'content-type': type, 'content-length': length, etag: 'W/"one"', ...more })
      if (method === 'HEAD') response.end()
      else if (cut === true) response.write(text, () => response.destroy())
      else response.end(text)
    })
  })
  beforeEach(() => {
    server.seen.length = 0
  })
  after(async () => {
    await server.close()
    await rm(folder, { recursive: true, force: true })
  })
  const open = (path = '/cache', clock = fixedClock()): CacheStore => webStore(`${server.url}${path}`, { clock })
  const works: Readonly<Record<string, (store: CacheStore) => Promise<unknown>>> = {
    head: async (store) => (await store.head('a/b.json'))?.size,
    get: async (store) => new TextDecoder().decode((await store.get('a/b.json'))?.bytes),
    fetch: async (store) => (await store.fetch('a/b.json', join(folder, 'b.json')))?.size,
  }

  it('asks for objects below its address, and neither lists nor writes', async () => {
    deed = () => ({ text: 'text' })
    for (const path of ['/cache', '/cache/', '/cache//']) {
      const store = open(path)
      assert.deepEqual([await works['head']?.(store), await works['get']?.(store), await works['fetch']?.(store)], [4, 'text', 4])
      assert.deepEqual([store.list, store.writing, store.name], [undefined, undefined, `${server.url}/cache`])
      assert.equal((await store.head('a/b.json'))?.etag, 'one')
    }
    assert.deepEqual(
      [...new Set(server.seen.map(({ method, path }) => `${method} ${path}`))],
      ['HEAD /cache/a/b.json', 'GET /cache/a/b.json'],
    )
    assert.equal(readFileSync(join(folder, 'b.json'), 'utf8'), 'text')
  })

  it('sends user and password of its address along, and tells them nobody', async () => {
    deed = () => ({ status: 403 })
    const store = webStore(server.url.replace('://', '://me:pass%20word@'))
    const told = await store.head('a').then(() => '', reason)
    assert.equal(server.seen[0]?.headers.authorization, `Basic ${Buffer.from('me:pass word').toString('base64')}`)
    assert.doesNotMatch(`${store.name} ${told}`, /me|pass/)
  })

  for (const status of [404, 410])
    it(`has nothing where the server answers ${status}`, async () => {
      deed = () => ({ status, text: 'no', type: 'text/html' })
      const store = open()
      assert.deepEqual(
        [await store.head('a'), await store.get('a'), await store.fetch('a', join(folder, 'none'))],
        [undefined, undefined, undefined],
      )
      assert.ok(!existsSync(join(folder, 'none')))
    })

  for (const [title, answer] of [
    ['401', { status: 401 }],
    ['403', { status: 403 }],
    ['405', { status: 405 }],
    ['501', { status: 501 }],
  ] as const)
    for (const [name, work] of Object.entries(works))
      it(`says STORE_REFUSED of ${name} where the server answers ${title}`, async () => {
        deed = () => answer
        assert.equal(await rejectedCode(work(open())), 'STORE_REFUSED')
        assert.ok(server.seen.length <= 2 || title === '501')
      })

  it('says of 403 alone that a bucket may have nothing there', async () => {
    for (const status of [401, 403]) {
      deed = () => ({ status })
      const told = await open()
        .head('a')
        .then(
          () => '',
          (error: unknown) => (error instanceof Problem ? error.remedy : ''),
        )
      assert.equal(/ListBucket/.test(told), status === 403)
    }
  })

  for (const [title, answer] of [
    ['a page for all that it does not know', { type: 'text/html; charset=utf-8', text: '<html>Welcome</html>' }],
    ['a page to sign in, as Azure DevOps does', { status: 203, type: 'text/html', text: '<html>Sign in</html>' }],
  ] as const)
    it(`takes nothing for an object where the server has ${title}`, async () => {
      deed = () => answer
      assert.equal(await rejectedCode(open().head('a')), 'STORE_REFUSED')
      assert.equal(await rejectedCode(open().get('a')), 'STORE_REFUSED')
    })

  it('takes no page to sign in for an object where it is sent there', async () => {
    deed = (path) => (path === '/login' ? { type: 'text/html', text: 'Sign in' } : { status: 302, location: '/login' })
    assert.equal(await rejectedCode(open().head('a')), 'STORE_REFUSED')
  })

  it('follows to another address, where files often are', async () => {
    deed = (path) => (path.startsWith('/cache/') ? { status: 307, location: path.replace('/cache', '/other') } : { text: path })
    assert.equal(await works['get']?.(open()), '/other/a/b.json')
  })

  for (const [name, work] of Object.entries(works)) {
    it(`says STORE_UNREACHABLE of ${name} where the server is in trouble, after five tries`, async () => {
      deed = () => ({ status: 503 })
      const clock = fixedClock()
      assert.equal(await rejectedCode(work(open('/cache', clock))), 'STORE_UNREACHABLE')
      assert.ok(clock.slept.length >= 4)
    })

    it(`asks again for ${name} where the server was in trouble`, async () => {
      deed = () => (server.seen.length < 3 ? { status: 503 } : { text: 'text' })
      assert.ok((await work(open())) !== undefined)
    })
  }

  it('leaves nothing of a file that breaks off', async () => {
    deed = () => ({ text: 'half', cut: true })
    assert.equal(await rejectedCode(open().fetch('a', join(folder, 'half'))), 'STORE_UNREACHABLE')
    assert.deepEqual([existsSync(join(folder, 'half')), existsSync(join(folder, 'half.part'))], [false, false])
  })

  it('says STORE_UNREACHABLE where nobody is at home', async () => {
    const gone = await startWebServer(() => {})
    await gone.close()
    for (const work of Object.values(works))
      assert.equal(await rejectedCode(work(webStore(gone.url, { clock: fixedClock() }))), 'STORE_UNREACHABLE')
  })

  for (const address of ['https://host/cache?sig=secret', 'https://host/cache#part'])
    it(`refuses ${address}`, () => {
      assert.equal(
        problemCode(() => webStore(address)),
        'INPUT_INVALID',
      )
      assert.throws(
        () => webStore(address),
        (error: Error) => !error.message.includes('secret'),
      )
    })
})
