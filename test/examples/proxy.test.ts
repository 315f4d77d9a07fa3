import assert from 'node:assert/strict'
import { cpSync, mkdirSync, readFileSync } from 'node:fs'
import { connect, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createServer, type Server } from 'node:tls'
import { type PackageIndex, startPackageIndex } from '../../local-agent/services/package-index.ts'
import { type S3Server, startS3Server } from '../../local-agent/services/s3-server.ts'
import { root } from '../root.ts'
import { type Certificates, makeCertificates } from '../servers/certificates.ts'
import { findPython } from '../servers/python.ts'
import { startWebProxy, type WebProxy } from '../servers/web-proxy.ts'
import { issues, output } from './example.ts'
import { attached, filesWith, OwnPipeline, type OwnReport } from './own-pipeline.ts'

const [username, password] = ['ann', 'hunter2 %41&x=/+']
const forms = [password, encodeURIComponent(password), Buffer.from(`${username}:${password}`).toString('base64')]

const where = 'store: s3://wheels/team, awsConnection: aws, endpointUrl: "https://s3.test"'
const jobs = `- job: all
  steps:
  - { task: GenerateMatrix@1, name: plan, inputs: { wheelMatrix: matrix.yml, indexUrl: "https://index.test/simple/", ${where} } }
  - script: python3 tides/make.py 1.0 dist && env
  - { task: PublishIndex@1, name: index, inputs: { distributions: dist, ${where} } }
`
const wheels = '[{ platform_tag: any, platform_instance: any, platform_arch: any, python: [{ tag: py3, abi: none }] }]'
const matrix = `packages:
  quick-latest: { versions: { latest: { wheels: ${wheels} } } }
`

describe('an agent behind a proxy, whose authority signs all certificates', function () {
  this.timeout(60_000)
  const fronts: Server[] = []
  let certificates: Certificates
  let s3: S3Server
  let index: PackageIndex
  let proxy: WebProxy
  let pipeline: OwnPipeline
  let report: OwnReport

  /** Has a service answer behind TLS too: the names of the test lead there by the proxy alone, for what is on loopback is never asked for through one. */
  const front = async (url: string): Promise<string> => {
    const tls = { cert: readFileSync(certificates.server.cert), key: readFileSync(certificates.server.key) }
    const server = createServer(tls, (socket) => {
      const onwards = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => socket.destroy())
      socket.on('error', () => onwards.destroy())
      socket.pipe(onwards).pipe(socket)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    fronts.push(server)
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  before(async function () {
    findPython(this)
    certificates = makeCertificates(this, ['s3.test', 'index.test'])
    pipeline = new OwnPipeline()
    mkdirSync(pipeline.path('upstream'))
    s3 = await startS3Server({ buckets: ['wheels'], accessKeyId: 'AKIATEST', secretAccessKey: 's3-secret-key' })
    index = await startPackageIndex({ folder: pipeline.path('upstream'), sdists: join(root, 'examples/quickstart/sdists') })
    const hosts = { 's3.test:443': await front(s3.url), 'index.test:443': await front(index.simpleUrl) }
    proxy = await startWebProxy({ hosts, credentials: `${username}:${password}` })
    pipeline.write('repository/matrix.yml', matrix)
    cpSync(join(root, 'examples/index/tides'), pipeline.path('repository/tides'), { recursive: true })
    report = await pipeline.run('proxy', jobs, {
      variables: {
        'Agent.ProxyUrl': proxy.url,
        'Agent.ProxyUsername': username,
        'Agent.ProxyBypassList': '["^https://x"]',
        'Agent.CAInfo': certificates.authority,
      },
      secrets: { 'Agent.ProxyPassword': password },
      connections: {
        aws: {
          type: 'AWS',
          url: '',
          scheme: 'UsernamePassword',
          parameters: { username: 'AKIATEST', password: 's3-secret-key' },
          data: {},
        },
      },
    })
  })
  after(async () => {
    await proxy?.close()
    await s3?.close()
    await index?.close()
    for (const server of fronts) server.close()
    certificates?.remove()
    pipeline?.remove()
  })

  it('plans against an index and a bucket, and publishes', () => {
    assert.deepEqual([report.result, issues(report, 'error')], ['succeeded', []], report.log.join('\n'))
    assert.deepEqual([output(report, 'plan.hasJobs'), output(report, 'index.publishedCount')], ['true', '2'])
    assert.ok(s3.buckets.get('wheels')?.has('team/simple/tides/index.json'))
  })

  it('asks for all of that through the proxy', () => {
    const hosts = [...new Set(proxy.asked)].sort()
    assert.deepEqual(hosts, ['CONNECT index.test:443', 'CONNECT s3.test:443'])
    assert.ok(s3.requests.length > 5 && index.requests.length >= 1)
  })

  it('shows the password of the proxy nowhere: not in a log, a file of a job, an artifact, an object', () => {
    for (const form of forms) assert.ok(!report.log.some((line) => line.includes(form)))
    assert.deepEqual([filesWith(forms, report.work), filesWith(forms, pipeline.path('out'))], [[], []])
    const objects = [...(s3.buckets.get('wheels') ?? [])].map(([, { bytes }]) => Buffer.from(bytes))
    assert.ok(objects.length > 0 && objects.every((bytes) => forms.every((form) => !bytes.includes(form))))
    assert.ok(Object.keys(attached(report, '')).length > 0)
  })
})
