import assert from 'node:assert/strict'
import { createHash, generateKeyPairSync } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type * as Bucket from '../../adapters/aws/aws-bucket.ts'
import { type Seen, startWebServer, type WebServer } from '../servers/web-server.ts'
import { root } from '../root.ts'
import { taskNames } from './task-json.ts'

/** A bundle has what is left of the SDK, where what nobody asks for is left out; so each source of keys is asked there, not in the packages. */
const bundleOf = (task: string): string => join(root, 'dist/tasks', task, 'aws-bucket.cjs')
const load = (): typeof Bucket => createRequire(import.meta.url)(bundleOf('BuildWheels')) as typeof Bucket

const later = new Date(Date.now() + 3_600_000).toISOString()
const past = new Date(Date.now() - 3_600_000).toISOString()
const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex')
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const session = 'arn:aws:iam::123456789012:user/me'
const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'sec1', format: 'pem' }).toString()

/** Who stands behind a signed request. */
const signer = ({ headers }: Seen): string | undefined => /Credential=([^/]+)\//.exec(headers.authorization ?? '')?.[1]

interface Keys {
  readonly AccessKeyId: string
  readonly SecretAccessKey: string
  readonly Token: string
  readonly Expiration: string
}

const keys = (AccessKeyId: string): Keys => ({
  AccessKeyId,
  SecretAccessKey: 'secret',
  Token: `token of ${AccessKeyId}`,
  Expiration: later,
})

/** STS, the metadata of an instance and of a container, SSO with its tokens, and the sign-in of the command line; and a bucket, which lets everybody in. */
function answer(seen: Seen, response: ServerResponse): void {
  const [json, xml] = [{ 'content-type': 'application/json' }, { 'content-type': 'text/xml' }]
  const { path, headers } = seen
  const tell = (body: unknown): void => void response.writeHead(200, json).end(JSON.stringify(body))
  if (path === '/latest/api/token') response.writeHead(200).end('metadata-token')
  else if (path === '/latest/meta-data/iam/security-credentials/') response.writeHead(200).end('agent')
  else if (path.startsWith('/latest/')) tell({ Code: 'Success', ...keys(`instance-${String(headers['x-aws-ec2-metadata-token'])}`) })
  else if (path === '/container') tell(keys(`container-${headers.authorization}`))
  else if (path.startsWith('/federation/')) {
    const by = String(headers['x-amz-sso_bearer_token'])
    tell({ roleCredentials: { accessKeyId: `sso-${by}`, secretAccessKey: 's', sessionToken: 't', expiration: Date.parse(later) } })
  } else if (path === '/token') tell({ accessToken: `renewed-by-${String(JSON.parse(seen.body).refreshToken)}`, expiresIn: 3600 })
  else if (path === '/v1/token') {
    const accessToken = { accessKeyId: 'signed-in', secretAccessKey: 's', sessionToken: 't' }
    tell({ accessToken, tokenType: 'aws_sigv4', expiresIn: 900, refreshToken: 'r' })
  } else if (path === '/') {
    const form = new URLSearchParams(seen.body)
    const action = form.get('Action') ?? ''
    const by = signer(seen) ?? form.get('WebIdentityToken') ?? ''
    const { AccessKeyId, SecretAccessKey, Token, Expiration } = keys(`${form.get('RoleArn')?.split('role/')[1]}-by-${by}`)
    const given = `<AccessKeyId>${AccessKeyId}</AccessKeyId><SecretAccessKey>${SecretAccessKey}</SecretAccessKey><SessionToken>${Token}</SessionToken>`
    const told = `<${action}Result><Credentials>${given}<Expiration>${Expiration}</Expiration></Credentials></${action}Result>`
    response.writeHead(200, xml).end(`<${action}Response>${told}</${action}Response>`)
  } else response.writeHead(200, { etag: '"e"' }).end('abc')
}

interface Source {
  readonly what: string
  readonly files?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  /** The access key that the bucket is asked with. */
  readonly as: string
}

const role = 'role_arn = arn:aws:iam::123456789012:role/publisher'
const instance = { AWS_EC2_METADATA_SERVICE_ENDPOINT: 'URL' }
const container = { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'URL/container', AWS_CONTAINER_AUTHORIZATION_TOKEN: 'pass' }
const sts = { AWS_ENDPOINT_URL_STS: 'URL' }
const portal = { AWS_ENDPOINT_URL_SSO: 'URL', AWS_ENDPOINT_URL_SSO_OIDC: 'URL' }
const account = 'sso_account_id = 123456789012\nsso_role_name = me'
const place = 'sso_region = us-east-1\nsso_start_url = https://start'
const ssoSession = `[default]\nsso_session = own\n${account}\n[sso-session own]\n${place}\n`
const login = { AWS_ENDPOINT_URL_SIGNIN: 'URL' }
const loggedIn = (expiresAt: string): Source['files'] => ({
  config: `[default]\nlogin_session = ${session}\nregion = x\n`,
  [`login/cache/${sha256(session)}.json`]: JSON.stringify({
    accessToken: { accessKeyId: 'logged-in', secretAccessKey: 's', sessionToken: 't', accountId: '1', expiresAt },
    tokenType: 'aws_sigv4',
    refreshToken: 'r',
    clientId: 'c',
    dpopKey: key,
  }),
})

