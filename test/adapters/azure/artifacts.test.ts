import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { azureArtifacts } from '../../../adapters/azure/artifacts.ts'
import type { Artifacts, RunArtifact } from '../../../core/ports.ts'
import type { RunRecord } from '../../../local-agent/record.ts'
import { type AzureDevOps, type AzureDevOpsOptions, signInPage, startAzureDevOps } from '../../../local-agent/services/azure-devops.ts'
import { FaultScript, type Fault } from '../../../local-agent/services/faults.ts'
import { zip } from '../../../local-agent/services/zip-writer.ts'
import { fixedClock } from '../../fakes/fixed-clock.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { temporaryFolders } from '../../local-agent/services/folders.ts'
import { runOf } from '../../local-agent/services/run.ts'

const token = 'job-token'

describe('artifacts of a run', () => {
  const folder = temporaryFolders()
  const services: AzureDevOps[] = []
  afterEach(async () => void (await Promise.all(services.splice(0).map((service) => service.close()))))

  const start = async (
    more: Partial<AzureDevOpsOptions> = {},
    run: RunRecord = runOf(),
  ): Promise<{ artifacts: Artifacts; service: AzureDevOps }> => {
    const service = await startAzureDevOps(run, { token, ...more })
    services.push(service)
    const connection = { collectionUri: service.url, project: run.project.id, token }
    return { artifacts: azureArtifacts(connection, { clock: fixedClock(), random: () => 0 }), service }
  }
  const faulty = async (...faults: Fault[]): Promise<{ artifacts: Artifacts; service: AzureDevOps }> =>
    await start({ faults: new FaultScript(faults) })
  const first = async (artifacts: Artifacts): Promise<RunArtifact> => (await artifacts.list(42))[0] ?? assert.fail('no artifact')

  it('are listed with the job that attached them', async () => {
    const { artifacts } = await start()
    const { downloadUrl, ...rest } = await first(artifacts)
    assert.deepEqual(rest, { name: 'wheels.build+1', source: 'job-1', kind: 'Container', data: '#/4201/wheels.build+1' })
    assert.match(downloadUrl, /artifactName=wheels\.build%2B1/)
  })

  for (const blobRedirect of [false, true])
    it(`are unpacked without their name as a folder, ${blobRedirect ? 'from a store that refuses our token' : 'from the service itself'}`, async () => {
      const { artifacts, service } = await start({ blobRedirect })
      const into = join(folder(), 'deep', 'wheels')
      await artifacts.download(await first(artifacts), into)
      assert.equal(readFileSync(join(into, 'a.whl'), 'utf8'), 'first')
      assert.equal(readFileSync(join(into, 'deep', 'ü.whl'), 'utf8'), 'second')
      assert.deepEqual(readdirSync(join(into, '..')), ['wheels'])
      assert.equal(
        service.requests.some((request) => request.path.startsWith('/blob/')),
        blobRedirect,
      )
    })

  it('replace what an earlier try has left', async () => {
    const { artifacts } = await start()
    const into = join(folder(), 'wheels')
    const artifact = await first(artifacts)
    await artifacts.download(artifact, into)
    await artifacts.download(artifact, into)
    assert.deepEqual(readdirSync(into).sort(), ['a.whl', 'deep'])
  })

  it('keep a folder on top that is not their name', async () => {
    const { artifacts } = await faulty({ path: /format=zip/, do: { status: 200, body: zip([['sub/a.txt', Buffer.from('a')]]) } })
    const into = join(folder(), 'wheels')
    await artifacts.download(await first(artifacts), into)
    assert.equal(readFileSync(join(into, 'sub', 'a.txt'), 'utf8'), 'a')
  })

  it('may be pipeline artifacts too, and of other kinds are refused', async () => {
    const { artifacts } = await start()
    const artifact = await first(artifacts)
    const into = join(folder(), 'wheels')
    await artifacts.download({ ...artifact, kind: 'PipelineArtifact' }, into)
    assert.ok(existsSync(join(into, 'a.whl')))
    assert.equal(await rejectedCode(artifacts.download({ ...artifact, kind: 'FilePath' }, into)), 'NOT_SUPPORTED')
    assert.equal(await rejectedCode(artifacts.download({ ...artifact, downloadUrl: '' }, into)), 'NOT_SUPPORTED')
  })

  it('are fetched again after a server error, a reset and a body that breaks off', async () => {
    const path = /format=zip/
    const { artifacts } = await faulty({ path, do: { status: 503 } }, { path, do: 'reset', after: 1 }, { path, do: 'cut', after: 2 })
    const into = join(folder(), 'wheels')
    await artifacts.download(await first(artifacts), into)
    assert.equal(readFileSync(join(into, 'a.whl'), 'utf8'), 'first')
  })

  for (const [what, body] of [
    ['a sign-in page', '<html>Sign In</html>'],
    ['half a zip', zip([['wheels/a', Buffer.from('a'.repeat(99))]]).subarray(0, 60)],
    ['a member above the folder', zip([['../evil', Buffer.from('x')]])],
    ['a member above the folder below the name', zip([['wheels.build+1/../../evil', Buffer.from('x')]])],
    ['an absolute member', zip([['/tmp/evil', Buffer.from('x')]])],
    ['a member with a drive', zip([['C:/evil', Buffer.from('x')]])],
    ['a member with a backslash', zip([['a\\..\\evil', Buffer.from('x')]])],
  ] as const)
    it(`that turn out as ${what} are refused, and nothing is left`, async () => {
      const { artifacts } = await faulty({ path: /format=zip/, do: { status: 200, body } })
      const parent = folder()
      assert.equal(await rejectedCode(artifacts.download(await first(artifacts), join(parent, 'wheels'))), 'ARTIFACT_INVALID')
      assert.deepEqual(readdirSync(parent), [])
    })

  it('are a Problem when they cannot be had', async () => {
    const { artifacts } = await faulty({ path: /format=zip/, times: 9, do: { status: 403 } })
    assert.equal(await rejectedCode(artifacts.download(await first(artifacts), join(folder(), 'wheels'))), 'SERVICE_UNREACHABLE')
  })

  for (const [what, fault] of [
    ['there is no such run', { path: /artifacts/, do: { status: 404, body: '{}' } }],
    ['the token has run out', { path: /artifacts/, do: signInPage }],
    ['the token is refused', { path: /artifacts/, do: { status: 401 } }],
    ['we are sent elsewhere', { path: /artifacts/, times: 9, do: { status: 302, headers: { location: 'http://127.0.0.1:1/signin' } } }],
    ['the service is down', { path: /artifacts/, times: 99, do: { status: 503 } }],
    ['the connection breaks', { path: /artifacts/, times: 99, do: 'reset' }],
    ['the answer is another', { path: /artifacts/, do: { status: 200, body: '{"count":1,"value":[{"id":1}]}' } }],
    ['the answer is no list', { path: /artifacts/, do: { status: 200, body: '{"value":{"a":1}}' } }],
    ['the list is null', { path: /artifacts/, do: { status: 200, body: '{"count":0,"value":null}' } }],
  ] as const)
    it(`are not taken for none when ${what}`, async () => {
      const { artifacts } = await faulty(fault)
      assert.equal(await rejectedCode(artifacts.list(42)), 'SERVICE_UNREACHABLE')
    })

  const pages = (last?: Fault['do']): Fault[] => {
    const page = (name: string): string => JSON.stringify({ count: 1, value: [{ id: 1, name, resource: { type: 'Container' } }] })
    const first = { status: 200, headers: { 'x-ms-continuationtoken': 'more/1' }, body: page('a') }
    const rest = /artifacts\?api-version=7\.1&continuationToken=more%2F1$/
    return [
      { path: /artifacts\?api-version=7\.1$/, do: first },
      { path: rest, times: 9, do: last ?? { status: 200, body: page('b') } },
    ]
  }

  it('are listed to the last page', async () => {
    const { artifacts } = await faulty(...pages())
    assert.deepEqual(
      (await artifacts.list(42)).map((one) => one.name),
      ['a', 'b'],
    )
  })

  it('are not known where a later page is not', async () => {
    const { artifacts } = await faulty(...pages({ status: 404 }))
    assert.equal(await rejectedCode(artifacts.list(42)), 'SERVICE_UNREACHABLE')
  })

  it('are asked for again when the service is busy', async () => {
    const { artifacts, service } = await faulty({ path: /artifacts/, times: 2, do: { status: 429, headers: { 'retry-after': '3' } } })
    assert.equal((await artifacts.list(42)).length, 1)
    assert.equal(service.requests.filter((request) => request.path.includes('artifacts')).length, 3)
  })
})
