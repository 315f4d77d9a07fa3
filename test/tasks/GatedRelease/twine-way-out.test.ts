import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { localFiles } from '../../../adapters/local/files.ts'
import { outsideOf } from '../../../adapters/outside.ts'
import type { WayOut } from '../../../adapters/way-out.ts'
import type { Uploaded } from '../../../core/ports.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { twineUploader } from '../../../tasks/GatedRelease/upload/twine-uploader.ts'
import { recordingLog } from '../../fakes/recording-log.ts'
import { wheel } from '../../local-agent/services/distributions.ts'
import { temporaryFolders } from '../../local-agent/services/folders.ts'
import { type Certificates, makeCertificates } from '../../servers/certificates.ts'
import { findTwine } from '../../servers/twine.ts'
import { startWebProxy, type WebProxy } from '../../servers/web-proxy.ts'

const account = { username: 'ada', password: 'canary' }
const spam = wheel({ name: 'spam', version: '1.0' })
const uploadUrl = 'https://index.test/legacy/'

describe('the way of twine to an index', function () {
  this.timeout(60_000)
  const folder = temporaryFolders()
  let program: string
  let certificates: Certificates
  let server: Server
  let proxy: WebProxy
  let uploads = 0

  before(async function () {
    program = findTwine(this).program
    certificates = makeCertificates(this, ['index.test'])
    const { cert, key } = certificates.server
    server = createServer({ cert: readFileSync(cert), key: readFileSync(key) }, (asked, answer) => {
      uploads++
      asked.resume()
      asked.once('end', () => answer.end('stored'))
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    proxy = await startWebProxy({ hosts: { 'index.test:443': `https://127.0.0.1:${port}` }, credentials: 'me:proxy-secret' })
  })
  beforeEach(() => {
    uploads = 0
    proxy.asked.length = 0
  })
  after(async () => {
    server?.closeAllConnections()
    server?.close()
    await proxy?.close()
    certificates?.remove()
  })

  const wayOut = (change: Partial<WayOut> = {}): WayOut => {
    const by = { url: proxy.url, username: 'me', password: 'proxy-secret' }
    return {
      proxies: { https: by, http: by, bypassed: () => false },
      authorities: [readFileSync(certificates.authority, 'utf8')],
      client: {},
      verified: true,
      ...change,
    }
  }
  const upload = async (way: WayOut, environment: Record<string, string> = {}): Promise<{ answer: Uploaded; said: string }> => {
    const outside = outsideOf(uploadUrl, { signal: new AbortController().signal, wayOut: way, environment })
    const [log, path] = [recordingLog(), join(folder(), spam.file)]
    writeFileSync(path, spam.bytes)
    const uploader = twineUploader({ uploadUrl, credentials: account, program, outside }, { files: localFiles(folder()), log })
    const answer = await uploader.upload({ path, name: spam.file, size: spam.bytes.length, sha256: sha256Of(spam.bytes), fields: [] })
    return { answer, said: log.text() }
  }

  it("leads through the agent's proxy, and trusts the agent's certificates", async () => {
    const { answer, said } = await upload(wayOut())
    assert.deepEqual([answer, uploads, proxy.asked], [{ kind: 'stored' }, 1, ['CONNECT index.test:443']])
    assert.doesNotMatch(said, /proxy-secret|canary/)
  })

  it('trusts those that the step names', async () => {
    const { answer } = await upload(wayOut({ authorities: [] }), { REQUESTS_CA_BUNDLE: certificates.authority })
    assert.deepEqual([answer, uploads], [{ kind: 'stored' }, 1])
  })

  it('trusts those that node is told of', async () => {
    const { answer } = await upload(wayOut({ authorities: [] }), { NODE_EXTRA_CA_CERTS: certificates.authority })
    assert.deepEqual([answer, uploads], [{ kind: 'stored' }, 1])
  })

  for (const verified of [true, false])
    it(`ends where the server is not trusted${verified ? '' : ', though this agent itself checks nothing: a token is at stake'}`, async () => {
      const { answer } = await upload(wayOut({ authorities: [], verified }))
      assert.match(answer.kind === 'refused' ? answer.says : '', /CERTIFICATE_VERIFY_FAILED/)
      assert.equal(uploads, 0)
    })

  it('is tried again where the proxy refuses it', async () => {
    const by = { url: proxy.url, username: 'me', password: 'wrong-secret' }
    const { answer, said } = await upload(wayOut({ proxies: { https: by, http: by, bypassed: () => false } }))
    assert.equal(answer.kind, 'unsure')
    assert.equal(uploads, 0)
    assert.doesNotMatch(JSON.stringify([answer, said]), /wrong-secret/)
  })
})
