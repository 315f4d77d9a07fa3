import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCache } from '../../adapters/open-cache.ts'
import type { Connections } from '../../adapters/open-store.ts'
import { persistence } from '../../adapters/s3/persist.ts'
import { s3Store } from '../../adapters/s3/s3-store.ts'
import type { StoreAccess } from '../../core/store-access.ts'
import type { CacheStore, ObjectStore } from '../../core/store.ts'
import { fetchEntry } from '../../flows/cache/fetch-entry.ts'
import { readStatus } from '../../flows/cache/read-status.ts'
import { saveEntry } from '../../flows/cache/save-entry.ts'
import { type Deed, FaultScript } from '../../local-agent/services/faults.ts'
import { type S3Server, startS3Server } from '../../local-agent/services/s3-server.ts'
import { s3Error } from '../../local-agent/services/s3-xml.ts'
import { cacheStoreContract } from '../contracts/cache-store.ts'
import { memoryStore } from '../fakes/memory-store.ts'
import { rejectedCode } from '../fakes/problem-code.ts'
import { asCache, dated, type Desk, keyOf, type Made, openDesk, place } from '../flows/cache/world.ts'
import { startStaticServer, type StaticServer } from '../servers/static-server.ts'

const agent: Connections = {
  endpoint: () => ({ parameters: { username: 'test', password: 'secret' } }),
  identity: async () => await Promise.resolve(''),
  secret: () => {},
}

describe('openCache', () => {
  let folder: string
  let next = 0
  const servers: (S3Server | StaticServer)[] = []
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'open-cache-'))
  })
  after(async () => {
    await Promise.all(servers.map(async (server) => await server.close()))
    await rm(folder, { recursive: true, force: true })
  })
  const open = async (location: StoreAccess['location'], writes: boolean, endpointUrl?: string): Promise<CacheStore> => {
    const bucket = endpointUrl === undefined ? {} : { endpointUrl, connection: 'awsConnection' }
    return await openCache({ location, ...bucket }, agent, { writes })
  }
  const both = (writer: CacheStore): { writer: CacheStore; reader: CacheStore } => ({ writer, reader: { ...writer, writing: undefined } })

  describe('of a store in memory', () => {
    let now = 0
    cacheStoreContract(async () => await Promise.resolve(both(asCache(dated(memoryStore(), () => (now += 1000))))), { lists: true })
  })

  describe('of a folder', () => {
    cacheStoreContract(async () => both(await open({ kind: 'folder', path: join(folder, `${next++}`) }, true)), { lists: true })
  })

  describe('of a bucket', () => {
    cacheStoreContract(
      async () => {
        const server = await startS3Server({ buckets: ['bucket'], pageSize: 3 })
        servers.push(server)
        return both(await open({ kind: 's3', bucket: 'bucket', prefix: 'some/prefix' }, true, server.url))
      },
      { lists: true },
    )
  })

  describe('of a folder behind a web server', () => {
    cacheStoreContract(
      async () => {
        const path = join(folder, `${next++}`)
        const server = await startStaticServer(path)
        servers.push(server)
        return { writer: await open({ kind: 'folder', path }, true), reader: await open({ kind: 'https', url: `${server.url}/` }, true) }
      },
      { lists: false },
    )
  })

  it('writes nothing that it was not asked to', async () => {
    assert.equal((await open({ kind: 'folder', path: folder }, false)).writing, undefined)
    assert.equal((await open({ kind: 'https', url: 'https://host/cache' }, true)).writing, undefined)
  })

  it('keeps documents as they are, also where pages would be gzipped', async () => {
    const server = await startS3Server({ buckets: ['bucket'] })
    servers.push(server)
    const cache = await open({ kind: 's3', bucket: 'bucket', prefix: '' }, true, server.url)
    await cache.writing?.put('a.json', new TextEncoder().encode('x'.repeat(10_000)), {
      type: 'application/json',
      cache: '',
      gzip: true,
      when: 'absent',
    })
    assert.equal((await cache.head('a.json'))?.size, 10_000)
  })
})

