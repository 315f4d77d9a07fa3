import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { areas } from '../../../adapters/azure/area.ts'
import { azureFeed } from '../../../adapters/azure/feeds.ts'
import { simpleIndex } from '../../../adapters/simple-index/simple-index.ts'
import { legacyUploader } from '../../../adapters/upload/legacy-upload.ts'
import type { Uploaded } from '../../../core/ports.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { type AzureDevOps, startAzureDevOps } from '../../../local-agent/services/azure-devops.ts'
import { FaultScript } from '../../../local-agent/services/faults.ts'
import { json } from '../../../local-agent/services/server.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { sdist, wheel } from '../../local-agent/services/distributions.ts'
import { runOf } from '../../local-agent/services/run.ts'

const token = 'job-token'
const quick = { policy: { attempts: 2, base: 1, most: 1 } }

describe('azureFeed', () => {
  let folder: string
  let service: AzureDevOps
  let faults: FaultScript
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'feeds-'))
    for (const name of ['all', 'own']) mkdirSync(join(folder, name))
    faults = new FaultScript()
    service = await startAzureDevOps(runOf(), {
      token,
      faults,
      feeds: { wheels: { folder: join(folder, 'all') }, 'My Wheels/wheels': { folder: join(folder, 'own') } },
    })
  })
  afterEach(async () => {
    await service.close()
    rmSync(folder, { recursive: true })
  })

  const feedOf = async (project: string, feed = 'wheels', as = token): ReturnType<typeof azureFeed> =>
    await azureFeed({ collectionUri: service.url, project: 'p', token: as }, { project, feed }, quick)
  const basic = ({ username, password }: { username: string; password: string }): Record<string, string> => ({
    authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
  })
  type Feed = Awaited<ReturnType<typeof feedOf>>
  const listed = async (feed: Feed): Promise<string[] | undefined> => {
    const listing = await simpleIndex(feed.checkUrl, { ...quick, headers: basic(feed.credentials) }).project(normalizeName('demo'))
    return listing?.files.map(({ filename, sha256 }) => `${filename} ${sha256}`)
  }
  const upload = async (feed: Feed, { file, bytes }: { file: string; bytes: Buffer }): Promise<Uploaded> => {
    const path = join(folder, file)
    writeFileSync(path, bytes)
    const sha256 = sha256Of(bytes)
    const fields = Object.entries({
      metadata_version: '2.1',
      name: 'demo',
      version: '1.0',
      filetype: file.endsWith('.whl') ? 'bdist_wheel' : 'sdist',
      pyversion: file.endsWith('.whl') ? 'py3' : 'source',
      sha256_digest: sha256,
    })
    const target = { url: feed.uploadUrl, ...feed.credentials }
    return await legacyUploader(target).upload({
      path,
      name: file,
      size: bytes.length,
      sha256,
      fields: [[':action', 'file_upload'], ['protocol_version', '1'], ...fields],
    })
  }

  for (const [project, where] of [
    ['', 'all'],
    ['My Wheels', 'own'],
  ] as const)
    it(`uploads to the feed of ${project || 'the organisation'}, and finds the file there with its hash`, async () => {
      const feed = await feedOf(project)
      const one = wheel({ name: 'demo', version: '1.0' })
      assert.equal(await listed(feed), undefined)
      assert.deepEqual(await upload(feed, one), { kind: 'stored' })
      assert.deepEqual(await listed(feed), [`${one.file} ${sha256Of(one.bytes)}`])
      assert.deepEqual(readdirSync(join(folder, where)), [one.file])
    })

  it('says that a name is taken, by the same bytes and by others (409)', async () => {
    const feed = await feedOf('')
    await upload(feed, wheel({ name: 'demo', version: '1.0' }))
    assert.equal((await upload(feed, wheel({ name: 'demo', version: '1.0' }))).kind, 'exists')
    assert.equal((await upload(feed, wheel({ name: 'demo', version: '1.0', says: 'other' }))).kind, 'exists')
    assert.equal((await upload(feed, sdist({ name: 'demo', version: '1.0' }))).kind, 'stored')
  })

  it('may be any, below one folder', async () => {
    const root = join(folder, 'feeds')
    const other = await startAzureDevOps(runOf(), { token, feeds: root })
    const one = wheel({ name: 'demo', version: '1.0' })
    for (const [project, name] of [
      ['', 'wheels'],
      ['My Wheels', 'wheels'],
      ['', '%2e%2e'],
    ] as const)
      assert.equal(
        (await upload(await azureFeed({ collectionUri: other.url, project: 'p', token }, { project, feed: name }, quick), one)).kind,
        'stored',
      )
    assert.deepEqual(readdirSync(root).sort(), ['%252e%252e', 'my%20wheels%2Fwheels', 'wheels'])
    await other.close()
  })

  it('is a stranger with another token, to whom nothing is told', async () => {
    const feed = await feedOf('')
    const stranger = { ...feed, credentials: { ...feed.credentials, password: 'other' } }
    assert.equal((await upload(stranger, wheel({ name: 'demo', version: '1.0' }))).kind, 'refused')
    assert.equal(await rejectedCode(listed(stranger)), 'INDEX_UNREACHABLE')
    assert.deepEqual(readdirSync(join(folder, 'all')), [])
  })

  it('is SERVICE_UNREACHABLE where the service does not say where feeds are', async () => {
    assert.equal(await rejectedCode(feedOf('', 'wheels', 'other')), 'SERVICE_UNREACHABLE')
    faults.add({ path: /resourceAreas/, times: 1, do: json(200, { locationUrl: 'https://evil.example/' }) })
    assert.equal(await rejectedCode(feedOf('')), 'SERVICE_UNREACHABLE')
  })

  it('goes where the service says, every name as one part of the address', async () => {
    const collectionUri = service.url
    const origin = new URL(collectionUri).origin
    const at = async (project: string, feed: string): Promise<string[]> => {
      faults.add({ path: new RegExp(areas.pypi), do: json(200, { locationUrl: `${origin}/pkgs/org` }) })
      const { uploadUrl, checkUrl } = await feedOf(project, feed)
      return [uploadUrl, checkUrl].map((url) => url.slice(origin.length))
    }
    assert.deepEqual(await at('', 'wheels'), ['/pkgs/org/_packaging/wheels/pypi/upload/', '/pkgs/org/_packaging/wheels/pypi/simple'])
    const [first] = await at('My Wheels', 'a?b#c')
    assert.equal(first, '/pkgs/org/My%20Wheels/_packaging/a%3Fb%23c/pypi/upload/')
  })
})
