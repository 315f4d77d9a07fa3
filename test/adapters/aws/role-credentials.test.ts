import assert from 'node:assert/strict'
import { roleCredentials, type RolePorts } from '../../../adapters/aws/role-credentials.ts'
import { awsBucket } from '../../../adapters/aws/aws-bucket.ts'
import { Problem } from '../../../core/problem.ts'
import { startS3Server } from '../../../local-agent/services/s3-server.ts'
import { type Moto, motoKeys, startMoto } from '../../servers/moto.ts'
import { startWebServer, type WebServer } from '../../servers/web-server.ts'

const role = { arn: 'arn:aws:iam::123456789012:role/publisher', session: 'me', externalId: 'x' }
const asRole = { kind: 'role', role, keys: motoKeys } as const
const asJob = { kind: 'oidc', role } as const
const how = { type: 'text/plain', cache: '', when: 'always' } as const

describe('roleCredentials', () => {
  const variables = ['AWS_ENDPOINT_URL_STS', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const
  const stock = variables.map((name) => [name, process.env[name]] as const)
  let masked: string[]
  let ports: RolePorts
  beforeEach(() => {
    masked = []
    ports = { identity: async () => await Promise.resolve('job-token'), secret: (value) => void masked.push(value) }
  })
  afterEach(() => {
    for (const [name, value] of stock) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  })

  const problemOf = async (work: Promise<unknown>): Promise<Problem> => {
    const error: unknown = await work.then(
      () => assert.fail('it was let in'),
      (thrown: unknown) => thrown,
    )
    assert.ok(error instanceof Problem, String(error))
    return error
  }

  describe('of an STS that others wrote', () => {
    let moto: Moto
    before(async function () {
      this.timeout(60_000)
      moto = await startMoto(this)
    })
    after(async () => await moto?.close())

    for (const access of [asRole, asJob]) {
      it(`assumes a role (${access.kind}), for an hour, and masks its keys`, async () => {
        process.env['AWS_ENDPOINT_URL_STS'] = moto.url
        const keys = await roleCredentials(access, 'eu-central-1', ports)()
        assert.match(keys.accessKeyId, /^ASIA/)
        assert.deepEqual(masked, [keys.secretAccessKey, keys.sessionToken])
        const minutes = ((keys.expiration?.getTime() ?? 0) - Date.now()) / 60_000
        assert.ok(minutes > 50 && minutes < 70, String(minutes))
      })
    }
  })

  describe('of an STS of the test', () => {
    let sts: WebServer
    let keep = ''
    let refusal: { status: number; code: string } | undefined
    before(async () => {
      sts = await startWebServer((seen, response, count) => {
        const form = new URLSearchParams(seen.body)
        const action = form.get('Action') ?? ''
        const keys = `<AccessKeyId>test</AccessKeyId><SecretAccessKey>secret ${count}</SecretAccessKey><SessionToken>token ${count}</SessionToken>`
        const body =
          refusal === undefined
            ? `<${action}Response><${action}Result><Credentials>${keys}<Expiration>${keep}</Expiration></Credentials></${action}Result></${action}Response>`
            : `<ErrorResponse><Error><Code>${refusal.code}</Code><Message>Not authorized to perform it</Message></Error></ErrorResponse>`
        response.writeHead(refusal?.status ?? 200, { 'content-type': 'text/xml' }).end(body)
      })
    })
    after(async () => await sts.close())
    beforeEach(() => {
      process.env['AWS_ENDPOINT_URL_STS'] = sts.url
      keep = new Date(Date.now() + 3_600_000).toISOString()
      refusal = undefined
      sts.seen.length = 0
    })
    const asked = (): Record<string, string> => Object.fromEntries(new URLSearchParams(sts.seen.at(-1)?.body ?? ''))

    it('asks as the keys of the connection, with session and external id', async () => {
      await roleCredentials(asRole, 'eu-central-1', ports)()
      const { Action, RoleArn, RoleSessionName, ExternalId } = asked()
      assert.deepEqual([Action, RoleArn, RoleSessionName, ExternalId], ['AssumeRole', role.arn, 'me', 'x'])
      assert.match(sts.seen.at(-1)?.headers.authorization ?? '', /Credential=testing\/\d+\/eu-central-1\/sts\//)
    })

    it("asks as the agent's own credentials where the connection holds a role alone", async () => {
      process.env['AWS_ACCESS_KEY_ID'] = 'AGENT'
      process.env['AWS_SECRET_ACCESS_KEY'] = 'agent'
      await roleCredentials({ kind: 'role', role, keys: undefined }, 'x', ports)()
      assert.match(sts.seen.at(-1)?.headers.authorization ?? '', /Credential=AGENT\//)
    })

    it('asks as the job, by a token and unsigned', async () => {
      await roleCredentials(asJob, undefined, ports)()
      const { Action, RoleArn, WebIdentityToken } = asked()
      assert.deepEqual([Action, RoleArn, WebIdentityToken], ['AssumeRoleWithWebIdentity', role.arn, 'job-token'])
      assert.equal(sts.seen.at(-1)?.headers.authorization, undefined)
    })

    for (const [access, code] of [
      [asRole, 'AccessDenied'],
      [asJob, 'InvalidIdentityToken'],
      [asJob, 'AccessDenied'],
    ] as const) {
      it(`is CREDENTIALS where STS says ${code} to ${access.kind}`, async () => {
        refusal = { status: 403, code }
        const problem = await problemOf(roleCredentials(access, 'x', ports)())
        assert.equal(problem.code, 'CREDENTIALS')
        assert.match(problem.text, /role\/publisher/)
        assert.deepEqual(masked, [])
      })
    }

    it('passes on that the job has no identity, and asks nothing', async () => {
      const none = async (): Promise<string> => await Promise.reject(new Problem('CREDENTIALS', 'None.', ''))
      assert.equal((await problemOf(roleCredentials(asJob, 'x', { ...ports, identity: none })())).code, 'CREDENTIALS')
      assert.equal(sts.seen.length, 0)
    })

    it('is SERVICE_UNREACHABLE where nobody answers', async () => {
      process.env['AWS_ENDPOINT_URL_STS'] = 'http://127.0.0.1:1'
      assert.equal((await problemOf(roleCredentials(asRole, 'x', ports)())).code, 'SERVICE_UNREACHABLE')
    })

    describe('in a bucket', () => {
      it('is asked once while the keys last, and again before they end', async () => {
        const s3 = await startS3Server({ buckets: ['bucket'] })
        const location = { name: 's3://bucket', bucket: 'bucket', prefix: '', region: 'x', endpointUrl: s3.url }
        const lasting = awsBucket(location, asJob, ports)
        for (const key of ['a', 'b', 'c']) await lasting.put(key, new Uint8Array([1]), how)
        assert.equal(sts.seen.length, 1)
        keep = new Date(Date.now() + 60_000).toISOString()
        const ending = awsBucket(location, asJob, ports)
        for (const key of ['d', 'e']) await ending.put(key, new Uint8Array([1]), how)
        assert.ok(sts.seen.length >= 3, String(sts.seen.length))
        const tokens = new Set(s3.requests.map((one) => one.headers['x-amz-security-token']))
        assert.ok(tokens.size >= 3 && !tokens.has(undefined))
        await s3.close()
      })

      it('never falls back: a role that is refused is CREDENTIALS, whatever the agent itself could do', async () => {
        const s3 = await startS3Server({ buckets: ['bucket'] })
        process.env['AWS_ACCESS_KEY_ID'] = 'test'
        process.env['AWS_SECRET_ACCESS_KEY'] = 'secret'
        refusal = { status: 403, code: 'AccessDenied' }
        const store = awsBucket({ name: 's3://bucket', bucket: 'bucket', prefix: '', region: 'x', endpointUrl: s3.url }, asJob, ports)
        assert.equal((await problemOf(store.get('a'))).code, 'CREDENTIALS')
        assert.equal(s3.requests.length, 0)
        await s3.close()
      })
    })
  })
})
