import assert from 'node:assert/strict'
import { Problem } from '../../../core/problem.ts'
import { parseWheelMatrix } from '../../../core/wanted/wheel-matrix.ts'

const wheels = (python = '[{ tag: cp314 }]', more = ''): string =>
  `[{ platform_tag: freebsd_15_1_release_amd64, platform_instance: freebsd/15.1, platform_arch: x86_64, python: ${python}${more} }]`
const project = (body: string, name = 'MarkupSafe'): string => `packages:\n  ${name}: ${body}`
const versions = (version: string, rows = wheels()): string => project(`{ versions: { ${version}: { wheels: ${rows} } } }`)
const sha256 = 'a'.repeat(64)

const spareTire = `
packages:
  MarkupSafe:
    versions:
      latest: &rows
        wheels:
        - platform_tag: freebsd_14_4_release_amd64
          platform_instance: freebsd/14.4
          platform_arch: x86_64
          python:
          - tag: cp311
          - tag: cp314
            abi: abi3
        - platform_tag: FreeBSD_15_1_RELEASE_arm64
          platform_instance: freebsd/15.1
          platform_arch: aarch64
          python: [{ tag: cp314t }]
  cffi:
    versions:
      1.17.1: *rows
      1.10: *rows
`

describe('parseWheelMatrix', () => {
  it("reads spare-tire's form", () => {
    const rows = parseWheelMatrix(spareTire, 'wheel_matrix.yml').rows
    assert.equal(rows.length, 9)
    assert.deepEqual(rows[1], {
      project: 'markupsafe',
      name: 'MarkupSafe',
      choice: { kind: 'latest', pre: false },
      origin: { kind: 'index', url: '' },
      python: { tag: 'cp314', abi: 'abi3' },
      platform: { tag: 'freebsd_14_4_release_amd64', instance: 'freebsd/14.4', arch: 'x86_64', names: [], image: '' },
      testOn: [],
      buildWith: '',
      at: 'packages.MarkupSafe.versions.latest.wheels[0].python[1]',
    })
    assert.equal(rows[2]?.platform.tag, 'FreeBSD_15_1_RELEASE_arm64')
  })

  it('keeps 1.10 and 3.10 as they are written', () => {
    const rows = parseWheelMatrix(spareTire, 'wheel_matrix.yml').rows.filter(({ name }) => name === 'cffi')
    assert.deepEqual(
      rows.map(({ choice }) => (choice.kind === 'exact' ? choice.version.text : choice.kind)),
      ['1.17.1', '1.17.1', '1.17.1', '1.10', '1.10', '1.10'],
    )
  })

  it('takes no package as no row', () => assert.deepEqual(parseWheelMatrix('packages: {}', 'm').rows, []))
  it('leaves keys that begin with x- free', () => assert.deepEqual(parseWheelMatrix('x-note: hi\npackages: {}', 'm').rows, []))

  it('reads a folder with its own version', () => {
    const [row] = parseWheelMatrix(project(`{ source: ./libs/core, wheels: ${wheels()} }`), 'm').rows
    assert.deepEqual([row?.origin, row?.choice], [{ kind: 'folder', path: './libs/core' }, { kind: 'static' }])
  })

  it('reads an archive with its hash', () => {
    const text = project(`{ source: 'https://dl.test/vendored-3.1.tar.gz#sha256=${sha256}', wheels: ${wheels()} }`, 'vendored')
    const [row] = parseWheelMatrix(text, 'm').rows
    assert.deepEqual(row?.origin, { kind: 'archive', url: 'https://dl.test/vendored-3.1.tar.gz', sha256 })
    assert.equal(row.choice.kind === 'exact' && row.choice.version.text, '3.1')
  })

  const refused: [given: string, says: RegExp, why: string][] = [
    ['', /empty/, 'an empty file'],
    ['just text', /must be a map/, 'a text'],
    ['packages:', /packages must be a map/, 'packages without anything'],
    ['package: {}', /'package'.*Did you mean 'packages'/, 'a misspelt key'],
    ['packages: {}\nplatform: {}', /'platform'.*Did you mean 'platforms'/, 'another misspelt key'],
    [project('{ versions: [latest] }'), /MarkupSafe\.versions\[0\]|does not say where/, 'versions that are built nowhere'],
    [project('{ version: {} }'), /Did you mean 'versions'/, 'version without a source'],
    [project('{}', '-bad-'), /not named as a Python project/, 'a bad name'],
    [versions("'=>2'"), /nor a version specifier/, 'a misspelt specifier'],
    [versions('lastest'), /neither a version nor latest/, 'a misspelt latest'],
    [versions('1.0', '{}'), /wheels must be a list, not a map/, 'wheels as a map'],
    [versions('1.0', '[x]'), /wheels\[0\] must be a map/, 'a wheel as a text'],
    [versions('1.0', wheels('[]')), /names no python/, 'no python'],
    [versions('1.0', wheels('[[cp314]]')), /python\[0\] must be a map/, 'a python as a list'],
    [versions('1.0', wheels('[{ tag: 3.14 }]')), /'3\.14'.*Did you mean 'cp314'/, 'a version for a tag'],
    [versions('1.0', wheels('[{ tag: cp314, abbi: abi3 }]')), /Did you mean 'abi'/, 'a misspelt abi'],
    [versions('1.0', wheels('[{ tag: cp314 }]', ', platform_tags: x')), /Did you mean 'platform_tag'/, 'a misspelt platform_tag'],
    [
      versions('1.0', '[{ platform_tag: a-b, platform_instance: x, platform_arch: y, python: [{ tag: cp314 }] }]'),
      /no platform tag/,
      'a dash',
    ],
    [versions('1.0', '[{ platform_tag: any, platform_arch: y, python: [{ tag: cp314 }] }]'), /platform_instance.*missing/, 'no instance'],
    [versions('1.0', "[{ platform_tag: any, platform_instance: '', platform_arch: y, python: [] }]"), /is empty/, 'an empty instance'],
    [
      versions('1.0', "[{ platform_tag: any, platform_instance: '$(x)', platform_arch: y, python: [] }]"),
      /agents would replace/,
      'a macro',
    ],
    [
      versions('1.0', "[{ platform_tag: any, platform_instance: ' x', platform_arch: y, python: [] }]"),
      /one short line/,
      'a blank in front',
    ],
    [`packages: &p { a: *p }`, /must be a map|missing|does not know/, 'a circle'],
  ]
  for (const [given, says, why] of refused)
    it(`refuses ${why}, and says where`, () =>
      assert.throws(
        () => parseWheelMatrix(given, 'wheel_matrix.yml'),
        (error) =>
          error instanceof Problem &&
          error.code === 'MATRIX_INVALID' &&
          says.test(error.text) &&
          error.message.startsWith('wheel_matrix.yml'),
      ))

  it('refuses anchors that make more rows than any matrix has', () => {
    const pythons = `[${Array.from({ length: 400 }, () => '{ tag: cp314 }').join(',')}]`
    const row = `{ platform_tag: any, platform_instance: x, platform_arch: y, python: *p }`
    const text = `x-p: &p ${pythons}\nx-w: &w [${Array.from({ length: 300 }, () => row).join(',')}]\npackages: { a: { versions: { 1.0: { wheels: *w } } } }`
    assert.throws(() => parseWheelMatrix(text, 'm'), { code: 'MATRIX_INVALID' })
  })
})
