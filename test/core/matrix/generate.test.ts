import assert from 'node:assert/strict'
import { expandMatrix } from '../../../core/matrix/generate.ts'
import { problemCode } from '../../fakes/problem-code.ts'
import { generation, legsOf, matrixFiles, namesOf, told, type Wish } from './expansion.ts'

const systems = ['windows-2022', 'ubuntu-20.04', 'macos-latest']
const frameworks = ['net461', 'netcoreapp2.1']
const base = { operatingSystem: systems, framework: frameworks, additionalArguments: ['', '--enableFoo'] }
const displayNames = { '--enableFoo': 'withfoo' }

/** With excludes that hit and an include of three. */
const whole = {
  displayNames,
  matrix: base,
  include: [{ operatingSystem: 'windows-2022', framework: [...frameworks, 'net50'], additionalArguments: '--enableWindowsFoo' }],
  exclude: [
    { operatingSystem: 'windows-2022', framework: 'net461' },
    { operatingSystem: 'macos-latest', framework: 'netcoreapp2.1' },
    { operatingSystem: ['macos-latest', 'ubuntu-20.04'], additionalArguments: '--enableFoo' },
  ],
}

/** With excludes that hit nothing and an include of one. */
const open = {
  displayNames,
  matrix: base,
  include: [{ operatingSystem: 'windows-2022', framework: 'net461', additionalTestArguments: '/p:UseProjectReferenceToAzureClients=true' }],
  exclude: [{ foo: 'bar' }, { foo2: 'bar2' }],
}

const sets = {
  matrix: {
    group: { first: { a1: '1', a2: '2' }, second: { b1: '1', b2: '2' } },
    other: { only: { c1: '1', c2: '2' } },
    field: ['foo', 'bar'],
  },
  include: [{ includedGroup: { included: { d1: '1', d2: '2' } }, field: 'foo' }],
}

const numbers = { matrix: { a: [1, 2], b: [1, 2, 3], c: [1, 2, 3, 4] } }
const twos = { matrix: { a: [1, 2], b: [1, 2], c: [31, 32], d: [41, 42] } }

