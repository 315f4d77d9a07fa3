import assert from 'node:assert/strict'
import { jobIdentity } from '../../../adapters/azure/job-identity.ts'
import { type AzureDevOps, startAzureDevOps } from '../../../local-agent/services/azure-devops.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { startWebServer } from '../../servers/web-server.ts'
import { runOf } from '../../local-agent/services/run.ts'

describe('jobIdentity', () => {
  const run = runOf()
  let service: AzureDevOps
  before(async () => (service = await startAzureDevOps(run, { token: 'job-token' })))
  after(() => service.close())

  const connection = (token = 'job-token'): Parameters<typeof jobIdentity>[0] => ({ collectionUri: service.url, project: 'p', token })
  const address = (plan = run.planId): string =>
    `${service.url}${run.project.id}/_apis/distributedtask/hubs/build/plans/${plan}/jobs/job-1/oidctoken`

  it('is a token for one service connection', async () => {
    const [, claims = ''] = (await jobIdentity(connection(), address(), 'endpoint-1')).split('.')
    const { sub, job }: Record<string, unknown> = JSON.parse(Buffer.from(claims, 'base64url').toString())
    assert.deepEqual([sub, job], [`sc://local/${run.project.name}/endpoint-1`, 'job-1'])
    assert.match(service.requests.at(-1)?.path ?? '', /api-version=7\.1/)
  })

  it('is CREDENTIALS for a token that is not this job’s, and for a run that is none', async () => {
    assert.equal(await rejectedCode(jobIdentity(connection('other'), address(), 'endpoint-1')), 'CREDENTIALS')
    assert.equal(await rejectedCode(jobIdentity(connection(), address('other'), 'endpoint-1')), 'CREDENTIALS')
  })

  it("never shows the job's token to another host", async () => {
    const stranger = await startWebServer((_, response) => response.end('{"oidcToken":"x"}'))
    assert.equal(await rejectedCode(jobIdentity(connection(), `${stranger.url}/oidctoken`, 'e')), 'CREDENTIALS')
    assert.equal(stranger.seen.length, 0)
    await stranger.close()
  })

  for (const [status, body] of [
    [203, '<html>Sign in</html>'],
    [200, '{}'],
    [200, '{"oidcToken":null}'],
  ] as const) {
    it(`is CREDENTIALS for ${status} ${body}`, async () => {
      const server = await startWebServer((_, response) => response.writeHead(status).end(body))
      assert.equal(
        await rejectedCode(jobIdentity({ ...connection(), collectionUri: server.url }, `${server.url}/oidctoken`, 'e')),
        'CREDENTIALS',
      )
      await server.close()
    })
  }
})
