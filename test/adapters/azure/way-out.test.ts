import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { wayOutOf } from '../../../adapters/azure/way-out.ts'
import { proxyFor } from '../../../core/proxy.ts'
import { type AzureDevOps, startAzureDevOps } from '../../../local-agent/services/azure-devops.ts'
import { problemCode } from '../../fakes/problem-code.ts'
import { runOf } from '../../local-agent/services/run.ts'
import { type Certificates, makeCertificates } from '../../servers/certificates.ts'
import { startWebProxy, type WebProxy } from '../../servers/web-proxy.ts'

describe('takeAgentWayOut', () => {
  const temp = mkdtempSync(join(tmpdir(), 'way-out-'))
  const script = join(import.meta.dirname, 'sample-task.js')
  const run = runOf()
  let certificates: Certificates
  let index: Server
  let service: AzureDevOps
  let proxy: WebProxy

  before(async function () {
    certificates = makeCertificates(this, ['pypi.test', 'localhost'])
    const { cert, key } = certificates.server
    index = createServer({ cert: readFileSync(cert), key: readFileSync(key) }, (_, answer) => answer.end('a page'))
    index.listen(0, '127.0.0.1')
    await once(index, 'listening')
    service = await startAzureDevOps(run, { token: 'job-token' })
    const hosts = { 'pypi.test:443': `http://127.0.0.1:${(index.address() as AddressInfo).port}`, 'devops.test:80': service.url }
    proxy = await startWebProxy({ hosts, credentials: 'ann:pa ss' })
  })
  after(async () => {
    index?.closeAllConnections()
    index?.close()
    await proxy?.close()
    await service?.close()
    certificates?.remove()
    rmSync(temp, { recursive: true, force: true })
  })
  beforeEach(() => (proxy.asked.length = 0))

  /** What the task told the agent. */
  const told = async (given: Readonly<Record<string, string>>): Promise<string> => {
    const environment = { PATH: process.env['PATH'] ?? '', AGENT_TEMPDIRECTORY: temp, INPUT_BEHAVIOUR: 'away', ...given }
    const task = spawn(process.execPath, [script], { cwd: temp, env: environment, stdio: ['ignore', 'pipe', 'inherit'] })
    let text = ''
    task.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
    await once(task, 'close')
    return text
  }
  const throughProxy = (): Record<string, string> => ({
    AGENT_PROXYURL: proxy.url,
    AGENT_PROXYUSERNAME: 'ann',
    SECRET_AGENT_PROXYPASSWORD: 'pa ss',
    VSTS_SECRET_VARIABLES: '["Agent.ProxyPassword"]',
    AGENT_PROXYBYPASSLIST: '[]',
  })

  it("takes an index, the service and the job's identity through the agent's proxy, with its authority", async () => {
    const text = await told({
      ...throughProxy(),
      AGENT_CAINFO: certificates.authority,
      INPUT_URL: 'https://pypi.test/simple/',
      INPUT_CONNECTION: 'endpoint-1',
      SYSTEM_COLLECTIONURI: 'http://devops.test/local/',
      SYSTEM_TEAMPROJECTID: run.project.id,
      SYSTEM_HOSTTYPE: 'build',
      SYSTEM_PLANID: run.planId,
      SYSTEM_JOBID: 'job-1',
      ENDPOINT_AUTH_SYSTEMVSSCONNECTION: '{"parameters":{"AccessToken":"job-token"},"scheme":"OAuth"}',
      ENDPOINT_AUTH_PARAMETER_SYSTEMVSSCONNECTION_ACCESSTOKEN: 'job-token',
    })
    assert.match(text, /^index a page$/m)
    assert.match(text, /^run \{"kind":"known"/m)
    assert.match(text, /^identity 3$/m)
    assert.match(text, /task\.complete result=Succeeded/)
    assert.equal(proxy.asked[0], 'CONNECT pypi.test:443')
    const rest = proxy.asked.slice(1)
    assert.ok(
      rest.every((line) => / http:\/\/devops\.test\/local\//.test(line)),
      rest.join('\n'),
    )
    assert.deepEqual(
      rest.map((line) => /\/_apis\/(build|distributedtask)\//.exec(line)?.[1]),
      ['build', 'distributedtask'],
    )
    // The forms of the password that a log could show, and the token, are masked.
    const masked = [...text.matchAll(/^##vso\[task\.setsecret\](.*)$/gm)].map((groups) => groups[1] ?? '')
    for (const form of ['pa ss', 'pa%AZP2520ss', Buffer.from('ann:pa ss').toString('base64')]) assert.ok(masked.includes(form), form)
    assert.ok(masked.some((value) => value.split('.').length === 3))
  })

  it('goes by the environment where the agent names no proxy', async () => {
    const HTTPS_PROXY = proxy.url.replace('//', '//ann:pa%20ss@')
    const text = await told({ HTTPS_PROXY, NODE_EXTRA_CA_CERTS: certificates.authority, INPUT_URL: 'https://pypi.test/' })
    assert.match(text, /^index a page$/m)
    assert.deepEqual(proxy.asked, ['CONNECT pypi.test:443'])
  })

  it('says what to do about a certificate that the agent does not trust', async () => {
    const text = await told({ ...throughProxy(), INPUT_URL: 'https://pypi.test/' })
    assert.match(text, /result=Failed;\].*certificate.*--sslcacert/)
  })

  it('warns once where the agent checks no certificate', async () => {
    const text = await told({ ...throughProxy(), AGENT_SKIPCERTVALIDATION: 'True', INPUT_URL: 'https://pypi.test/' })
    assert.match(text, /^index a page$/m)
    assert.equal([...text.matchAll(/logissue type=warning.*checks no certificate/g)].length, 1)
  })

  for (const [given, code] of [
    [{ AGENT_CAINFO: '/nowhere/ca.pem' }, /ca\.pem, which cannot be read/],
    [{ AGENT_CLIENTCERT: script, AGENT_CLIENTCERTKEY: script }, /cannot be used/],
    [{ AGENT_PROXYURL: 'socks5://proxy:1080' }, /none for HTTP/],
  ] as const) {
    it(`fails with a reason on ${Object.keys(given).join()} ${Object.values(given)[0]?.replace(/.*\//, '')}`, async () => {
      const text = await told(given)
      assert.match(text, /task\.complete result=Failed/)
      assert.match(text, code)
      assert.doesNotMatch(text, /fault in Wheelworks/)
    })
  }

  for (const HTTPS_PROXY of ['socks5://ann:hush@proxy:1080', 'http://', '%%%']) {
    it(`goes on without HTTPS_PROXY=${HTTPS_PROXY}, which is for other programs, and warns`, async () => {
      const url = `https://localhost:${(index.address() as AddressInfo).port}/`
      const text = await told({ HTTPS_PROXY, NODE_EXTRA_CA_CERTS: certificates.authority, INPUT_URL: url })
      assert.match(text, /^index a page$/m)
      assert.equal([...text.matchAll(/logissue type=warning.*HTTPS_PROXY is passed over/g)].length, 1)
      assert.doesNotMatch(text, /hush/)
    })
  }

  describe('wayOutOf', () => {
    const none = (): undefined => undefined
    const variables =
      (given: Readonly<Record<string, string>>) =>
      (name: string): string | undefined =>
        given[name]

    it('is nothing where nobody says anything', () => assert.equal(wayOutOf(none, {}), undefined))
    it('is nothing for NO_PROXY alone', () => assert.equal(wayOutOf(none, { NO_PROXY: 'a' }), undefined))
    it("follows the agent's proxy rather than the environment's", () => {
      const found = wayOutOf(variables({ 'Agent.ProxyUrl': 'http://agent:1' }), { HTTPS_PROXY: 'http://env:2', NO_PROXY: '*' })
      assert.equal(found && proxyFor(found.proxies, 'https://pypi.org/')?.url, 'http://agent:1')
    })
    it("keeps node's own further authorities beside the agent's", () => {
      const found = wayOutOf(variables({ 'Agent.CAInfo': certificates.authority }), { NODE_EXTRA_CA_CERTS: certificates.server.cert })
      assert.deepEqual(
        found?.authorities,
        [certificates.authority, certificates.server.cert].map((path) => readFileSync(path, 'utf8')),
      )
    })
    it('takes a certificate with its key before the archive', () => {
      const { cert, key, archive } = certificates.client
      const all = { 'Agent.ClientCert': cert, 'Agent.ClientCertKey': key, 'Agent.ClientCertArchive': archive }
      assert.deepEqual(Object.keys(wayOutOf(variables(all), {})?.client ?? {}), ['cert', 'key'])
      const packed = { 'Agent.ClientCertArchive': archive, 'Agent.ClientCertPassword': 'x' }
      assert.deepEqual(Object.keys(wayOutOf(variables(packed), {})?.client ?? {}), ['pfx', 'passphrase'])
    })
    it('is FILE_MISSING for a file that is not there', () =>
      assert.equal(
        problemCode(() => wayOutOf(variables({ 'Agent.ClientCertArchive': '/nowhere.p12' }), {})),
        'FILE_MISSING',
      ))
  })
})