describe('expandMatrix', () => {
  const counts: [what: string, file: unknown, wish: Wish, count: number][] = [
    ['all, with an include', open, {}, 13],
    ['sparse, with an include that is always whole', open, { selection: 'sparse' }, 4],
    ['excludes before includes', whole, {}, 8],
    ['excludes of a sparse selection', whole, { selection: 'sparse' }, 4],
    ['no excludes', { matrix: base, include: whole.include }, {}, 15],
    ['no includes', { matrix: base, exclude: whole.exclude }, {}, 5],
    ['sparse, no includes', { matrix: base, exclude: whole.exclude }, { selection: 'sparse' }, 1],
    ['an include alone', { include: [{ operatingSystem: 'windows-2022', framework: 'net461' }] }, {}, 1],
    ['an include that is one map', { include: { operatingSystem: 'windows-2022' } }, {}, 1],
    ['all, whatever is nonSparse', numbers, { nonSparse: ['c'] }, 24],
    ['sparse but for one', numbers, { selection: 'sparse', nonSparse: ['c'] }, 12],
    ['all of two by two by two by two', twos, { nonSparse: ['c', 'd'] }, 16],
    ['sparse but for two of four', twos, { selection: 'sparse', nonSparse: ['c', 'd'] }, 8],
    ['values that are no lists', { matrix: { operatingSystem: 'windows-2022', framework: 'net461' } }, {}, 1],
    ['a matrix of nothing', { matrix: {} }, {}, 0],
    ['an include of nothing', { matrix: { a: '1' }, include: [{}] }, {}, 1],
    ['an exclude of nothing', { matrix: { a: '1' }, exclude: [{}] }, {}, 1],
    ['an exclude of an empty set', { matrix: { a: '1' }, exclude: [{ s: { empty: {} } }] }, {}, 1],
  ]
  for (const [what, file, wish, count] of counts) it(`has ${count} legs: ${what}`, () => assert.equal(legsOf(file, wish).length, count))

  it('takes the first parameter as the slowest', () =>
    assert.deepEqual(
      told(legsOf({ matrix: { a: ['1', '2'], b: ['x', 'y'] } })).map(([, cells]) => cells),
      [
        { a: '1', b: 'x' },
        { a: '1', b: 'y' },
        { a: '2', b: 'x' },
        { a: '2', b: 'y' },
      ],
    ))

  it('excludes, then includes, and keeps the order', () =>
    assert.deepEqual(namesOf(whole), [
      'windows2022_netcoreapp21',
      'windows2022_netcoreapp21_withfoo',
      'ubuntu2004_net461',
      'ubuntu2004_netcoreapp21',
      'macoslatest_net461',
      'windows2022_net461_enableWindowsFoo',
      'windows2022_netcoreapp21_enableWindowsFoo',
      'windows2022_net50_enableWindowsFoo',
    ]))

  it('walks a sparse selection diagonally', () =>
    assert.deepEqual(told(legsOf({ displayNames, matrix: base }, { selection: 'sparse' })), [
      ['windows2022_net461', { operatingSystem: 'windows-2022', framework: 'net461', additionalArguments: '' }],
      [
        'ubuntu2004_netcoreapp21_withfoo',
        { operatingSystem: 'ubuntu-20.04', framework: 'netcoreapp2.1', additionalArguments: '--enableFoo' },
      ],
      ['macoslatest_net461', { operatingSystem: 'macos-latest', framework: 'net461', additionalArguments: '' }],
    ]))

  it('is named by its sets and filled with what they set', () => {
    const shared = { c1: '1', c2: '2' }
    const [foo, bar] = [{ field: 'foo' }, { field: 'bar' }]
    const first = { a1: '1', a2: '2' }
    const second = { b1: '1', b2: '2' }
    const included = ['included_foo', { d1: '1', d2: '2', ...foo }]
    assert.deepEqual(told(legsOf(sets)), [
      ['first_only_foo', { ...first, ...shared, ...foo }],
      ['first_only_bar', { ...first, ...shared, ...bar }],
      ['second_only_foo', { ...second, ...shared, ...foo }],
      ['second_only_bar', { ...second, ...shared, ...bar }],
      included,
    ])
    assert.deepEqual(told(legsOf(sets, { selection: 'sparse' })), [
      ['first_only_foo', { ...first, ...shared, ...foo }],
      ['second_only_bar', { ...second, ...shared, ...bar }],
      included,
    ])
  })

  it('takes a value within a group for a choice of its own', () =>
    assert.deepEqual(told(legsOf({ matrix: { group: { a: '1', set: { b: '2', c: '3' } } } })), [
      ['job_1', { a: '1' }],
      ['set', { b: '2', c: '3' }],
    ]))

  it('is one leg without parameters where there is no file', () =>
    assert.deepEqual(expandMatrix('', new Map(), generation()).legs, [{ name: 'packages', cells: [] }]))
  it('filters that leg by its name, as any', () => {
    assert.equal(expandMatrix('', new Map(), generation({ names: '^Packages$' })).legs.length, 1)
    assert.equal(expandMatrix('', new Map(), generation({ names: 'ubuntu' })).legs.length, 0)
  })

  it('refuses a file that is not there', () =>
    assert.equal(
      problemCode(() => expandMatrix('gone.yml', new Map(), generation()).legs),
      'FILE_MISSING',
    ))

  it('gives the same bytes for the same input', () =>
    assert.equal(JSON.stringify(legsOf(whole)), JSON.stringify(legsOf(structuredClone(whole)))))
})

describe('names of legs', () => {
  const cases: [what: string, file: unknown, names: string[]][] = [
    [
      'null and sets',
      { matrix: { os: 'ubuntu-20.04', f: ['net461'], none: null, group: { Named: { foo: 'bar' } } } },
      ['ubuntu2004_net461_Named'],
    ],
    ['numbers first', { matrix: { n: [1, 2], l: ['a'] } }, ['job_1_a', 'job_2_a']],
    ['numbers alone', { matrix: { n: ['1'], m: [4] } }, ['job_1_4']],
    ['a display name with a digit first', { displayNames: { u: '123_u' }, matrix: { os: 'u', f: 'x' } }, ['job_123_u_x']],
    [
      'a display name with unlawful signs',
      { displayNames: { u: '1.Some.Invalid_name$(foo)' }, matrix: { f: 'a', os: 'u' } },
      ['a_1SomeInvalid_namefoo'],
    ],
    ['display names by another case', { displayNames: { NET: 'shown' }, matrix: { f: 'net' } }, ['shown']],
    ['the display name of a set', { displayNames: { ubuntu: 'linux' }, matrix: { g: { Ubuntu: { a: '1' } } } }, ['linux']],
    ['an empty display name', { displayNames: { u: '' }, matrix: { os: 'u', f: 'x' } }, ['x']],
    ['a display name of the empty value', { displayNames: { '': 'plain' }, matrix: { os: 'u', f: ['', 'x'] } }, ['u_plain', 'u_x']],
    [
      'nothing of what has an empty display name',
      { displayNames: { '--nocov': '', false: '' }, matrix: { v: ['3.9'], args: '--nocov', samples: false, from: true } },
      ['job_39_true'],
    ],
    ['nothing but unlawful signs', { matrix: { f: '---' } }, ['']],
    ['an underscore first', { matrix: { f: '_x' } }, ['job__x']],
    ['an umlaut', { matrix: { f: 'gr\u00fcn' } }, ['grn']],
  ]
  for (const [what, file, names] of cases) it(`shows ${what}`, () => assert.deepEqual(namesOf(file), names))

  it('is not cut yet', () => assert.equal(namesOf({ matrix: { f: 'a'.repeat(149) } })[0]?.length, 149))
})