describe('a cache in a bucket whose server is in trouble', () => {
  let desk: Desk
  let made: Made
  let server: S3Server
  let script: FaultScript
  let store: ObjectStore
  let tries = 0
  before(async () => {
    desk = await openDesk()
    made = await desk.make({ files: { 'spam-1.0-py3-none-any.whl': 'a wheel', 'tool.exe': 'a program' } })
    script = new FaultScript()
    server = await startS3Server({ buckets: ['bucket'], faults: script })
    const patience = persistence({ random: () => 0, now: Date.now, pause: async () => await Promise.resolve() })
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
    store = s3Store({ name: 's3://bucket', bucket: 'bucket', prefix: '', region: 'x', endpointUrl: server.url, credentials }, patience)
  })
  after(async () => {
    await server.close()
    await desk.close()
  })
  beforeEach(() => {
    script.clear()
    server.buckets.get('bucket')?.clear()
  })
  const ref = { place, key: keyOf('one') }
  const save = async (): Promise<string> => await saveEntry(made.entry, made.pathOf, asCache(store))
  const fetch = async (): Promise<string> =>
    (await fetchEntry(ref, ['whole'], join(desk.folder, `fetched ${tries++}`), { store, files: desk.files })).kind
  /** A look at the document, three files, the duration, the document. */
  const requests = 6
  const ever = (after: number, deed: Deed, carriedOut: boolean): void => script.add({ path: /./, after, times: 1000, do: deed, carriedOut })

  for (const [title, deed, code, carriedOut] of [
    ['breaks off, its work done,', 'reset', 'STORE_UNREACHABLE', true],
    ['breaks off', 'reset', 'STORE_UNREACHABLE', false],
    ['answers 503', s3Error('SlowDown'), 'STORE_UNREACHABLE', false],
    ['answers 403', s3Error('AccessDenied'), 'STORE_REFUSED', false],
  ] as const)
    it(`has the entry whole or not at all where it ${title} from any request on`, async () => {
      for (let n = 0; n < requests; n++) {
        server.buckets.get('bucket')?.clear()
        ever(n, deed, carriedOut)
        assert.equal(await rejectedCode(save()), code, `from request ${n} on`)
        script.clear()
        assert.notEqual(await fetch(), 'broken')
        await save()
        assert.equal(await fetch(), 'there')
      }
    })

  it('is saved, told of and fetched over one fault of any request', async () => {
    for (let n = 0; n < requests; n++)
      for (const carriedOut of [false, true]) {
        server.buckets.get('bucket')?.clear()
        script.clear()
        script.add({ path: /./, after: n, do: s3Error('SlowDown'), carriedOut })
        await save()
        script.clear()
        script.add({ path: /./, do: 'cut' }, { path: /files/, do: 'cut', after: 1 })
        assert.ok((await readStatus([ref], store)).of(ref))
        assert.equal(await fetch(), 'there')
      }
  })

  for (const [deed, code] of [
    ['reset', 'STORE_UNREACHABLE'],
    [s3Error('SlowDown'), 'STORE_UNREACHABLE'],
    [s3Error('AccessDenied'), 'STORE_REFUSED'],
    [s3Error('NoSuchBucket'), 'STORE_REFUSED'],
  ] as const)
    it(`says ${code} of what is read of it: ${typeof deed === 'string' ? deed : deed.status}`, async () => {
      ever(0, deed, false)
      assert.equal(await rejectedCode(readStatus([ref], store)), code)
      const many = Array.from({ length: 40 }, (_, at) => ({ place: `wheels/p${at}/linux`, key: ref.key }))
      assert.equal(await rejectedCode(readStatus(many, store)), code)
      assert.equal(await rejectedCode(fetch()), code)
    })
})
