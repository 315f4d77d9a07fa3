import assert from 'node:assert/strict'
import fc from 'fast-check'
import { childEnvironment, isWithheld, reproducible, zipEpoch, withPrograms } from '../../../core/build/environment.ts'

type Own = Record<string, string | undefined>

function child(own: Own, how: Partial<Parameters<typeof childEnvironment>[1]> = {}): Record<string, string> {
  return { ...childEnvironment(own, { step: own, windows: false, pass: [], set: [], temporary: '/t', ...how }) }
}

describe('the environment of a child', () => {
  const passed: [name: string, windows?: boolean][] = [
    ['PATH'],
    ['HOME'],
    ['LD_LIBRARY_PATH'],
    ['http_proxy'],
    ['HTTPS_PROXY'],
    ['no_proxy'],
    ['SSL_CERT_FILE'],
    ['PIP_INDEX_URL'],
    ['PIP_CONFIG_FILE'],
    ['PIP_NO_INDEX'],
    ['CARGO_HOME'],
    ['VSTS_PROCESS_LOOKUP_ID'],
    ['_PYTHON_HOST_PLATFORM'],
    ['MACOSX_DEPLOYMENT_TARGET'],
    ['ARCHFLAGS'],
    ['UV_DEFAULT_INDEX'],
    ['Path', true],
    ['SystemRoot', true],
    ['ProgramFiles(x86)', true],
    ['pip_index_url', true],
  ]
  for (const [name, windows = false] of passed)
    it(`has ${name}${windows ? ' on Windows' : ''}`, () => assert.equal(child({ [name]: 'x' }, { windows })[name], 'x'))

  const kept = [
    ['SYSTEM_ACCESSTOKEN', 'SECRET_SYSTEM_ACCESSTOKEN', 'ENDPOINT_AUTH_SYSTEMVSSCONNECTION', 'INPUT_JOBDATA', 'AWS_SECRET_ACCESS_KEY'],
    ['TWINE_PASSWORD', 'PYPI_PASSWORD', 'JOB_DATA', 'PYTHONS', 'INSTANCE', 'BUILD_BUILDID', 'AGENT_NAME', 'TF_BUILD'],
    ['CFLAGS', 'CC', 'MAKEFLAGS', 'SOURCE_DATE_EPOCH', 'PYTHONPATH', 'PYTHONSTARTUP', 'CXX'],
    ['PIP_TARGET', 'PIP_USER', 'PIP_REQUIRE_VIRTUALENV', 'PIP_WHEEL_DIR', 'PIP_NO_DEPS', 'path', 'SystemRoot'],
  ].flat()
  for (const name of kept) it(`has no ${name}`, () => assert.ok(!Object.hasOwn(child({ [name]: 'x' }), name)))

  it('has what is asked for by name', () =>
    assert.equal(child({ SCCACHE_BUCKET: 'b' }, { pass: ['SCCACHE_BUCKET'] })['SCCACHE_BUCKET'], 'b'))
  it('has it in any case on Windows', () =>
    assert.equal(child({ Vendor_Key: 'b' }, { pass: ['VENDOR_KEY'], windows: true })['Vendor_Key'], 'b'))
  it('has nothing that is asked for and not there', () => assert.ok(!Object.hasOwn(child({}, { pass: ['NOT_SET'] }), 'NOT_SET')))
  it('has no secret of the agent even when asked for', () =>
    assert.ok(!Object.hasOwn(child({ SYSTEM_ACCESSTOKEN: 's' }, { pass: ['SYSTEM_ACCESSTOKEN'] }), 'SYSTEM_ACCESSTOKEN')))
  it('has what is set, above all else', () => assert.equal(child({ PATH: 'a' }, { set: [{ PATH: 'b' }] })['PATH'], 'b'))
  it('has a set value above what is always the same', () => assert.equal(child({}, { set: [{ LANG: 'de' }] })['LANG'], 'de'))
  it('is the same in every locale, zone and hash seed', () => {
    const { LANG, LC_ALL, TZ, PYTHONHASHSEED, PYTHONNOUSERSITE } = child({ LANG: 'de_DE', TZ: 'Europe/Berlin', PYTHONHASHSEED: 'random' })
    assert.deepEqual([LANG, LC_ALL, TZ, PYTHONHASHSEED, PYTHONNOUSERSITE], ['C.UTF-8', 'C.UTF-8', 'UTC', '0', '1'])
  })
  it('has the folder for temporary files', () => assert.equal(child({ TMPDIR: '/var/tmp' })['TMPDIR'], '/t'))
  it('has it by its names on Windows', () => {
    const { TEMP, TMP } = child({ TEMP: 'C:\\x' }, { windows: true, temporary: 'D:\\t' })
    assert.deepEqual([TEMP, TMP], ['D:\\t', 'D:\\t'])
  })

  const step = { HTTPS_PROXY: 'http://proxy', PIP_INDEX_URL: 'https://feed', PIP_CONFIG_FILE: '/here/pip.conf', PATH: '/here', CC: 'cc' }
  it('has of the step what holds on any machine, where the host says nothing', () => {
    const { HTTPS_PROXY, PIP_INDEX_URL, PIP_CONFIG_FILE, PATH, CC } = child({ PATH: '/there', https_proxy: 'http://own' }, { step })
    assert.deepEqual([HTTPS_PROXY, PIP_INDEX_URL, PIP_CONFIG_FILE, PATH, CC], [undefined, 'https://feed', undefined, '/there', undefined])
  })
  it('has what is asked for from the step, above what the host has', () =>
    assert.equal(child({ TOKEN: 'there' }, { step: { TOKEN: 'here' }, pass: ['TOKEN'] })['TOKEN'], 'here'))
  it('has nothing from the host that is asked for by name', () =>
    assert.ok(!Object.hasOwn(child({ TOKEN: 'there' }, { step: {}, pass: ['TOKEN'] }), 'TOKEN')))

  const expansions: [value: string, is: string][] = [
    ['/opt/bin:$PATH', '/opt/bin:/bin'],
    ['${PATH}:/opt', '/bin:/opt'],
    ['$PATHS', '$PATHS'],
    ['-Wl,-rpath,$ORIGIN/../lib', '-Wl,-rpath,$ORIGIN/../lib'],
    ['$', '$'],
    ['$$PATH', '$/bin'],
    ['${PATH', '${PATH'],
    ['$(PATH)', '$(PATH)'],
  ]
  for (const [value, is] of expansions)
    it(`has ${is} for ${value}`, () => assert.equal(child({ PATH: '/bin' }, { set: [{ X: value }] })['X'], is))
  it('has each layer over the one before', () => {
    const { PATH, X } = child({ PATH: 'a' }, { set: [{ PATH: 'b:$PATH', X: 'x' }, { PATH: 'c:$PATH' }] })
    assert.deepEqual([PATH, X], ['c:b:a', 'x'])
  })

  it('never has a withheld name, whatever is there and asked for', () => {
    const prefix = fc.constantFrom('SYSTEM_', 'ENDPOINT_', 'SECRET_', 'AWS_', 'TWINE_', 'PYPI_', 'INPUT_', 'system_', 'Aws_')
    const name = fc.tuple(prefix, fc.stringMatching(/^[A-Za-z_]{0,12}$/)).map((parts) => parts.join(''))
    fc.assert(
      fc.property(name, fc.boolean(), (secret, windows) => {
        assert.ok(isWithheld(secret))
        assert.ok(!Object.keys(child({ [secret]: 'x', PATH: '/bin' }, { pass: [secret], windows })).includes(secret))
      }),
    )
  })
})

