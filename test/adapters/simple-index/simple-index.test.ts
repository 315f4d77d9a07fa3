import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { simpleIndex } from '../../../adapters/simple-index/simple-index.ts'
import { Problem } from '../../../core/problem.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { FaultScript } from '../../../local-agent/services/faults.ts'
import { type PackageIndex, startPackageIndex } from '../../../local-agent/services/package-index.ts'
import { fixedClock } from '../../fakes/fixed-clock.ts'
import { type Seen, startWebServer, type WebServer } from '../../servers/web-server.ts'

const spam = normalizeName('spam')
const htmlPage = '<a href="spam-1.0.tar.gz">spam-1.0.tar.gz</a>'
const jsonPage = JSON.stringify({
  meta: { 'api-version': '1.0' },
  name: 'spam',
  files: [{ filename: 'spam-2.0.tar.gz', url: 'spam-2.0.tar.gz', hashes: {} }],
})

describe('simpleIndex on the web', () => {
  let server: WebServer | undefined
  afterEach(async () => await server?.close())

  async function index(answer: (seen: Seen, response: ServerResponse, count: number) => void): Promise<ReturnType<typeof simpleIndex>> {
    server = await startWebServer(answer)
    return simpleIndex(`${server.url}/simple/`, { clock: fixedClock() })
  }

  it('asks once for the normalised name with a slash, JSON first', async () => {
    const found = await (
      await index((_, response) => void response.setHeader('content-type', 'application/vnd.pypi.simple.v1+json').end(jsonPage))
    ).project(normalizeName('Foo.Bar'))
    assert.equal(found?.files[0]?.url, `${server?.url ?? ''}/simple/foo-bar/spam-2.0.tar.gz`)
    assert.deepEqual([server?.seen.length, server?.seen[0]?.path], [1, '/simple/foo-bar/'])
    assert.match(server?.seen[0]?.headers.accept ?? '', /^application\/vnd\.pypi\.simple\.v1\+json, .*text\/html;q=0\.01$/)
  })

  it('falls back to HTML', async () => {
    const found = await (await index((_, response) => void response.setHeader('content-type', 'text/html').end(htmlPage))).project(spam)
    assert.equal(found?.files[0]?.filename, 'spam-1.0.tar.gz')
  })

  it('reads addresses against where it was sent', async () => {
    const found = await (
      await index((seen, response) => {
        if (seen.path.startsWith('/simple/')) response.writeHead(302, { location: '/moved/spam/' }).end()
        else response.setHeader('content-type', 'text/html').end(htmlPage)
      })
    ).project(spam)
    assert.equal(found?.files[0]?.url, `${server?.url ?? ''}/moved/spam/spam-1.0.tar.gz`)
  })

  it('takes 404 as a project that is not there', async () =>
    assert.equal(await (await index((_, response) => void response.writeHead(404).end())).project(spam), undefined))

  const unreachable: [status: number, tries: number][] = [
    [401, 1],
    [403, 1],
    [410, 1],
    [203, 1],
    [500, 5],
    [503, 5],
  ]
  for (const [status, tries] of unreachable)
    it(`never takes ${status} as nothing there`, async () => {
      const asked = await index((_, response) => void response.writeHead(status, { 'content-type': 'text/html' }).end('<p>Sign in</p>'))
      await assert.rejects(asked.project(spam), { code: 'INDEX_UNREACHABLE' })
      assert.equal(server?.seen.length, tries)
    })

  it('refuses a page that it cannot read', async () => {
    const asked = await index((_, response) => void response.setHeader('content-type', 'application/json').end('{"half'))
    await assert.rejects(asked.project(spam), { code: 'INDEX_INVALID' })
  })

  it('sends credentials of the address, and shows them nowhere', async () => {
    server = await startWebServer((_, response) => void response.writeHead(403).end())
    const asked = simpleIndex(server.url.replace('http://', 'http://me:secret@'))
    assert.equal(asked.name, server.url)
    await assert.rejects(asked.project(spam), (error) => error instanceof Problem && !error.message.includes('secret'))
    assert.match(server.seen[0]?.headers.authorization ?? '', /^Basic /)
  })

  for (const url of ['ftp://host/simple', 'http://', 's3://bucket'])
    it(`refuses ${url}`, () => assert.throws(() => simpleIndex(url), { code: 'INPUT_INVALID' }))
})

describe('simpleIndex on a package index', () => {
  const folder = mkdtempSync(join(tmpdir(), 'simple-'))
  const faults = new FaultScript()
  let service: PackageIndex | undefined
  before(async () => {
    writeFileSync(join(folder, 'spam-1.0.tar.gz'), 'sdist')
    service = await startPackageIndex({ folder, faults })
  })
  after(async () => {
    await service?.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const project = async (name: string): Promise<readonly string[] | undefined> =>
    (await simpleIndex(service?.simpleUrl ?? '', { clock: fixedClock() }).project(normalizeName(name)))?.files.map((file) => file.filename)

  it('lists what is there', async () => {
    assert.deepEqual(await project('spam'), ['spam-1.0.tar.gz'])
    assert.equal(await project('eggs'), undefined)
  })
  it('outlives what passes', async () => {
    faults.add({ path: /spam/, do: { status: 503 } }, { path: /spam/, after: 1, do: 'reset' }, { path: /spam/, after: 2, do: 'cut' })
    assert.deepEqual(await project('spam'), ['spam-1.0.tar.gz'])
  })
})

describe('simpleIndex in a folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'simple-'))
  const put = (path: string, text: string): void => {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  before(() => {
    put('spam/index.json', jsonPage)
    put('spam/index.html', htmlPage)
    put('old/index.html', htmlPage)
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  for (const [how, root] of [
    ['a path', folder],
    ['a file: address', `${pathToFileURL(folder).href}/`],
  ] as const)
    it(`is read from ${how}, JSON before HTML`, async () => {
      const index = simpleIndex(root)
      const [json, html, none] = await Promise.all(['spam', 'old', 'none'].map(async (name) => await index.project(normalizeName(name))))
      assert.equal(json?.files[0]?.url, pathToFileURL(join(folder, 'spam/spam-2.0.tar.gz')).href)
      assert.equal(html?.files[0]?.filename, 'spam-1.0.tar.gz')
      assert.equal(none, undefined)
    })

  it('is unreachable where the folder is not there', async () =>
    await assert.rejects(simpleIndex(join(folder, 'gone')).project(spam), { code: 'INDEX_UNREACHABLE' }))
})
