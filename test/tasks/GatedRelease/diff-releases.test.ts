import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { simpleIndex } from '../../../adapters/simple-index/simple-index.ts'
import { httpWeb } from '../../../adapters/web.ts'
import type { ProjectListing } from '../../../core/ports.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { parseMetadata } from '../../../core/python/metadata.ts'
import type { ReleaseDiff } from '../../../core/release/diff/release-diff.ts'
import type { ReleasePlan } from '../../../core/release/plan/plan.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { FaultScript } from '../../../local-agent/services/faults.ts'
import { type PackageIndex, startPackageIndex } from '../../../local-agent/services/package-index.ts'
import { diffReleases } from '../../../tasks/GatedRelease/plan/diff-releases.ts'
import { releasePlan } from '../../fakes/approved-release.ts'
import { memoryStore } from '../../fakes/memory-store.ts'
import { wheel } from '../../local-agent/services/distributions.ts'

const old = wheel({ name: 'spam', version: '1.0', requiresPython: '>=3.8' })
const fresh = wheel({ name: 'spam', version: '2.0', requiresPython: '>=3.9' })
const planned = { name: fresh.file, size: fresh.bytes.length, sha256: sha256Of(fresh.bytes) }
const release = { project: 'spam', version: '2.0', files: [planned] }
const plan: ReleasePlan = releasePlan({ releases: [release] })
const candidate = { ...planned, path: '', project: 'spam', version: '2.0', metadata: parseMetadata(fresh.metadata), leg: '' }

describe('a plan held against the version before', () => {
  let folder: string
  let service: PackageIndex
  let listing: ProjectListing | undefined
  const start = async (faults = new FaultScript()): Promise<void> => {
    service = await startPackageIndex({ folder, faults })
    listing = await simpleIndex(service.simpleUrl).project(normalizeName('spam'))
  }
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'diff-'))
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, old.file), old.bytes)
  })
  afterEach(async () => {
    await service.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const asked: string[] = []
  const web = httpWeb({ policy: { attempts: 1, base: 1, most: 1 } })
  const diff = async (of = plan, held = listing, store = memoryStore()): Promise<ReleaseDiff> => {
    asked.length = 0
    const [found] = await diffReleases(of, [candidate as Parameters<typeof diffReleases>[1][number]], new Map([['spam', held]]), {
      store: () => Promise.resolve(store),
      outside: (url) => {
        asked.push(url)
        const processes = { run: () => Promise.reject(new Error('no programs')) }
        return Promise.resolve({ web, processes, environment: {}, authorities: '', windows: false })
      },
    })
    return found ?? assert.fail()
  }

  it('reads the metadata of one wheel by themselves, and not the wheel', async () => {
    await start()
    const { fields, unread, last } = await diff()
    assert.deepEqual([fields, unread, last], [[{ field: 'Requires-Python', gone: ['>=3.8'], added: ['>=3.9'] }], '', '1.0'])
    const paths = service.requests.map(({ path }) => path).filter((path) => path.startsWith('/files/'))
    assert.deepEqual(paths, [`/files/${old.file}.metadata`])
  })
  it('believes no metadata but those that the index has told the hash of', async () => {
    await start()
    const files = (listing?.files ?? []).map((file) => ({ ...file, metadata: sha256Of('other') }))
    const { fields, unread } = await diff(plan, { files, deleted: [] })
    assert.match(unread, /not those that the index tells the hash of/)
    assert.deepEqual(fields, [{ field: 'Requires-Python', gone: ['>=3.8'], added: ['>=3.9'] }])
  })
  it('says that an index serves none', async () => {
    await start()
    const files = (listing?.files ?? []).map(({ metadata: _metadata, ...file }) => file)
    const { unread } = await diff(plan, { files, deleted: [] })
    assert.match(unread, /PEP 658/)
    assert.deepEqual(asked, [])
  })
  for (const [what, does, says] of [
    ['are gone', { status: 404 }, /are not there/],
    ['may not be read', { status: 403 }, /are not there/],
    ['cannot be read now', { status: 500 }, /500/],
  ] as const)
    it(`is made although the metadata ${what}`, async () => {
      await start(new FaultScript([{ path: /\.metadata$/, do: does }]))
      assert.match((await diff()).unread, says)
    })
  it('asks for no file but over the web, and without what hangs on its address', async () => {
    await start()
    const of = (url: string): ProjectListing => ({
      files: (listing?.files ?? []).map((file) => ({ ...file, url, metadata: sha256Of(old.metadata) })),
      deleted: [],
    })
    const right = listing?.files[0]?.url ?? ''
    assert.equal((await diff(plan, of(`${right.split('#')[0] ?? ''}?a=b#sha256=x`))).unread, '')
    assert.deepEqual(
      asked.map((url) => new URL(url)).map(({ pathname, search, hash }) => pathname.slice(-9) + search + hash),
      ['.metadata?a=b'],
    )
    for (const url of ['file:///etc/passwd', 'data:,x', '../x.whl', ''])
      assert.match((await diff(plan, of(url))).unread, /are not there/, url)
  })
  it('reads them from a store where a store is released to', async () => {
    await start()
    const store = memoryStore()
    await store.put(`packages/${old.file}.metadata`, Buffer.from(old.metadata), { type: 'text/plain', cache: '', when: 'always' })
    const repository = { kind: 'store', store: 's3://bucket/x', endpointUrl: '' } as const
    const files = (listing?.files ?? []).map((file) => ({ ...file, url: '../x', metadata: sha256Of(old.metadata) }))
    const { unread, fields } = await diff({ ...plan, repository }, { files, deleted: [] }, store)
    assert.deepEqual([unread, fields.length, asked], ['', 1, []])
  })
})