const sources: readonly Source[] = [
  { what: 'keys of the environment', env: { AWS_ACCESS_KEY_ID: 'env', AWS_SECRET_ACCESS_KEY: 's' }, as: 'env' },
  {
    what: 'the shared file of keys',
    files: { credentials: '[default]\naws_access_key_id = shared\naws_secret_access_key = s\n' },
    as: 'shared',
  },
  {
    what: 'another profile of it',
    files: { credentials: '[other]\naws_access_key_id = other\naws_secret_access_key = s\n' },
    env: { AWS_PROFILE: 'other' },
    as: 'other',
  },
  {
    what: 'a process',
    files: { config: `[default]\ncredential_process = echo '{"Version": 1, "AccessKeyId": "process", "SecretAccessKey": "s"}'\n` },
    as: 'process',
  },
  {
    what: 'a role of a profile, as another profile',
    files: {
      config: `[default]\n${role}\nsource_profile = base\nregion = x\n`,
      credentials: '[base]\naws_access_key_id = base\naws_secret_access_key = s\n',
    },
    env: sts,
    as: 'publisher-by-base',
  },
  {
    what: 'a role of a profile, as the environment',
    files: { config: `[profile deploy]\n${role}\ncredential_source = Environment\nregion = x\n` },
    env: { ...sts, AWS_PROFILE: 'deploy', AWS_ACCESS_KEY_ID: 'env', AWS_SECRET_ACCESS_KEY: 's' },
    as: 'publisher-by-env',
  },
  {
    what: 'a role of a profile, as the instance',
    files: { config: `[default]\n${role}\ncredential_source = Ec2InstanceMetadata\nregion = x\n` },
    env: { ...sts, ...instance },
    as: 'publisher-by-instance-metadata-token',
  },
  {
    what: 'a role of a profile, as the container',
    files: { config: `[default]\n${role}\ncredential_source = EcsContainer\nregion = x\n` },
    env: { ...sts, ...container },
    as: 'publisher-by-container-pass',
  },
  {
    what: 'a web identity of the environment',
    files: { token: 'identity' },
    env: { ...sts, AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/pod', AWS_WEB_IDENTITY_TOKEN_FILE: 'HOME/.aws/token', AWS_REGION: 'x' },
    as: 'pod-by-identity',
  },
  {
    what: 'a web identity of a profile',
    files: { config: `[default]\n${role}\nweb_identity_token_file = HOME/.aws/token\nregion = x\n`, token: 'identity' },
    env: sts,
    as: 'publisher-by-identity',
  },
  { what: 'a container', env: container, as: 'container-pass' },
  { what: 'an instance', env: instance, as: 'instance-metadata-token' },
  {
    what: 'SSO',
    files: {
      config: ssoSession,
      [`sso/cache/${sha1('own')}.json`]: JSON.stringify({ accessToken: 'now', expiresAt: later }),
    },
    env: portal,
    as: 'sso-now',
  },
  {
    what: 'SSO without a session of its own',
    files: {
      config: `[default]\n${place}\n${account}\n`,
      [`sso/cache/${sha1('https://start')}.json`]: JSON.stringify({ accessToken: 'old form', expiresAt: later }),
    },
    env: portal,
    as: 'sso-old form',
  },
  {
    what: 'SSO whose token has to be renewed',
    files: {
      config: ssoSession.replaceAll('own', 'past'),
      [`sso/cache/${sha1('past')}.json`]: JSON.stringify({
        accessToken: 'past',
        expiresAt: past,
        clientId: 'c',
        clientSecret: 's',
        refreshToken: 'again',
      }),
    },
    env: portal,
    as: 'sso-renewed-by-again',
  },
  { what: 'the sign-in of the command line', files: loggedIn(later) ?? {}, env: login, as: 'logged-in' },
  { what: 'such a sign-in that has to be renewed', files: loggedIn(past) ?? {}, env: login, as: 'signed-in' },
]

describe('a bundle that asks a bucket', () => {
  it('is one and the same in every task', () =>
    assert.equal(new Set(taskNames.map((name) => readFileSync(bundleOf(name), 'utf8'))).size, 1))

  let home: string
  let server: WebServer
  const stock = { ...process.env }
  before(async () => {
    server = await startWebServer((seen, response) => answer(seen, response))
  })
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'credentials-'))
    for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name]
    server.seen.length = 0
  })
  afterEach(() => {
    for (const name of Object.keys(process.env)) if (!(name in stock)) delete process.env[name]
    Object.assign(process.env, stock)
    rmSync(home, { recursive: true, force: true })
  })
  after(async () => await server.close())

  const filled = (text: string): string => text.replaceAll('URL', server.url).replaceAll('HOME', home)
  const stage = ({ files = {}, env = {} }: Source): void => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(home, '.aws', name)), { recursive: true })
      writeFileSync(join(home, '.aws', name), filled(text))
    }
    const told = Object.entries(env).map(([name, value]) => [
      name,
      value.startsWith('URL') || value.startsWith('HOME') ? filled(value) : value,
    ])
    Object.assign(
      process.env,
      { AWS_EC2_METADATA_DISABLED: String(!('AWS_EC2_METADATA_SERVICE_ENDPOINT' in env)), HOME: home, USERPROFILE: home },
      Object.fromEntries(told),
    )
  }
  const ports = { identity: async () => await Promise.reject(new Error('nobody')), secret: () => undefined }

  for (const source of sources)
    it(`finds ${source.what}`, async () => {
      stage(source)
      const location = { name: 's3://bucket', bucket: 'bucket', prefix: '', region: 'x', endpointUrl: server.url }
      const store = load().awsBucket(location, undefined, ports)
      assert.equal((await store.head('a'))?.etag, 'e')
      assert.deepEqual(server.seen.filter(({ path }) => path.startsWith('/bucket/')).map(signer), [source.as])
    })
})
