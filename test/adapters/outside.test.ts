import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { outsideOf } from '../../adapters/outside.ts'
import type { WayOut } from '../../adapters/way-out.ts'
import { temporaryFolders } from '../local-agent/services/folders.ts'

const proxy = { url: 'http://proxy:3128', username: 'me', password: 'p@ss' }
const wayOut = (change: Partial<WayOut> = {}): WayOut => ({
  proxies: { https: proxy, http: proxy, bypassed: (origin) => origin.includes('inside') },
  authorities: [],
  client: {},
  verified: true,
  ...change,
})
const environment = { PATH: '/bin', HTTPS_PROXY: 'http://old', NO_PROXY: 'x' }
const at = (checkUrl: string, way: WayOut | undefined): ReturnType<typeof outsideOf> =>
  outsideOf(checkUrl, { signal: new AbortController().signal, wayOut: way, environment })
const proxiesOf = (variables: Readonly<Record<string, string | undefined>>): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(variables).filter(([name, value]) => /proxy/i.test(name) && value !== undefined))

describe('the way of programs to an index that is checked', () => {
  const folder = temporaryFolders()
  const file = (text: string): string => {
    const path = join(folder(), 'ca.pem')
    writeFileSync(path, text)
    return path
  }

  it('is that of the step where the agent says nothing', () => {
    const outside = at('https://wheels.example.com/simple', undefined)
    assert.deepEqual([outside.environment, outside.authorities], [environment, ''])
  })

  it("leads through the agent's proxy, with its credentials", () => {
    const by = 'http://me:p%40ss@proxy:3128/'
    assert.deepEqual(proxiesOf(at('https://wheels.example.com/simple', wayOut()).environment), { https_proxy: by, http_proxy: by })
  })

  for (const url of ['https://inside/simple', 'http://127.0.0.1:9/simple', 'file:///srv/wheels/simple'])
    it(`leads straight to ${url}, past every proxy`, () => assert.deepEqual(proxiesOf(at(url, wayOut()).environment), { no_proxy: '*' }))

  it("knows the agent's own authorities beside those of everybody", () => {
    const { authorities } = at('https://wheels.example.com/simple', wayOut({ authorities: ['OUR OWN'] }))
    assert.ok(authorities.endsWith('OUR OWN') && authorities.includes(rootCertificates[0] ?? 'none'))
  })

  for (const way of [undefined, wayOut()])
    it(`knows the authorities that node is told of${way === undefined ? '' : ', where the agent names none of its own'}`, () => {
      const named = { ...environment, NODE_EXTRA_CA_CERTS: file('TOLD TO NODE') }
      const { authorities } = outsideOf('https://x/simple', { signal: new AbortController().signal, wayOut: way, environment: named })
      assert.ok(authorities.endsWith('TOLD TO NODE') && authorities.includes(rootCertificates[0] ?? 'none'))
    })

  it('passes over a file of theirs that is not there, as node does', () => {
    const named = { ...environment, NODE_EXTRA_CA_CERTS: '/none/ca.pem' }
    assert.equal(outsideOf('https://x/', { signal: new AbortController().signal, wayOut: undefined, environment: named }).authorities, '')
  })

  it('trusts the one host where the agent checks no certificate', () => {
    const { environment: variables } = at('https://wheels.example.com:8443/simple', wayOut({ verified: false }))
    assert.equal(variables['PIP_TRUSTED_HOST'], 'wheels.example.com:8443')
    assert.equal(at('https://x/simple', wayOut()).environment['PIP_TRUSTED_HOST'], undefined)
  })
})
