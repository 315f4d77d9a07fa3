import assert from 'node:assert/strict'
import fc from 'fast-check'
import { agentProxyRules, environmentProxyRules, isLoopback, proxyFor } from '../../core/proxy.ts'
import { problemCode } from '../fakes/problem-code.ts'

const agent = { url: 'http://proxy.corp:8080', username: '', password: '', bypassList: '[]' }
const throughAgent = (url: string, bypass: readonly string[]): boolean =>
  proxyFor(agentProxyRules({ ...agent, bypassList: JSON.stringify(bypass) }), url) !== undefined
const throughEnvironment = (url: string, environment: Readonly<Record<string, string>>): string | undefined =>
  proxyFor(environmentProxyRules(environment), url)?.url

describe("proxyFor, by the agent's list", () => {
  for (const [url, bypass, expected] of [
    ['https://pypi.org/simple/', [], true],
    ['http://pypi.org/simple/', [], true],
    ['https://pypi.org/simple/', ['pypi\\.org'], false],
    ['https://PYPI.org/simple/', ['^https://pypi\\.ORG$'], false],
    // Matched in the origin alone: what stands behind it is no host.
    ['https://pypi.org/corp/', ['corp'], true],
    ['https://pypi.org/', ['^https://pypi\\.org/'], true],
    ['https://pypi.org:443/', [':443'], true],
    ['https://pypi.org:8443/', [':8443$'], false],
    ['http://feed.corp:80/', ['^http://feed\\.corp$'], false],
    ['https://feed.corp/', ['^http:'], true],
    // The agent eats what is no expression.
    ['https://pypi.org/', ['*.org', '', '  ', '('], true],
    ['https://pypi.org/', ['*.org', ' pypi '], false],
    ['https://localhost/', [], false],
    ['http://build.localhost:8080/', [], false],
    ['http://127.0.0.1:9000/', [], false],
    ['http://127.9.8.7/', [], false],
    ['https://[::1]:9000/', [], false],
    ['https://localhost.corp/', [], true],
    // A cloud's credentials: a proxy would answer with its own machine's.
    ['http://169.254.169.254/latest/meta-data/', [], false],
    ['http://169.254.170.2/v2/credentials/', [], false],
    ['http://[fe80::1]/', [], false],
    ['http://[fd00:ec2::254]/latest/', [], false],
    ['http://169.253.169.254/', [], true],
    ['http://169.254.169.254.corp/', [], true],
    ['http://[fd00:ec3::254]/', [], true],
    ['https://127.0.0.1.corp/', [], true],
  ] as const) {
    it(`${expected ? 'asks the proxy for' : 'goes straight to'} ${url} beside ${JSON.stringify(bypass)}`, () =>
      assert.equal(throughAgent(url, bypass), expected))
  }

  for (const [said, expected] of [
    [agent, { url: 'http://proxy.corp:8080', username: '', password: '' }],
    [
      { ...agent, username: 'me', password: 'p@ss%' },
      { url: 'http://proxy.corp:8080', username: 'me', password: 'p@ss%' },
    ],
    [
      { ...agent, url: 'https://ann:p%40ss@proxy.corp' },
      { url: 'https://proxy.corp', username: 'ann', password: 'p@ss' },
    ],
    [
      { ...agent, url: 'http://ann:old@proxy.corp:1', username: 'me', password: 'new' },
      { url: 'http://proxy.corp:1', username: 'me', password: 'new' },
    ],
    [
      { ...agent, url: 'proxy.corp:3128', bypassList: '' },
      { url: 'http://proxy.corp:3128', username: '', password: '' },
    ],
  ] as const) {
    it(`reads ${said.url}, user '${said.username}'`, () => assert.deepEqual(proxyFor(agentProxyRules(said), 'https://pypi.org/'), expected))
  }

  for (const [said, code] of [
    [{ ...agent, url: 'http://' }, 'INPUT_INVALID'],
    [{ ...agent, url: 'socks5://proxy.corp:1080' }, 'NOT_SUPPORTED'],
    [{ ...agent, bypassList: '{' }, 'INPUT_INVALID'],
    [{ ...agent, bypassList: '[1]' }, 'INPUT_INVALID'],
  ] as const) {
    it(`is ${code} for ${said.url} beside ${said.bypassList}`, () =>
      assert.equal(
        problemCode(() => agentProxyRules(said)),
        code,
      ))
  }
})

