import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { httpDownloads } from '../../../adapters/local/downloads.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { startWebServer } from '../../servers/web-server.ts'

describe('httpDownloads', () => {
  const folder = mkdtempSync(join(tmpdir(), 'downloads-'))
  const source = join(folder, 'a b.tar.gz')
  writeFileSync(source, 'hi')
  after(() => rmSync(folder, { recursive: true, force: true }))

  it('copies from file: addresses', async () => {
    const to = join(folder, 'deep/copy')
    const found = await httpDownloads().fetch(`${pathToFileURL(source).href}#sha256=ignored`, to, sha256Of('hi'))
    assert.deepEqual([found, readFileSync(to, 'utf8')], [{ path: to, size: 2, sha256: sha256Of('hi') }, 'hi'])
  })
  it('leaves no copy of other bytes', async () => {
    const to = join(folder, 'other')
    await assert.rejects(httpDownloads().fetch(pathToFileURL(source).href, to, sha256Of('ho')), { code: 'HASH_MISMATCH' })
    assert.equal(existsSync(to), false)
  })
  it('says that a file is not there', async () =>
    await assert.rejects(httpDownloads().fetch(pathToFileURL(join(folder, 'none')).href, join(folder, 'x'), undefined), {
      code: 'FILE_MISSING',
    }))

  it('fetches with the credentials that pip has for the same origin, and shows them to nobody', async () => {
    const server = await startWebServer((request, response) => void response.writeHead(request.headers.authorization ? 403 : 401).end())
    const index = server.url.replace('://', '://build:very-secret@')
    try {
      await assert.rejects(
        httpDownloads({}, [`${index}/simple`]).fetch(`${server.url}/x`, join(folder, 'x'), undefined),
        (error) => /answered 403/.test(String(error)) && !/very-secret/.test(String(error)),
      )
      assert.equal(server.seen[0]?.headers.authorization, `Basic ${Buffer.from('build:very-secret').toString('base64')}`)
    } finally {
      await server.close()
    }
  })

  it('fetches over http, without the fragment', async () => {
    const server = await startWebServer((_, response) => void response.end('hi'))
    try {
      const found = await httpDownloads().fetch(`${server.url}/x#sha256=abc`, join(folder, 'x'), sha256Of('hi'))
      assert.deepEqual([found.size, server.seen[0]?.path], [2, '/x'])
    } finally {
      await server.close()
    }
  })
})