describe('what makes builds reproducible', () => {
  const how = { epoch: 1_700_000_000, tree: '/w/src', prefixMap: true }

  it('is the time of the source', () => assert.equal(reproducible({}, how)['SOURCE_DATE_EPOCH'], '1700000000'))
  it('is whole seconds', () => assert.equal(reproducible({}, { ...how, epoch: 1.7e9 + 0.9 })['SOURCE_DATE_EPOCH'], '1700000000'))
  it('is no time that a zip cannot hold', () => assert.equal(reproducible({}, { ...how, epoch: 0 })['SOURCE_DATE_EPOCH'], String(zipEpoch)))
  it("is the user's time where one is set", () =>
    assert.equal(reproducible({ SOURCE_DATE_EPOCH: '1600000000' }, how)['SOURCE_DATE_EPOCH'], '1600000000'))
  it('is the tree taken out of what compilers write', () => assert.equal(reproducible({}, how)['CPPFLAGS'], '-ffile-prefix-map=/w/src=.'))
  it('comes after the flags of the user', () =>
    assert.equal(reproducible({ CPPFLAGS: '-I/usr/local/include' }, how)['CPPFLAGS'], '-I/usr/local/include -ffile-prefix-map=/w/src=.'))
  it('leaves CFLAGS alone', () => assert.ok(!Object.hasOwn(reproducible({}, how), 'CFLAGS')))
  it('sets no flag that the compiler does not know', () =>
    assert.ok(!Object.hasOwn(reproducible({}, { ...how, prefixMap: false }), 'CPPFLAGS')))
  for (const tree of ['/a b/src', '/a=b/src', "/a'b/src", 'C:\\w\\src'])
    it(`sets no flag for ${tree}, which would not survive`, () => assert.ok(!Object.hasOwn(reproducible({}, { ...how, tree }), 'CPPFLAGS')))
  it('keeps everything else', () => assert.equal(reproducible({ PATH: '/bin' }, how)['PATH'], '/bin'))
})

describe('programs of a folder', () => {
  const programs = { folder: '/env/bin', separator: ':' }
  const cases: [given: Record<string, string>, expected: Record<string, string>][] = [
    [{}, { PATH: '/env/bin' }],
    [{ PATH: '/bin' }, { PATH: '/env/bin:/bin' }],
    [
      { Path: '/bin', A: '1' },
      { Path: '/env/bin:/bin', A: '1' },
    ],
  ]
  for (const [given, expected] of cases)
    it(`come first on PATH: ${JSON.stringify(given)}`, () => assert.deepEqual(withPrograms(given, programs), expected))
})
