import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TLSSocket } from 'node:tls'
import { agents } from '../../adapters/agents.ts'
import { roleCredentials } from '../../adapters/aws/role-credentials.ts'
import { request } from '../../adapters/http.ts'
import { s3Store } from '../../adapters/s3/s3-store.ts'
import { simpleIndex } from '../../adapters/simple-index/simple-index.ts'
import { takeWayOut, type WayOut } from '../../adapters/way-out.ts'
import { Problem } from '../../core/problem.ts'
import { agentProxyRules, environmentProxyRules } from '../../core/proxy.ts'
import type { ObjectStore } from '../../core/store.ts'
import { normalizeName } from '../../core/python/name.ts'
import { startS3Server } from '../../local-agent/services/s3-server.ts'
import { type Certificates, makeCertificates } from '../servers/certificates.ts'
import { startWebProxy, type WebProxy, type WebProxyOptions } from '../servers/web-proxy.ts'
import { startWebServer, type WebServer } from '../servers/web-server.ts'

const page = '{"meta":{"api-version":"1.1"},"name":"six","files":[],"versions":[]}'
const policy = { attempts: 3, base: 1, most: 1 }
const six = normalizeName('six')
const direct: WayOut = { proxies: environmentProxyRules({}), authorities: [], client: {}, verified: true }

const credentials = { accessKeyId: 'test', secretAccessKey: 'secret' }
const bucketAt = (endpointUrl: string): ObjectStore =>
  s3Store({ name: 's3://wheels', bucket: 'wheels', prefix: 'p', region: 'x', endpointUrl, credentials })