describe('filters', () => {
  const matrix = { matrix: { operatingSystem: systems, framework: frameworks, additionalArguments: ['', 'mode=test'] } }
  const cases: [filters: string[], count: number, first: string | undefined][] = [
    [['operatingSystem=windows.*'], 4, 'windows2022_net461'],
    [['operatingSystem=windows-2022'], 4, 'windows2022_net461'],
    [['framework=.*'], 12, 'windows2022_net461'],
    [['additionalArguments=mode=test'], 6, 'windows2022_net461_modetest'],
    [['additionalArguments=^$'], 6, 'windows2022_net461'],
    [['operatingSystem=^$|windows.*'], 4, 'windows2022_net461'],
    [['doesnotexist=^$|.*'], 12, 'windows2022_net461'],
    [['OPERATINGsystem=WINDOWS'], 4, 'windows2022_net461'],
    [['operatingSystem=windows.*', 'framework=.*', 'additionalArguments=mode=test'], 2, 'windows2022_net461_modetest'],
    [['doesnot=exist'], 0, undefined],
    [['operatingSystem=^$'], 0, undefined],
    [['foo=^$'], 12, 'windows2022_net461'],
  ]
  for (const [filters, count, first] of cases)
    it(`${filters.join(' and ')} leaves ${count}`, () => {
      const names = namesOf(matrix, { filters })
      assert.deepEqual([names.length, names[0]], [count, first])
    })

  const byName: [names: string, count: number, first: string | undefined][] = [
    ['windows.*', 4, 'windows2022_net461'],
    ['windows2022_netcoreapp21_modetest', 1, 'windows2022_netcoreapp21_modetest'],
    ['.*ubuntu.*', 4, 'ubuntu2004_net461'],
    ['UBUNTU', 4, 'ubuntu2004_net461'],
    ['doesnotexist', 0, undefined],
  ]
  for (const [names, count, first] of byName)
    it(`of names: ${names} leaves ${count}`, () => {
      const left = namesOf(matrix, { names })
      assert.deepEqual([left.length, left[0]], [count, first])
    })

  it('of names sees what is put before a digit', () =>
    assert.deepEqual(namesOf({ matrix: { n: [1, 2] } }, { names: '^job_1$' }), ['job_1']))

  const emptied: [wish: Wish, by: string | undefined][] = [
    [{}, undefined],
    [{ filters: ['framework=net', 'operatingSystem=solaris', 'framework=cobol'] }, "the filter 'operatingSystem=solaris'"],
    [{ names: 'nobody' }, "the display name filter 'nobody'"],
  ]
  for (const [wish, by] of emptied)
    it(`tells why there are none: ${by ?? 'there are some'}`, () =>
      assert.equal(expandMatrix('m', matrixFiles({ m: matrix }), generation(wish)).emptiedBy, by))

  it('tells that the excludes', () =>
    assert.equal(
      expandMatrix('m', matrixFiles({ m: { matrix: { a: '1' }, exclude: [{ A: '1' }] } }), generation({ filters: ['a=2'] })).emptiedBy,
      'its excludes',
    ))

  it('does not apply to what is wrong with a later step', () =>
    assert.deepEqual(legsOf({ matrix: { a: ['env:MISSING', 'b'] } }, { filters: ['a=^b$'] }).length, 1))
})
