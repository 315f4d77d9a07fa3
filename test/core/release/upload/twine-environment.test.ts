import assert from 'node:assert/strict'
import fc from 'fast-check'
import { installEnvironment, probeEnvironment, twineEnvironment } from '../../../../core/release/upload/twine-environment.ts'

const credentials = { username: 'ada', password: 'hunter2' }
const place = { folder: '/tmp/empty', windows: false }
const onWindows = { folder: 'C:\\t', windows: true }

/** What an agent's step may hold, of which nothing is a program's business. */
const foreign = {
  SYSTEM_ACCESSTOKEN: 's',
  ENDPOINT_AUTH_X: 's',
  SECRET_X: 's',
  AWS_SECRET_ACCESS_KEY: 's',
  PYPI_PASSWORD: 's',
  PYPIRC_PATH: 's',
  TWINE_USERNAME: 's',
  TWINE_PASSWORD: 's',
  TWINE_REPOSITORY: 's',
  TWINE_REPOSITORY_URL: 's',
  TWINE_NON_INTERACTIVE: '0',
  PYTHONPATH: 's',
  PYTHONHOME: 's',
  PYTHONSTARTUP: 's',
  PIP_TARGET: 's',
  PIP_CONFIG_FILE: 's',
  HOME: 's',
  XDG_CONFIG_HOME: 's',
  NETRC: 's',
  LD_PRELOAD: 's',
  NODE_OPTIONS: 's',
  MY_TOKEN: 's',
}
const usual = {
  PATH: '/opt/python/bin:/usr/bin',
  LD_LIBRARY_PATH: '/opt/python/lib',
  VSTS_PROCESS_LOOKUP_ID: 'vsts_1',
  https_proxy: 'http://proxy:1',
  no_proxy: 'x',
}

describe('twineEnvironment', () => {
  it('is of the step only what is on the list, homes that are empty, and the credentials', () =>
    assert.deepEqual(twineEnvironment({ ...foreign, ...usual }, credentials, place, ''), {
      LD_LIBRARY_PATH: '/opt/python/lib',
      VSTS_PROCESS_LOOKUP_ID: 'vsts_1',
      https_proxy: 'http://proxy:1',
      no_proxy: 'x',
      PATH: '/usr/bin:/bin',
      HOME: '/tmp/empty',
      XDG_CONFIG_HOME: '/tmp/empty',
      XDG_DATA_HOME: '/tmp/empty',
      TMPDIR: '/tmp/empty',
      TWINE_USERNAME: 'ada',
      TWINE_PASSWORD: 'hunter2',
      PYTHON_KEYRING_BACKEND: 'keyring.backends.null.Keyring',
      COLUMNS: '4000',
      LINES: '25',
      TERM: 'dumb',
      NO_COLOR: '1',
      LANG: 'C.UTF-8',
      LC_ALL: 'C.UTF-8',
    }))

  it('lets nothing else through, whatever it is called', () => {
    const allowed = new Set(
      Object.keys(twineEnvironment(usual, credentials, place, '')).concat(
        'REQUESTS_CA_BUNDLE',
        'CURL_CA_BUNDLE',
        'TWINE_CERT',
        'DYLD_LIBRARY_PATH',
      ),
    )
    fc.assert(
      fc.property(fc.dictionary(fc.oneof(fc.constantFrom(...Object.keys(foreign)), fc.string()), fc.constant('s')), (own) => {
        const seen = Object.entries(twineEnvironment(own, credentials, place, '')).filter(([, value]) => value === 's')
        assert.deepEqual(
          seen.filter(([name]) => !allowed.has(name) && !/^(?:https?|no|all)_proxy$/i.test(name)),
          [],
        )
        assert.ok(seen.every(([name]) => !Object.hasOwn(foreign, name)))
      }),
    )
  })

  for (const [what, own, authorities, expected] of [
    ['none where nobody names any', {}, '', undefined],
    ["the agent's", {}, '/t/a.pem', '/t/a.pem'],
    ["twine's own before the agent's", { TWINE_CERT: '/own.pem' }, '/t/a.pem', '/own.pem'],
    ["requests' own before the agent's", { REQUESTS_CA_BUNDLE: '/own.pem' }, '/t/a.pem', '/own.pem'],
    ["curl's own before the agent's", { CURL_CA_BUNDLE: '/own.pem' }, '/t/a.pem', '/own.pem'],
    ["twine's before requests'", { TWINE_CERT: '/own.pem', REQUESTS_CA_BUNDLE: '/x' }, '', '/own.pem'],
  ] as const)
    it(`trusts certificates: ${what}`, () => assert.equal(twineEnvironment(own, credentials, place, authorities)['TWINE_CERT'], expected))

  it('has on Windows what python needs there, in whichever case it is written', () => {
    const environment = twineEnvironment(
      { ...foreign, Path: 'C:\\p', SystemRoot: 'C:\\Windows', APPDATA: 'C:\\u' },
      credentials,
      onWindows,
      '',
    )
    assert.deepEqual(
      [environment['Path'], environment['SystemRoot'], environment['APPDATA'], environment['USERPROFILE']],
      ['C:\\p', 'C:\\Windows', 'C:\\t', 'C:\\t'],
    )
    assert.equal(environment['PATH'], undefined)
  })
})

describe('probeEnvironment', () => {
  for (const where of [place, onWindows])
    it(`has no credentials and nothing foreign${where.windows ? ' on Windows' : ''}`, () => {
      const environment = probeEnvironment({ ...foreign, ...usual }, where)
      assert.ok(!Object.values(environment).includes('s'))
      assert.equal(environment['TWINE_PASSWORD'], undefined)
      assert.equal(environment['https_proxy'], undefined)
    })
})

describe('installEnvironment', () => {
  const environment = installEnvironment(
    {
      ...foreign,
      ...usual,
      PIP_INDEX_URL: 'https://mirror/simple',
      PIP_CONSTRAINT: '/x',
      UV_INDEX: 'x',
      PIP_EXTRA_INDEX_URL: 'https://more/simple',
    },
    place,
    '/t/a.pem',
  )
  it('knows where packages come from', () =>
    assert.deepEqual(
      [environment['PIP_INDEX_URL'], environment['PIP_EXTRA_INDEX_URL'], environment['https_proxy'], environment['PIP_CERT']],
      ['https://mirror/simple', 'https://more/simple', 'http://proxy:1', '/t/a.pem'],
    ))
  it('has no settings of this machine, no constraints, and no secrets', () => {
    assert.deepEqual(
      [environment['PIP_CONFIG_FILE'], environment['HOME'], environment['PIP_CONSTRAINT'], environment['UV_INDEX']],
      ['/dev/null', '/tmp/empty', undefined, undefined],
    )
    for (const name of ['TWINE_PASSWORD', 'PYPI_PASSWORD', 'SYSTEM_ACCESSTOKEN', 'PYTHONPATH', 'LD_PRELOAD', 'MY_TOKEN', 'PIP_TARGET'])
      assert.equal(environment[name], undefined, name)
  })
  it('keeps certificates that the step names', () =>
    assert.equal(installEnvironment({ PIP_CERT: '/own.pem' }, place, '/t/a.pem')['PIP_CERT'], '/own.pem'))
  it('names none where there are none', () => assert.equal(installEnvironment({}, place, '')['PIP_CERT'], undefined))
  it('switches settings off on Windows too', () => assert.equal(installEnvironment({}, onWindows, '')['PIP_CONFIG_FILE'], 'nul'))
})
