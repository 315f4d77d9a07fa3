import assert from 'node:assert/strict'
import { Problem } from '../../../core/problem.ts'
import { makingOf } from '../../../core/wanted/recipe-rules.ts'
import { parseRecipes, parseWheelMatrix } from '../../../core/wanted/wheel-matrix.ts'
import { fb14Keys, platforms, rowTitles } from './matrices.ts'
import { version } from './rows.ts'

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

describe('parseWheelMatrix, all of it', () => {
  const text = `
x-python: &pythons { python: [cp313, { tag: cp312, abi: abi3, test_on: [cp313] }] }
x-bsd: &bsd { platform_arch: x86_64, system_packages: [gmake] }
${platforms.trim()}
recipes:
- { platforms: freebsd, environment: { MAKE: gmake } }
- { for: cffi, system_packages: [libffi], build: 1 }
packages:
  cffi: { versions: [latest, 1.17.1], platforms: everywhere, <<: *pythons }
  spam:
    versions:
      '>=2,<3':
        take: 2
        wheels:
        - { ${fb14Keys}, <<: *pythons }
        - { platforms: linux }
`

  it('reads platforms, groups, recipes and packages, with anchors and merge keys', () => {
    const { rows, recipes } = parseWheelMatrix(text, 'wheel_matrix.yml')
    assert.equal(rows.length, 2 * 4 * 2 + 2 + 2)
    assert.deepEqual(rowTitles(rows).slice(-4), [
      'spam >=2,<3*2 cp313 fb14',
      'spam >=2,<3*2 cp312-abi3 fb14',
      'spam >=2,<3*2 cp312 linux',
      'spam >=2,<3*2 cp314t linux',
    ])
    assert.deepEqual(
      recipes.map(({ at, kind }) => [kind, at]),
      [
        ['recipe', 'wheel_matrix.yml: recipes[0]'],
        ['recipe', 'wheel_matrix.yml: recipes[1]'],
      ],
    )
  })

  it('lets a merge key fill in a platform', () => {
    const merged = text.replace('  bare: {', '  bsd: { <<: *bsd, platform_tag: bsd_amd64, platform_instance: bsd/1 }\n  bare: {')
    const { platforms: known, recipes } = parseWheelMatrix(merged, 'wheel_matrix.yml')
    assert.equal(known.get('bsd')?.[0]?.arch, 'x86_64')
    assert.deepEqual([recipes[0]?.kind, recipes[0]?.platforms, recipes[0]?.at], ['platform', ['bsd'], 'wheel_matrix.yml: platforms.bsd'])
  })

  it('reads JSON alike', () => {
    const json = JSON.stringify({
      packages: { spam: { versions: { '1.10': { wheels: [] } }, 'x-note': null } },
      recipes: [{ retag: true, repair: null }],
    })
    assert.deepEqual(parseWheelMatrix(json, 'm').recipes.length, 1)
  })
})

describe('parseRecipes', () => {
  const untouched = parseWheelMatrix(spareTire, 'wheel_matrix.yml')
  const keys = 'platform_tag: freebsd_15_1_release_ARM64, platform_instance: freebsd/15.1, platform_arch: aarch64'
  const text = `
platforms: { fb15: { ${keys}, system_packages: [gmake], host: container, image: bsd } }
groups: { freebsd: fb15 }
recipes:
- { platforms: freebsd, test_command: x }
- { for: cffi, build: 2 }
`

  it('names the rows of a matrix that stays untouched, and appends its recipes', () => {
    const { rows, recipes } = parseRecipes(text, 'recipes.yml', untouched)
    assert.deepEqual(
      rows.map(({ at }) => at),
      untouched.rows.map(({ at }) => at),
    )
    assert.deepEqual(
      rows.slice(0, 3).map(({ platform }) => [platform.names, platform.image]),
      [
        [[], ''],
        [[], ''],
        [['fb15', 'freebsd'], 'bsd'],
      ],
    )
    assert.equal(rows[2]?.platform.tag, 'FreeBSD_15_1_RELEASE_arm64')
    assert.deepEqual(
      recipes.map(({ at }) => at),
      ['recipes.yml: platforms.fb15', 'recipes.yml: recipes[0]', 'recipes.yml: recipes[1]'],
    )
    const [, , row] = rows
    assert.ok(row !== undefined)
    const { recipe } = makingOf(recipes, row, version('1'), new Map())
    assert.deepEqual([recipe.system_packages, recipe.test_command], [['gmake'], 'x'])
  })

  it('comes after the recipes of the matrix, but what platforms say comes first', () => {
    const own = parseWheelMatrix(`${platforms}\nrecipes: [{ repair: none }]\npackages: {}`, 'm')
    const { recipes } = parseRecipes(
      `platforms: { fb15x: { ${keys}, repair: auto } }\nrecipes: [{ platforms: [linux, fb15x], retag: true }]`,
      'r',
      own,
    )
    assert.deepEqual(
      recipes.map(({ at }) => at),
      ['r: platforms.fb15x', 'm: recipes[0]', 'r: recipes[0]'],
    )
  })

  it('says nothing where it holds nothing', () => {
    const { rows, recipes } = parseRecipes('recipes: []', 'r', untouched)
    assert.deepEqual([rows, recipes], [untouched.rows, []])
  })

  const refused: [given: string, says: RegExp, why: string][] = [
    ['', /r is empty/, 'an empty file'],
    ['- { repair: auto }', /Write recipes:/, 'a list'],
    ['recipe: []', /Did you mean 'recipes'/, 'a misspelt key'],
    ['packages: {}', /does not know the key 'packages'/, 'packages'],
    ['recipes: [{ platforms: freebsd, repair: auto }]', /There are none/, 'a platform that neither file has'],
    [`platforms: { a: { ${keys} }, b: { ${keys}, host: container, image: x } }`, /another image/, 'two images for one leg'],
  ]
  for (const [given, says, why] of refused)
    it(`refuses ${why}`, () =>
      assert.throws(
        () => parseRecipes(given, 'r', untouched),
        (error) => error instanceof Problem && error.code === 'MATRIX_INVALID' && says.test(error.text),
      ))
})
