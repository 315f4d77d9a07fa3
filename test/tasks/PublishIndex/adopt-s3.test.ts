import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { parseProject } from '../../../core/index/project-document.ts'
import type { ObjectStore } from '../../../core/store.ts'
import { Problem } from '../../../core/problem.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { storeIndex } from '../../../flows/read-index.ts'
import { type Deed, FaultScript } from '../../../local-agent/services/faults.ts'
import { type S3Server, startS3Server } from '../../../local-agent/services/s3-server.ts'
import { startBucketWebsite } from '../../servers/bucket-website.ts'
import { findPython } from '../../servers/python.ts'
import { oldBucket, oldFiles, unreachable } from './old-bucket.ts'
import { type Publishing, startPublishing } from './publishing.ts'
import { ownBucket } from '../../servers/own-bucket.ts'

const fresh = 'six-1.17.0-py2.py3-none-any.whl'
const stored = new Date('2023-04-05T06:07:08Z')

describe('a bucket of spare-tire, over S3', () => {
  let publishing: Publishing
  const servers: S3Server[] = []
  before(async () => {
    publishing = await startPublishing()
    await publishing.wheel(`new/${fresh}`)
  })
  after(async () => {
    await Promise.all(servers.map(async (server) => await server.close()))
    await publishing.close()
  })

  /** A server whose bucket holds these objects since long ago. */
  const serve = async (
    objects: ReadonlyMap<string, Uint8Array>,
    faults = new FaultScript(),
  ): Promise<{ server: S3Server; store: ObjectStore }> => {
    const server = await startS3Server({ buckets: ['bucket'], faults })
    servers.push(server)
    for (const [key, body] of objects) {
      const bytes = Buffer.from(body)
      const etag = `"${createHash('md5').update(bytes).digest('hex')}"`
      server.buckets.get('bucket')?.set(key, { bytes, etag, headers: { 'content-type': 'text/html' }, modified: stored })
    }
    return { server, store: ownBucket(server) }
  }
  const publish = async (store: ObjectStore): Promise<unknown> =>
    await publishing.publish(store, { distributions: [join(publishing.folder, 'new')] })
  const listed = async (store: ObjectStore, name: string): Promise<string[]> => {
    const found = await store.get(`simple/${name}/index.json`)
    return parseProject(new TextDecoder().decode(found?.bytes), name, normalizeName(name)).files.map(
      ({ filename, uploadTime }) => `${filename} ${uploadTime}`,
    )
  }

  it('is adopted, with the times at which its files were stored', async () => {
    const { store } = await serve(oldBucket())
    await publish(store)
    assert.deepEqual(
      (await listed(store, 'markupsafe')).map((one) => one.split(' ')[1]),
      ['2023-04-05T06:07:08.000000Z', '2023-04-05T06:07:08.000000Z'],
    )
    assert.deepEqual(await unreachable(store, oldBucket()), [])
  })

  /** Adopts a bucket in which all goes wrong from a request on, looks at it, and lets the next run go on. */
  const stumble = async (faults: FaultScript, at: number): Promise<void> => {
    const { store } = await serve(oldBucket(), faults)
    await publish(store).catch((error: unknown) => {
      if (!(error instanceof Problem)) throw error
    })
    faults.clear()
    assert.deepEqual(await unreachable(store, oldBucket()), [], `at ${at}`)
    await publish(store)
    assert.equal((await listed(store, 'six')).length, 3)
    assert.deepEqual(await unreachable(store, oldBucket()), [], `at ${at}`)
  }

  // adopt.test.ts stops it at every single request, without a server.
  it('is whole whenever its credentials end, and adopted by the next run', async () => {
    const ended = { status: 403, body: '<Error><Code>ExpiredToken</Code></Error>' }
    for (let at = 0; at < 100; at += 13) await stumble(new FaultScript([{ path: /./, after: at, times: 1_000, do: ended }]), at)
  })

  const deeds: [what: string, deed: Deed, carriedOut: boolean][] = [
    ['the connection breaks', 'reset', false],
    ['the connection breaks once it is carried out', 'reset', true],
    ['an answer is cut', 'cut', true],
    ['the server is in trouble', { status: 503, body: '<Error><Code>SlowDown</Code></Error>' }, false],
  ]
  for (const [what, deed, carriedOut] of deeds)
    it(`is adopted though ${what}, and again`, async () => {
      for (const at of [5, 25, 45, 65]) await stumble(new FaultScript([{ path: /./, after: at, times: 2, do: deed, carriedOut }]), at)
    })

  it('is refused where the server ignores conditions, before anything but the probe is written', async () => {
    const server = await startS3Server({ buckets: ['bucket'], conditional: 'ignored' })
    servers.push(server)
    const store = ownBucket(server)
    for (const [key, bytes] of oldBucket()) await store.put(key, bytes, { when: 'always', type: '', cache: '' })
    await assert.rejects(publish(store), { code: 'STORE_UNSAFE' })
    assert.deepEqual(await unreachable(store, oldBucket()), [])
    assert.equal(server.buckets.get('bucket')?.size, oldBucket().size + 1)
  })

  describe('as GenerateMatrix reads it', () => {
    const ask = async (store: ObjectStore, names: readonly string[]): Promise<number[]> => {
      const index = storeIndex(store)
      return await Promise.all(names.map(async (name) => (await index.project(normalizeName(name)))?.files.length ?? 0))
    }
    const told = ({ requests }: S3Server): string[] =>
      requests.map(({ method, path }) => (path.includes('list-type') ? 'LIST' : `${method} ${path.split('?')[0] ?? ''}`))

    it('is the root page and one list a thousand files, for however many projects', async () => {
      const many = new Map(
        Array.from({ length: 2_300 }, (_, at): [string, Uint8Array] => [`p${at % 100}-${at}.0-py3-none-any.whl`, new Uint8Array()]),
      )
      const { server, store } = await serve(oldBucket(many))
      const found = await ask(
        store,
        Array.from({ length: 100 }, (_, at) => `P${at}`),
      )
      assert.deepEqual([...new Set(found)], [23])
      assert.deepEqual(told(server), ['GET /bucket/simple/index.html', 'LIST', 'LIST', 'LIST'])
    })

    it('is the root page and one document a project, once it is adopted', async () => {
      const { server, store } = await serve(oldBucket())
      await publish(store)
      const before = server.requests.length
      assert.deepEqual(await ask(store, ['six', 'MarkupSafe', 'zope.interface', 'unknown']), [3, 2, 2, 0])
      assert.deepEqual(
        told(server).slice(before),
        ['index.html', 'six/index.json', 'markupsafe/index.json', 'zope-interface/index.json', 'unknown/index.json'].map(
          (one) => `GET /bucket/simple/${one}`,
        ),
      )
    })

    it('is the same before, while and after it is adopted', async () => {
      const names = ['six', 'markupsafe', 'zope-interface', 'cryptography', 'unknown']
      for (let after = 0; after < 90; after += 7) {
        const faults = new FaultScript([
          { path: /./, after, times: 1_000, do: { status: 403, body: '<Error><Code>ExpiredToken</Code></Error>' } },
        ])
        const { store } = await serve(oldBucket(), faults)
        await publish(store).catch(() => undefined)
        faults.clear()
        const [six = 0, ...others] = await ask(store, names)
        assert.deepEqual(others, [2, 2, 1, 0], `stopped after ${after}`)
        assert.ok(six === 2 || six === 3)
      }
    })

    it('is nothing, where nothing is, and an error where it cannot be reached', async () => {
      const { server, store } = await serve(new Map())
      assert.deepEqual(await ask(store, ['six']), [0])
      assert.equal(server.requests.length, 2)
      const broken = await serve(
        oldBucket(),
        new FaultScript([{ path: /list-type/, times: 99, do: { status: 403, body: '<Error><Code>AccessDenied</Code></Error>' } }]),
      )
      await assert.rejects(ask(broken.store, ['six']), { code: 'STORE_REFUSED' })
    })
  })

  it('installs by pip once it is adopted: an old file and a new one', async function () {
    const python = findPython(this)
    const { server, store } = await serve(oldBucket())
    await publish(store)
    const web = await startBucketWebsite(server, 'bucket')
    const target = await mkdtemp(join(tmpdir(), 'adopted-'))
    const pip = ['-I', '-m', 'pip', '--isolated', '--disable-pip-version-check', 'install', '--no-cache-dir']
    const env = { PATH: process.env['PATH'], PIP_CONFIG_FILE: '/dev/null' }
    const install = async (version: string): Promise<void> => {
      const more = ['--target', join(target, version), '--index-url', `${web.url}/simple`, `six==${version}`]
      const { stdout } = await promisify(execFile)(python, [...pip, ...more], { env })
      assert.match(stdout, new RegExp(`Successfully installed six-${version.replaceAll('.', '\\.')}`))
    }
    try {
      await Promise.all(['1.16.0', '1.17.0'].map(install))
    } finally {
      await web.close()
      await rm(target, { recursive: true, force: true })
    }
  })

  it('holds what a test says it does', () => assert.equal(oldFiles.size, 7))
})
