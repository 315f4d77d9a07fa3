import assert from 'node:assert/strict'
import { pipEnvironment, pipFetch, pipVersion, readsJson, withoutCredentials } from '../../../core/index/check-pip.ts'

const entry = (filename: string, requiresPython?: string): Parameters<typeof pipFetch>[0] => ({
  filename,
  url: '',
  yanked: false,
  ...(requiresPython === undefined ? {} : { requiresPython }),
})

/** The options of a fetch in one text: `--python-version 3.11 ...`; undefined where pip cannot be asked. */
function targetOf(filename: string, requiresPython?: string): string | undefined {
  const fetch = pipFetch(entry(filename, requiresPython))
  const options = fetch?.args.slice(fetch.args.indexOf('--python-version'))
  return options && [...options, fetch?.requirement].join(' ')
}

describe('pip, as the check of an index runs it', () => {
  for (const [filename, requires, expected] of [
    ['demo-1.0-cp311-cp311-win_amd64.whl', '>=3.8', '3.11 cp cp311 win_amd64 demo==1.0'],
    ['demo-1.0-cp314-cp314t-manylinux_2_28_x86_64.whl', undefined, '3.14 cp cp314t manylinux_2_28_x86_64 demo==1.0'],
    ['demo-1.0-cp38-abi3-macosx_11_0_arm64.whl', '>=3.10', '3.10 cp abi3 macosx_11_0_arm64 demo==1.0'],
    ['demo-1.0-pp311-pypy311_pp73-linux_x86_64.whl', undefined, '3.11 pp pypy311_pp73 linux_x86_64 demo==1.0'],
    ['Demo_Pkg-1.0+cpu-py3-none-any.whl', '>=3.8,<4', '3.8 py none any demo-pkg==1.0+cpu'],
    ['demo-1.0-py2.py3-none-any.whl', undefined, '3.0 py none any demo==1.0'],
    ['demo-1.0-py3-none-win32.whl', undefined, '3.0 py none win32 demo==1.0'],
    ['demo-1.0-1-py36-none-any.whl', undefined, '3.6 py none any demo==1.0'],
    ['demo-1.0-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl', undefined, '3.11 cp cp311 manylinux2014_x86_64 demo==1.0'],
  ] as const)
    it(`asks for ${filename}${requires === undefined ? '' : ` (${requires})`}`, () => {
      const [version, implementation, abi, platform, what] = expected.split(' ')
      const options = `--python-version ${version} --implementation ${implementation} --abi ${abi} --platform ${platform} ${what}`
      assert.equal(targetOf(filename, requires), options)
    })

  for (const [filename, requires, why] of [
    ['demo-1.0.tar.gz', undefined, 'an sdist would be built'],
    ['demo-1.0-cp311-cp311-win_amd64.whl', '>=3.12', 'no python takes both its tag and its Requires-Python'],
    ['demo-1.0-graalpy311-graalpy311_native-linux_x86_64.whl', undefined, 'pip has no option for that implementation'],
    ['demo-1.0-py3-none-any.whl', '>=99', 'no python is meant'],
    ['README.txt', undefined, 'it is no wheel'],
  ] as const)
    it(`does not ask for ${filename}: ${why}`, () => assert.equal(targetOf(filename, requires), undefined))

  it('takes no settings of the step but those of the network, and hides the address from lists of processes', () => {
    const own = {
      PATH: '/bin',
      HTTPS_PROXY: 'http://proxy',
      PIP_CERT: '/ca.pem',
      PIP_TRUSTED_HOST: 'host',
      PIP_EXTRA_INDEX_URL: 'https://other/simple',
      PIP_FIND_LINKS: '/wheels',
      PIP_CONFIG_FILE: '/etc/pip.conf',
      PIP_CONSTRAINT: 'c.txt',
      PIP_NO_INDEX: '1',
      UV_INDEX: 'https://other/simple',
      SYSTEM_ACCESSTOKEN: 'token',
      AWS_SECRET_ACCESS_KEY: 'key',
    }
    const indexUrl = 'https://me:secret@host/simple/'
    const environment = pipEnvironment(own, { indexUrl, windows: false, temporary: '/tmp/x' })
    assert.deepEqual(
      Object.keys(environment)
        .filter((name) => /^(?:PIP|UV|SYSTEM|AWS|HTTPS)_/.test(name))
        .sort(),
      ['HTTPS_PROXY', 'PIP_CERT', 'PIP_CONFIG_FILE', 'PIP_INDEX_URL', 'PIP_NO_INPUT', 'PIP_TRUSTED_HOST'],
    )
    assert.deepEqual([environment['PIP_INDEX_URL'], environment['PIP_CONFIG_FILE'], environment['PATH']], [indexUrl, '/dev/null', '/bin'])
    assert.equal(pipEnvironment(own, { indexUrl, windows: true, temporary: 'C:\\x' })['PIP_CONFIG_FILE'], 'nul')
    const fetch = pipFetch(entry('demo-1.0-py3-none-any.whl'))
    assert.equal(
      fetch?.args.some((arg) => arg.includes('://')),
      false,
    )
  })

  for (const [said, text, json] of [
    ['pip 23.2.1 from /x/pip (python 3.11)', '23.2.1', true],
    ['WARNING: something\npip 22.2 from /x', '22.2', true],
    ['pip 22.0.4 from /x', '22.0.4', false],
    ['pip 18.1 from /x', '18.1', false],
    ['pip 26.0.dev0 from /x', '26.0.dev0', true],
  ] as const)
    it(`knows pip ${text}, which reads ${json ? '' : 'no '}JSON`, () => {
      const version = pipVersion(said)
      assert.equal(version?.text, text)
      assert.equal(version !== undefined && readsJson(version), json)
    })

  it('knows no version where none is told', () => assert.equal(pipVersion('No module named pip'), undefined))

  it('shows no credentials in what pip prints', () =>
    assert.equal(
      withoutCredentials('Looking in https://me:pa%40ss@host/simple and http://token@other/x, http://me:p@ss@host/, me@host'),
      'Looking in https://host/simple and http://other/x, http://host/, me@host',
    ))
})
