import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { releaseService } from '../../../adapters/azure/release-service.ts'
import { releasePlaces } from '../../../adapters/release-places.ts'
import type { Outcome } from '../../../core/outcome.ts'
import { type AzureDevOps, startAzureDevOps } from '../../../local-agent/services/azure-devops.ts'
import { FaultScript } from '../../../local-agent/services/faults.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { sdist, wheel } from '../../local-agent/services/distributions.ts'
import { runOf } from '../../local-agent/services/run.ts'
import { Releasing } from './releasing.ts'

const token = 'job-token-0123456789'
const spam = wheel({ name: 'spam', version: '1.0' })
const source = sdist({ name: 'spam', version: '1.0' })

describe('a release to a feed', () => {
  let releasing: Releasing
  let service: AzureDevOps
  let faults: FaultScript
  let feed: string
  beforeEach(async () => {
    releasing = new Releasing()
    releasing.built('linux', [source, spam])
    feed = join(releasing.folder, 'feed')
    mkdirSync(feed)
    faults = new FaultScript()
    service = await startAzureDevOps(runOf(), { token, faults, feeds: { 'My Wheels/wheels': { folder: feed } } })
    open(token)
  })
  afterEach(async () => {
    await service.close()
    releasing.close()
  })

  const open = (as: string): void => {
    const { signal } = new AbortController()
    const agent = { endpoint: () => undefined, identity: () => Promise.reject(new Error('none')), secret: () => undefined }
    const { index, builtin } = releasePlaces(agent, { signal, environment: {}, variable: () => undefined })
    const { feed } = releaseService({ collectionUri: service.url, project: 'p', token: as }, { signal })
    releasing.over = { index, builtin, feed }
  }
  const plan = async (): Promise<Outcome> => await releasing.plan({ artifactFeed: 'My Wheels/wheels', repository: '', checkUrl: '' })
  const approved = async (): Promise<void> => releasing.approve(`ok ${(await plan()).outputs['approvalCode'] ?? ''}`)
  const posts = (): number => service.requests.filter(({ method }) => method === 'POST').length

  it('is read and written with the token of the job alone, which the log never shows', async () => {
    releasing.variables = {}
    await approved()
    assert.equal(posts(), 0)
    const outcome = await releasing.publish()
    assert.deepEqual([outcome.result, outcome.outputs['publishedCount'], outcome.problems], ['succeeded', '2', []])
    assert.deepEqual(readdirSync(feed).sort(), [spam.file, source.file].sort())
    const paths = service.requests.map(({ path }) => path.replace(/\?.*$/, ''))
    assert.ok(
      paths.every((path) => /resourceAreas|\/My%20Wheels\/_packaging\/wheels\/pypi\/(?:simple\/spam|upload)\/$/.test(path)),
      paths.join('\n'),
    )
    const basic = Buffer.from(`build:${token}`).toString('base64')
    for (const secret of [token, basic]) assert.ok(releasing.secrets.includes(secret))
    assert.ok(
      !JSON.stringify([releasing.log.lines, releasing.pipeline.attached.map(({ bytes }) => Buffer.from(bytes).toString())]).includes(token),
    )
  })

  it('skips what is there with the same bytes, and is CONFLICT where others have the name', async () => {
    writeFileSync(join(feed, spam.file), spam.bytes)
    await approved()
    const outcome = await releasing.publish()
    assert.deepEqual([outcome.outputs['publishedCount'], outcome.outputs['skippedCount']], ['1', '1'])
    writeFileSync(join(feed, spam.file), wheel({ name: 'spam', version: '1.0', says: 'other' }).bytes)
    assert.equal(await rejectedCode(plan()), 'CONFLICT')
  })

  it('takes 409 for what it is where the bytes are its own: stored, and the answer was lost', async () => {
    await approved()
    faults.add({ method: 'POST', path: /upload/, carriedOut: true, do: 'reset' })
    const outcome = await releasing.publish()
    assert.deepEqual([outcome.result, outcome.outputs['publishedCount']], ['succeeded', '2'])
  })

  it('stays as it is where the token may not write', async () => {
    await approved()
    faults.add({
      method: 'POST',
      path: /upload/,
      times: 9,
      do: { status: 403, reason: 'Forbidden - You do not have the permission AddPackage.' },
    })
    const outcome = await releasing.publish()
    assert.deepEqual([outcome.result, outcome.outputs['publishedCount'], readdirSync(feed)], ['failed', '0', []])
    assert.match(outcome.problems[0]?.message ?? '', /403|AddPackage/)
  })

  it('is told to leave out a service connection, and refused where the service does not say where feeds are', async () => {
    releasing.over = { ...releasing.over, connection: () => ({ url: 'https://x/', scheme: 'Token', parameters: {} }) }
    assert.equal(await rejectedCode(plan()), 'INPUT_INVALID')
    open('another token')
    assert.equal(await rejectedCode(plan()), 'SERVICE_UNREACHABLE')
  })

  it('is INDEX_UNREACHABLE where the page to sign in is shown, never "nothing there"', async () => {
    faults.add({ path: /simple/, times: 9, do: { status: 203, headers: { 'content-type': 'text/html' }, body: '<html>Sign in</html>' } })
    assert.equal(await rejectedCode(plan()), 'INDEX_UNREACHABLE')
  })

  it('fails where there is no such feed, which only an upload shows', async () => {
    const planned = await releasing.plan({ artifactFeed: 'other', repository: '', checkUrl: '' })
    releasing.approve(`ok ${planned.outputs['approvalCode'] ?? ''}`)
    const outcome = await releasing.publish()
    assert.deepEqual([outcome.result, outcome.outputs['publishedCount']], ['failed', '0'])
    assert.match(outcome.problems[0]?.message ?? '', /404/)
  })
})
