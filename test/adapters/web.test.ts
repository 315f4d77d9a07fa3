import assert from 'node:assert/strict'
import { gzipSync } from 'node:zlib'
import { httpWeb } from '../../adapters/web.ts'
import { rejectedCode } from '../fakes/problem-code.ts'
import { startWebServer, type WebServer } from '../servers/web-server.ts'

describe('the web as an agent reaches it', () => {
  const web = httpWeb({ policy: { attempts: 3, base: 1, most: 1 } })
  let server: WebServer
  before(async () => {
    server = await startWebServer(({ path, method }, response, count) => {
      const status = Number(/^\/(\d+)/.exec(path)?.[1] ?? 200)
      if (path === '/reset') response.socket?.resetAndDestroy()
      else if (path === '/drip') {
        const timer = setInterval(() => response.write('x'), 20)
        response.on('close', () => clearInterval(timer))
      } else if (path === '/moved') response.writeHead(302, { location: '/moved/' }).end()
      else if (path === '/gzip') response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('a page'))
      else if (path === '/late') response.writeHead(count % 2 === 1 ? 503 : 200).end('at last')
      else response.writeHead(status, { 'Content-Type': 'text/plain', 'set-cookie': ['a=1', 'b=2'] }).end(method === 'HEAD' ? '' : 'body')
    })
  })
  after(async () => await server.close())
  beforeEach(() => void (server.seen.length = 0))

  for (const status of [200, 204, 304, 400, 401, 403, 404, 410, 451])
    it(`takes ${status} for an answer, asked once`, async () => {
      assert.equal((await web.ask('GET', `${server.url}/${status}`, {})).status, status)
      assert.equal(server.seen.length, 1)
    })

  for (const [path, times] of [
    ['/500', 3],
    ['/503', 3],
    ['/reset', 3],
  ] as const)
    it(`asks ${path} again for a while, and then has no answer`, async () => {
      assert.equal(await rejectedCode(web.ask('GET', `${server.url}${path}`, {})), 'INDEX_UNREACHABLE')
      assert.equal(server.seen.length, times)
    })

  it('has the answer that comes at last', async () => assert.equal((await web.ask('GET', `${server.url}/late`, {})).status, 200))

  it('follows a redirect, and says where it led', async () =>
    assert.equal((await web.ask('GET', `${server.url}/moved`, {})).url, `${server.url}/moved/`))

  it('decodes what is kept gzipped, and tells that it was', async () => {
    const { bytes, headers } = await web.ask('GET', `${server.url}/gzip`, { 'accept-encoding': 'gzip' })
    assert.deepEqual([new TextDecoder().decode(bytes), headers['content-encoding']], ['a page', 'gzip'])
  })

  it('gives headers by name in lower case, each as one text', async () => {
    const { headers } = await web.ask('HEAD', `${server.url}/x`, {})
    assert.deepEqual([headers['content-type'], headers['set-cookie']], ['text/plain', 'a=1, b=2'])
  })

  it('sends what it is given, and the credentials of the address', async () => {
    await web.ask('GET', `${server.url.replace('://', '://me:pw@')}/x`, { accept: 'text/html', 'accept-encoding': 'identity' })
    const { headers, path } = server.seen[0] ?? { headers: {}, path: '' }
    assert.deepEqual(
      [path, headers.accept, headers['accept-encoding'], headers.authorization],
      ['/x', 'text/html', 'identity', `Basic ${btoa('me:pw')}`],
    )
  })

  it('gives up an answer that goes on and on, and asks no second time', async () => {
    const hurried = httpWeb({ whole: 200, policy: { attempts: 3, base: 1, most: 1 } })
    await assert.rejects(hurried.ask('GET', `${server.url}/drip`, {}), { code: 'INDEX_UNREACHABLE', message: /no whole answer within/ })
    assert.equal(server.seen.length, 1)
  })

  it('says nothing of slowness where the run was cancelled', async () => {
    const signal = AbortSignal.abort()
    await assert.rejects(httpWeb({ signal }).ask('GET', `${server.url}/drip`, {}), (error) => !/no whole answer/.test(String(error)))
  })
})
