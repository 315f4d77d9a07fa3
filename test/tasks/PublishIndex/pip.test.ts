import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { folderStore } from '../../../adapters/folder/folder-store.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { memoryStore } from '../../fakes/memory-store.ts'
import { wheelBytes } from '../../fakes/wheel-bytes.ts'
import { findPips } from '../../servers/pips.ts'
import { findPython } from '../../servers/python.ts'
import { type Publishing, startPublishing } from './publishing.ts'

const local = 'demo_pkg-1.0+cpu-py3-none-any.whl'
const needs = { METADATA: 'Metadata-Version: 2.1\nName: needs\nVersion: 2.0\nRequires-Dist: demo-pkg>=1.0\nRequires-Python: >=3\n' }
const files = {
  [local]: wheelBytes(local, { files: { 'demo_pkg.py': 'answer = 42\n' } }),
  'needs-2.0-py3-none-any.whl': wheelBytes('needs-2.0-py3-none-any.whl', { ...needs, files: { 'needs.py': 'import demo_pkg\n' } }),
  'needs-3.0-py3-none-any.whl': wheelBytes('needs-3.0-py3-none-any.whl', {
    METADATA: 'Metadata-Version: 2.1\nName: needs\nVersion: 3.0\nRequires-Python: >=99\n',
  }),
}

describe('an index that PublishIndex has made, through pip', () => {
  let publishing: Publishing
  let python: string
  let index: string
  let target: string
  const site: { url: string; asked: string[]; server?: Server } = { url: '', asked: [] }
  const bucket = memoryStore()

  before(async function () {
    python = findPython(this)
    publishing = await startPublishing()
    target = await mkdtemp(join(tmpdir(), 'pip-'))
    for (const [name, bytes] of Object.entries(files)) await publishing.write(`wheels/${name}`, bytes)
    index = join(publishing.folder, 'an index & more')
    const distributions = [join(publishing.folder, 'wheels')]
    await publishing.publish(folderStore(index), { distributions, store: { location: { kind: 'folder', path: index } } })
    await publishing.publish(bucket, { distributions })
    site.server = createServer((request, response) => {
      const path = decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname)
      site.asked.push(path)
      void answer(path).then(({ status, type, body }) => response.writeHead(status, { 'content-type': type }).end(body))
    }).listen(0, '127.0.0.1')
    await once(site.server, 'listening')
    site.url = `http://127.0.0.1:${(site.server.address() as AddressInfo).port}`
  })
  after(async () => {
    site.server?.close()
    if (target !== undefined) await rm(target, { recursive: true, force: true })
    await publishing?.close()
  })

  /** `/folder/` as a web server shows a folder, `/bucket/` as S3's REST endpoint shows a bucket. */
  const answer = async (path: string): Promise<{ status: number; type: string; body: Uint8Array }> => {
    if (path.startsWith('/bucket/')) {
      const found = bucket.objects.get(path.slice('/bucket/'.length))
      return found === undefined ? missing : { status: 200, type: found.type, body: found.bytes }
    }
    const file = join(index, path.slice('/folder/'.length), path.endsWith('/') ? 'index.html' : '')
    const body = await readFile(file).catch(() => undefined)
    return body === undefined ? missing : { status: 200, type: path.endsWith('/') ? 'text/html' : 'application/octet-stream', body }
  }
  const missing = { status: 404, type: 'text/plain', body: new Uint8Array() }

  const pip = async (...more: string[]): Promise<string> => {
    const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:PIP_|PYTHON)/.test(name)))
    const env = { ...clean, PIP_CONFIG_FILE: '/dev/null', PIP_NO_INPUT: '1' }
    const { stdout } = await promisify(execFile)(python, ['-I', '-m', 'pip', '--isolated', '--disable-pip-version-check', ...more], { env })
    return stdout
  }
  const install = async (indexUrl: string, ...more: string[]): Promise<string> =>
    await pip('install', '--no-cache-dir', '--target', await mkdtemp(join(target, 'site-')), '--index-url', indexUrl, ...more)

  const places = [
    ['a file: address', () => `${pathToFileURL(index).href}/simple`],
    ['a web server', () => `${site.url}/folder/simple`],
    ["a bucket's own address", () => `${site.url}/bucket/simple`],
  ] as const
  for (const [place, url] of places) {
    it(`installs from ${place}: a local version, a dependency, and not what wants another python`, async () => {
      assert.match(await install(url(), 'needs'), /Successfully installed demo-pkg-1\.0\+cpu needs-2\.0/)
    })

    it(`holds under --require-hashes from ${place}, and refuses another hash`, async () => {
      const lines = (hash: string): string => `demo-pkg==1.0+cpu --hash=sha256:${hash}\n`
      const good = join(target, 'good.txt')
      const bad = join(target, 'bad.txt')
      await writeFile(good, lines(sha256Of(files[local] ?? '')))
      await writeFile(bad, lines(sha256Of('other')))
      await Promise.all([
        install(url(), '--require-hashes', '-r', good).then((said) => assert.match(said, /Successfully installed demo-pkg-1\.0\+cpu/)),
        assert.rejects(install(url(), '--require-hashes', '-r', bad), /THESE PACKAGES DO NOT MATCH THE HASHES/),
      ])
    })
  }

  for (const other of findPips())
    it(`installs from a file: address by pip ${other.version}`, async () => {
      const into = await mkdtemp(join(target, 'site-'))
      const { said } = await other.run('install', '--target', into, '--index-url', `${pathToFileURL(index).href}/simple`, 'needs')
      assert.match(said, /Successfully installed demo-pkg-1\.0\+cpu needs-2\.0/)
    })

  it('has its metadata read on its own, by a pip that can', async () => {
    site.asked.length = 0
    await install(`${site.url}/bucket/simple`, '--dry-run', 'needs')
    const version = /pip (\d+)\.(\d+)/.exec(await pip('--version'))
    const asks = Number(version?.[1]) * 100 + Number(version?.[2]) >= 2204 && site.asked.some((path) => path.endsWith('.metadata'))
    assert.equal(asks, Number(version?.[1]) >= 23)
    assert.equal(site.asked.includes('/bucket/packages/needs-3.0-py3-none-any.whl'), false)
  })

  it('notices a file that was changed in the store', async () => {
    const key = `packages/${local}`
    const before = bucket.objects.get(key)
    assert.ok(before)
    bucket.objects.set(key, { ...before, bytes: wheelBytes(local, { files: { 'demo_pkg.py': 'answer = 41\n' } }) })
    try {
      await assert.rejects(install(`${site.url}/bucket/simple`, '--no-deps', 'demo-pkg'), /THESE PACKAGES DO NOT MATCH THE HASHES/)
    } finally {
      bucket.objects.set(key, before)
    }
  })
})