describe('proxyFor, by the environment', () => {
  const both = { HTTPS_PROXY: 'http://s:1', HTTP_PROXY: 'http://p:2' }
  for (const [url, environment, expected] of [
    ['https://pypi.org/', both, 'http://s:1'],
    ['http://pypi.org/', both, 'http://p:2'],
    ['http://pypi.org/', { HTTPS_PROXY: 'http://s:1' }, undefined],
    ['https://pypi.org/', { HTTP_PROXY: 'http://p:2' }, undefined],
    ['https://pypi.org/', { https_proxy: 'http://lower:1', HTTPS_PROXY: 'http://upper:1' }, 'http://lower:1'],
    ['https://pypi.org/', { HTTPS_PROXY: ' ' }, undefined],
    ['https://pypi.org/', { HTTPS_PROXY: 's:3128' }, 'http://s:3128'],
    ['https://127.0.0.1/', both, undefined],
    ['https://pypi.org/', { ...both, NO_PROXY: '*' }, undefined],
    ['https://pypi.org/', { ...both, NO_PROXY: 'pypi.org' }, undefined],
    ['https://files.pypi.org/', { ...both, NO_PROXY: 'pypi.org' }, undefined],
    ['https://files.pypi.org/', { ...both, NO_PROXY: '.pypi.org' }, undefined],
    ['https://files.pypi.org/', { ...both, NO_PROXY: '*.pypi.org' }, undefined],
    ['https://notpypi.org/', { ...both, NO_PROXY: 'pypi.org' }, 'http://s:1'],
    ['https://pypi.org.evil/', { ...both, NO_PROXY: 'pypi.org' }, 'http://s:1'],
    ['https://PyPI.org/', { ...both, no_proxy: 'a, PYPI.ORG b' }, undefined],
    ['https://pypi.org/', { ...both, NO_PROXY: 'pypi.org:443' }, undefined],
    ['https://pypi.org:8443/', { ...both, NO_PROXY: 'pypi.org:443' }, 'http://s:1'],
    ['http://pypi.org/', { ...both, NO_PROXY: 'pypi.org:80' }, undefined],
    ['http://10.0.0.4/', { ...both, NO_PROXY: '10.0.0.4' }, undefined],
    ['http://10.0.0.40/', { ...both, NO_PROXY: '10.0.0.4' }, 'http://p:2'],
    ['https://pypi.org/', { ...both, NO_PROXY: ', ,.' }, 'http://s:1'],
    ['https://pypi.org/', { HTTPS_PROXY: 'socks5://s:1080' }, undefined],
    ['http://pypi.org/', { ...both, HTTPS_PROXY: 'http://' }, 'http://p:2'],
  ] as const) {
    it(`${expected ?? 'no proxy'} for ${url} under ${JSON.stringify(environment)}`, () =>
      assert.equal(throughEnvironment(url, environment), expected))
  }

  for (const [environment, expected] of [
    [both, []],
    [{ HTTPS_PROXY: 'socks5://ann:secret@s:1080' }, [['HTTPS_PROXY', 'NOT_SUPPORTED']]],
    [
      { https_proxy: '%%%', HTTP_PROXY: 'http://[' },
      [
        ['HTTPS_PROXY', 'INPUT_INVALID'],
        ['HTTP_PROXY', 'INPUT_INVALID'],
      ],
    ],
    [{ ALL_PROXY: 'socks5://s:1080' }, []],
  ] as const) {
    it(`passes over, and tells, what ${JSON.stringify(environment)} names and is no web proxy`, () => {
      const passed: (readonly [string, string])[] = []
      environmentProxyRules(environment, (name, { code, text }) => {
        passed.push([name, code])
        assert.doesNotMatch(text, /secret/)
      })
      assert.deepEqual(passed, expected)
    })
  }

  it('never takes a host for exempt that only ends in the same letters', () => {
    const label = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/)
    fc.assert(
      fc.property(label, label, (before, name) => {
        const environment = { HTTPS_PROXY: 'http://s:1', NO_PROXY: `${name}.example` }
        assert.equal(throughEnvironment(`https://${before}${name}.example/`, environment), 'http://s:1')
        assert.equal(throughEnvironment(`https://${before}.${name}.example/`, environment), undefined)
      }),
    )
  })
})

describe('isLoopback', () => {
  it('knows every address of 127/8', () =>
    fc.assert(fc.property(fc.nat(255), fc.nat(255), fc.nat(255), (a, b, c) => isLoopback(`127.${a}.${b}.${c}`))))
})