describe('takeWayOut', () => {
  const stock = [http.globalAgent, https.globalAgent] as const
  let certificates: Certificates
  let secure: https.Server
  let plain: WebServer
  let proxy: WebProxy | undefined
  let trusting: WayOut
  /** What clients have shown of themselves to the server behind TLS. */
  const shown: string[] = []

  before(async function () {
    certificates = makeCertificates(this, ['pypi.test', 'localhost'])
    const { cert, key } = certificates.server
    const authority = readFileSync(certificates.authority, 'utf8')
    const tls = { cert: readFileSync(cert), key: readFileSync(key), ca: authority, requestCert: true, rejectUnauthorized: false }
    secure = https.createServer(tls, (asked, answer) => {
      const name = asked.socket instanceof TLSSocket && asked.socket.authorized ? asked.socket.getPeerCertificate().subject.CN : ''
      shown.push(name)
      answer.writeHead(200, { 'content-type': 'application/vnd.pypi.simple.v1+json' }).end(page)
    })
    secure.listen(0, '127.0.0.1')
    await once(secure, 'listening')
    plain = await startWebServer((seen, response) => response.writeHead(200).end(`${seen.method} ${seen.path} ${seen.headers.host}`))
    trusting = { ...direct, authorities: [authority] }
  })
  after(async () => {
    secure.closeAllConnections()
    secure.close()
    await plain.close()
    certificates.remove()
  })
  afterEach(async () => {
    http.globalAgent.destroy()
    https.globalAgent.destroy()
    ;[http.globalAgent, https.globalAgent] = stock
    shown.length = 0
    await proxy?.close()
    proxy = undefined
  })

  const port = (): number => (secure.address() as AddressInfo).port
  const through = async (wayOut: WayOut, options: Partial<WebProxyOptions> = {}, login = ''): Promise<void> => {
    const hosts = { 'pypi.test:443': `http://127.0.0.1:${port()}`, 'feed.test:80': plain.url, 'feed.test:8080': plain.url }
    proxy = await startWebProxy({ hosts, ...options })
    const [username = '', password = ''] = login.split(':')
    takeWayOut({ ...wayOut, proxies: agentProxyRules({ url: proxy.url, username, password, bypassList: '["^http://direct\\\\.test"]' }) })
  }
  const asked = (): readonly string[] => proxy?.asked ?? []
  const problemOf = async (work: Promise<unknown>): Promise<Problem> => {
    const error: unknown = await work.then(
      () => assert.fail('it went through'),
      (thrown: unknown) => thrown,
    )
    assert.ok(error instanceof Problem, String(error))
    return error
  }
  const text = async (url: string): Promise<string> => Buffer.from((await request(url, { policy })).bytes).toString()

  describe('to what stands behind TLS', () => {
    it("reads an index by the agent's authority", async () => {
      takeWayOut(trusting)
      assert.deepEqual(await simpleIndex(`https://localhost:${port()}/simple`).project(six), { files: [], deleted: [] })
    })

    it('says that it is the certificate, at once, where that authority is not known', async () => {
      takeWayOut(direct)
      const problem = await problemOf(simpleIndex(`https://localhost:${port()}/simple`, { policy }).project(six))
      assert.equal(problem.code, 'INDEX_UNREACHABLE')
      assert.match(problem.text, /certificate/)
      assert.doesNotMatch(problem.text, /tries/)
      assert.deepEqual(shown, [])
    })

    it('says so where the certificate is for another host', async () => {
      takeWayOut(trusting)
      const problem = await problemOf(request(`https://127.0.0.1:${port()}/`, { policy }))
      assert.match(problem.text, /certificate/)
    })

    it('says so of a bucket, after one request', async () => {
      takeWayOut(direct)
      let met = 0
      const count = (): void => void (met += 1)
      secure.on('connection', count)
      const problem = await problemOf(bucketAt(`https://localhost:${port()}`).get('a'))
      secure.off('connection', count)
      assert.equal(problem.code, 'STORE_UNREACHABLE')
      assert.match(problem.text, /certificate.*--sslcacert/)
      assert.deepEqual([met, shown], [1, []])
    })

    it('says so of STS', async () => {
      takeWayOut(direct)
      process.env['AWS_ENDPOINT_URL_STS'] = `https://localhost:${port()}`
      const ports = { identity: async () => await Promise.resolve('job-token'), secret: () => undefined }
      const problem = await problemOf(roleCredentials({ kind: 'oidc', role: { arn: 'arn:x', session: 'me' } }, 'x', ports)())
      delete process.env['AWS_ENDPOINT_URL_STS']
      assert.equal(problem.code, 'SERVICE_UNREACHABLE')
      assert.match(problem.text, /certificate.*--sslcacert/)
    })

    it('asks for no certificate where the agent checks none', async () => {
      takeWayOut({ ...direct, verified: false })
      assert.equal(await text(`https://127.0.0.1:${port()}/`), page)
    })

    for (const [how, client] of [
      [
        'a certificate and its key',
        (): WayOut['client'] => ({ cert: readFileSync(certificates.client.cert), key: readFileSync(certificates.client.key) }),
      ],
      [
        'an archive',
        (): WayOut['client'] => ({ pfx: readFileSync(certificates.client.archive), passphrase: certificates.client.password }),
      ],
    ] as const) {
      it(`shows the agent's own certificate to who asks for it, from ${how}`, async () => {
        takeWayOut({ ...trusting, client: client() })
        await text(`https://localhost:${port()}/`)
        assert.deepEqual(shown, ['client'])
      })
    }

    it('throws for a key that is none', () => assert.throws(() => takeWayOut({ ...direct, client: { cert: 'x', key: 'x' } })))
  })

  describe('through a proxy', () => {
    it('asks for a tunnel to what stands behind TLS, and checks the certificate beyond it', async () => {
      await through(trusting)
      assert.equal(await text('https://pypi.test/simple/six/'), page)
      assert.deepEqual(asked(), ['CONNECT pypi.test:443'])
      await proxy?.close()
      await through(direct)
      assert.match((await problemOf(text('https://pypi.test/simple/six/'))).text, /certificate/)
    })

    it('keeps a tunnel for the next request', async () => {
      await through(trusting)
      for (let count = 0; count < 3; count++) await text('https://pypi.test/')
      assert.deepEqual(asked(), ['CONNECT pypi.test:443'])
    })

    it('hands over what is not behind TLS by its full address, under the name of its host', async () => {
      await through(direct)
      assert.equal(await text('http://feed.test/simple/six/?a=b'), 'GET /simple/six/?a=b feed.test')
      assert.equal(await text('http://feed.test:8080/'), 'GET / feed.test:8080')
      assert.deepEqual(asked(), ['GET http://feed.test/simple/six/?a=b', 'GET http://feed.test:8080/'])
    })

    it('shows the proxy its user, and nobody else', async () => {
      await through(trusting, { credentials: 'ann:p@ss%41' }, 'ann:p@ss%41')
      assert.equal(await text('https://pypi.test/'), page)
      await text('http://feed.test/')
      assert.equal(plain.seen.at(-1)?.headers['proxy-authorization'], undefined)
      assert.equal(asked().length, 2)
    })

    it('leaves aside what is bypassed and what is on this machine', async () => {
      await through(trusting)
      assert.match(await text(`${plain.url}/x`), /^GET \/x 127\.0\.0\.1/)
      assert.equal(await text(`https://localhost:${port()}/`), page)
      assert.match((await problemOf(text('http://direct.test/'))).text, /direct\.test/)
      assert.deepEqual(asked(), [])
    })

    for (const [why, options, url] of [
      ['does not know its user', { credentials: 'ann:other' }, 'https://pypi.test/'],
      ['does not know its user', { credentials: 'ann:other' }, 'http://feed.test/'],
      ['does not let it out', {}, 'https://elsewhere.test/'],
      ['does not let it out', {}, 'http://elsewhere.test/'],
    ] as const) {
      it(`gives up at once on ${url} where the proxy ${why}`, async () => {
        await through(trusting, options, 'ann:wrong')
        const problem = await problemOf(text(url))
        assert.equal(problem.code, 'SERVICE_UNREACHABLE')
        assert.match(problem.text, /40[37]/)
        assert.equal(asked().length, 1)
      })
    }

    it('never takes the refusal of a proxy for the answer of an index: that a project is absent is for the index to say', async () => {
      const refusing = await startWebServer((_, response) => response.writeHead(404).end())
      takeWayOut({ ...trusting, proxies: environmentProxyRules({ HTTPS_PROXY: refusing.url }) })
      const problem = await problemOf(simpleIndex('https://pypi.test/simple', { policy }).project(six))
      assert.equal(problem.code, 'INDEX_UNREACHABLE')
      await refusing.close()
    })

    it('gives up at once on a bucket where the proxy does not let it out', async () => {
      await through(trusting)
      const problem = await problemOf(bucketAt('https://elsewhere.test').get('a'))
      assert.equal(problem.code, 'STORE_UNREACHABLE')
      assert.match(problem.text, /proxy .*403/)
      assert.deepEqual(asked(), ['CONNECT elsewhere.test:443'])
    })

    it('tries again where the proxy is not there', async () => {
      takeWayOut({ ...trusting, proxies: environmentProxyRules({ HTTPS_PROXY: 'http://127.0.0.1:1' }) })
      assert.match((await problemOf(text('https://pypi.test/'))).text, /proxy .*ECONNREFUSED.*3 tries/)
    })

    it('keeps a bucket there: small and large objects, lists, conditions', async () => {
      const s3 = await startS3Server({ buckets: ['wheels'] })
      await through(direct, { hosts: { 's3.test:9000': s3.url } })
      const store = bucketAt('http://s3.test:9000')
      const how = { type: 'text/plain', cache: 'no-cache', when: 'absent' } as const
      // Beyond two megabytes the SDK would ask first (`Expect: 100-continue`).
      const large = Buffer.alloc(3 * 1024 * 1024, 'x')
      assert.equal((await store.put('small', Buffer.from('1'), how)).kind, 'stored')
      assert.equal((await store.put('large', large, how)).kind, 'stored')
      assert.equal((await store.put('small', Buffer.from('2'), how)).kind, 'refused')
      assert.deepEqual((await store.get('large'))?.bytes.length, large.length)
      const keys: string[] = []
      for await (const { key } of store.list('')) keys.push(key)
      assert.deepEqual(keys, ['large', 'small'])
      assert.ok(asked().length >= 5 && asked().every((line) => / http:\/\/s3\.test:9000\/wheels/.test(line)), asked().join('\n'))
      await s3.close()
    })
  })

  describe("the agent's own credentials for AWS", () => {
    const folder = mkdtempSync(join(tmpdir(), 'web-identity-'))
    const given = {
      AWS_WEB_IDENTITY_TOKEN_FILE: join(folder, 'token'),
      AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/agent',
      AWS_ENDPOINT_URL_STS: 'http://sts.test',
      AWS_CONFIG_FILE: join(folder, 'none'),
      AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
    }
    const hidden = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE']
    const stock = [...Object.keys(given), ...hidden].map((name) => [name, process.env[name]] as const)
    let sts: WebServer
    before(async () => {
      writeFileSync(given.AWS_WEB_IDENTITY_TOKEN_FILE, 'pod-token')
      for (const name of hidden) delete process.env[name]
      Object.assign(process.env, given)
      sts = await startWebServer((seen, response) => {
        const action = new URLSearchParams(seen.body).get('Action') ?? ''
        const keys = '<AccessKeyId>test</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>t</SessionToken>'
        const end = `<Expiration>${new Date(Date.now() + 3_600_000).toISOString()}</Expiration>`
        const body = `<${action}Response><${action}Result><Credentials>${keys}${end}</Credentials></${action}Result></${action}Response>`
        response.writeHead(200, { 'content-type': 'text/xml' }).end(body)
      })
    })
    after(async () => {
      for (const [name, value] of stock) {
        if (value === undefined) delete process.env[name]
        else process.env[name] = value
      }
      await sts.close()
      rmSync(folder, { recursive: true, force: true })
    })

    it('are asked for through the proxy too, where they assume a role', async () => {
      await through(direct, { hosts: { 'sts.test:80': sts.url } })
      const ports = { identity: async () => await Promise.resolve(''), secret: () => undefined }
      const role = { arn: 'arn:aws:iam::123456789012:role/publisher', session: 'me' }
      assert.equal((await roleCredentials({ kind: 'role', role, keys: undefined }, 'x', ports)()).secretAccessKey, 'secret')
      const actions = sts.seen.map(({ body }) => new URLSearchParams(body).get('Action'))
      assert.deepEqual(actions, ['AssumeRoleWithWebIdentity', 'AssumeRole'])
      assert.deepEqual(asked(), ['POST http://sts.test/', 'POST http://sts.test/'])
    })

    it('are asked for through the proxy too, for a bucket without a connection', async () => {
      const s3 = await startS3Server({ buckets: ['wheels'] })
      await through(direct, { hosts: { 'sts.test:80': sts.url, 's3.test:80': s3.url } })
      const where = { name: 's3://wheels', bucket: 'wheels', prefix: '', region: 'x', endpointUrl: 'http://s3.test' }
      assert.equal(await s3Store(where).get('a'), undefined)
      assert.deepEqual(asked(), ['POST http://sts.test/', 'GET http://s3.test/wheels/a?x-id=GetObject'])
      await s3.close()
    })
  })

  describe('agents', () => {
    it('are a client’s own where no way out is taken, else those of the way out', () => {
      const own = { keepAlive: true }
      assert.deepEqual(agents(own), { httpAgent: own, httpsAgent: own })
      takeWayOut(direct)
      assert.deepEqual(agents(own), { httpAgent: http.globalAgent, httpsAgent: https.globalAgent })
    })
  })
})
