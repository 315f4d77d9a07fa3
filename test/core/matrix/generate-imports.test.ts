import assert from 'node:assert/strict'
import { expandMatrix } from '../../../core/matrix/generate.ts'
import { problemCode } from '../../fakes/problem-code.ts'
import { generation, legsOf, matrixFiles, namesOf, told, type Wish } from './expansion.ts'

const imported = {
  displayNames: { importedBaz: 'importedBazName' },
  matrix: { Foo: ['foo1', 'foo2'], Bar: ['bar1', 'bar2'] },
  include: [{ Baz: 'importedBaz' }],
}
const others = { i: imported }
const sparse: Wish = { selection: 'sparse' }
const diagonal = [
  { Foo: 'foo1', Bar: 'bar1' },
  { Foo: 'foo2', Bar: 'bar2' },
]
const [one, two] = diagonal
const baz = { Baz: 'importedBaz' }

describe('$IMPORT', () => {
  it('may be the whole matrix', () =>
    assert.deepEqual(told(legsOf({ matrix: { $IMPORT: 'i' }, include: [{ own: 'own' }] }, sparse, others)), [
      ['foo1_bar1', one],
      ['foo2_bar2', two],
      ['importedBazName', baz],
      ['own', { own: 'own' }],
    ]))

  it('multiplies with parameters of one value, and is excluded by the importing file', () =>
    assert.deepEqual(
      told(legsOf({ matrix: { $IMPORT: 'i', T1: 'test1', T2: 'test2' }, exclude: [{ baz: 'IMPORTEDBAZ' }] }, sparse, others)),
      [
        ['test1_test2_foo1_bar1', { T1: 'test1', T2: 'test2', ...one }],
        ['test1_test2_foo2_bar2', { T1: 'test1', T2: 'test2', ...two }],
      ],
    ))

  it('multiplies whole with a sparse selection', () => {
    const file = { matrix: { $IMPORT: 'i', a: ['a1', 'a2'], b: ['b1', 'b2'] } }
    const [first, second] = [
      { a: 'a1', b: 'b1' },
      { a: 'a2', b: 'b2' },
    ]
    assert.deepEqual(told(legsOf(file, sparse, others)), [
      ['a1_b1_foo1_bar1', { ...first, ...one }],
      ['a1_b1_foo2_bar2', { ...first, ...two }],
      ['a1_b1_importedBazName', { ...first, ...baz }],
      ['a2_b2_foo1_bar1', { ...second, ...one }],
      ['a2_b2_foo2_bar2', { ...second, ...two }],
      ['a2_b2_importedBazName', { ...second, ...baz }],
    ])
  })

  it('multiplies whole with the whole selection', () =>
    assert.equal(legsOf({ matrix: { a: ['1', '2', '3'], $import: 'i' } }, {}, others).length, 15))

  it('goes with includes and excludes of the importing file', () =>
    assert.deepEqual(
      namesOf(
        {
          matrix: { $IMPORT: 'i', test: ['test1', 'test2', 'test3'] },
          include: [{ more: ['more1', 'more2'] }],
          exclude: [{ test: 'test1' }, { test: 'test3', Baz: 'importedBaz' }],
        },
        sparse,
        others,
      ),
      ['test2_foo1_bar1', 'test2_foo2_bar2', 'test2_importedBazName', 'test3_foo1_bar1', 'test3_foo2_bar2', 'more1', 'more2'],
    ))

  it('takes nonSparseParameters of the imported file too', () =>
    assert.deepEqual(
      namesOf(
        { matrix: { $IMPORT: 'i', T: 'test1' }, exclude: [{ Baz: 'importedBaz' }] },
        { selection: 'sparse', nonSparse: ['foo'] },
        others,
      ),
      ['test1_foo1_bar1', 'test1_foo1_bar2', 'test1_foo2_bar1', 'test1_foo2_bar2'],
    ))

  it('multiplies the imported sparse selection with nonSparseParameters of the importing file', () =>
    assert.deepEqual(namesOf({ matrix: { $IMPORT: 'i', f: ['t1', 't2'] } }, { selection: 'sparse', nonSparse: ['f'] }, others), [
      't1_foo1_bar1',
      't1_foo2_bar2',
      't1_importedBazName',
      't2_foo1_bar1',
      't2_foo2_bar2',
      't2_importedBazName',
    ]))

  it('brings its display names, and those of the importing file win', () =>
    assert.deepEqual(
      namesOf(
        { displayNames: { t1: 'shown', IMPORTEDBAZ: 'override' }, matrix: { $IMPORT: 'i', f: ['t1', 't2'] } },
        { selection: 'sparse', nonSparse: ['f'] },
        others,
      ).filter((_, at) => at === 0 || at === 2),
      ['shown_foo1_bar1', 'shown_override'],
    ))

  it('imports what imports, with the display names of all', () =>
    assert.deepEqual(
      namesOf(
        { matrix: { $IMPORT: 'middle', a: 'a' } },
        {},
        {
          middle: { matrix: { $IMPORT: 'last', b: 'b' } },
          last: { displayNames: { c: 'sea' }, matrix: { c: 'c' } },
        },
      ),
      ['a_b_sea'],
    ))

  it('is nothing where the imported file comes to nothing', () =>
    assert.deepEqual(namesOf({ matrix: { $IMPORT: 'i', a: 'a' } }, {}, { i: { matrix: { b: 'b' }, exclude: [{ b: 'b' }] } }), ['a']))

  it('leaves env: to the importing file, so that filters see what is written', () =>
    assert.deepEqual(
      namesOf(
        { matrix: { $IMPORT: 'i', BarEnv: 'env:BAR' } },
        { selection: 'sparse', filters: ['FooEnv=.*FOO.*'], environment: { FOO: 'Value1', BAR: 'Value2' } },
        { i: { matrix: { FooEnv: 'env:FOO' } } },
      ),
      ['Value2_Value1'],
    ))

  const refused: [what: string, file: unknown, others: Record<string, unknown>, code: string][] = [
    ['a parameter that is imported too', { matrix: { $IMPORT: 'i', FOO: ['x', 'y'] } }, others, 'MATRIX_INVALID'],
    ['itself', { matrix: { $IMPORT: 'm', a: '1' } }, {}, 'MATRIX_INVALID'],
    [
      'a circle of three',
      { matrix: { $IMPORT: 'b' } },
      { b: { matrix: { $IMPORT: 'c' } }, c: { matrix: { $IMPORT: 'm' } } },
      'MATRIX_INVALID',
    ],
    [
      'a circle that it is not in',
      { matrix: { $IMPORT: 'b' } },
      { b: { matrix: { $IMPORT: 'c' } }, c: { matrix: { $IMPORT: 'b' } } },
      'MATRIX_INVALID',
    ],
    ['a file that is not there', { matrix: { $IMPORT: 'gone' } }, {}, 'FILE_MISSING'],
  ]
  for (const [what, file, more, code] of refused)
    it(`refuses ${what}`, () =>
      assert.equal(
        problemCode(() => legsOf(file, {}, more)),
        code,
      ))

  it('does not multiply a parameter of the include that is imported too', () =>
    assert.deepEqual(namesOf({ matrix: { $IMPORT: 'i' }, include: [{ Foo: 'own' }] }, sparse, others).at(-1), 'own'))
})

describe('replace and env:', () => {
  const matrix = { matrix: { Foo: ['foo1', 'foo2'], Bar: ['bar1', 'bar2'] }, include: [{ Baz: 'baz1' }] }
  const agents = {
    matrix: { Agent: { 'ubuntu-2004': { OSVmImage: 'ubuntu-20.04', Pool: 'azsdk-pool-mms-ubuntu-2004-general' } }, Java: ['1.8', '1.11'] },
  }
  const cases: [file: unknown, replace: string[], wish: Wish, legs: ReturnType<typeof told>][] = [
    [
      matrix,
      ['Foo=foo1/foo1Replaced', 'Foo=foo.*/fooDefaultReplaced', '.*=B.z\\d/bazReplaced'],
      sparse,
      [
        ['foo1Replaced_bar1', { Foo: 'foo1Replaced', Bar: 'bar1' }],
        ['fooDefaultReplaced_bar2', { Foo: 'fooDefaultReplaced', Bar: 'bar2' }],
        ['bazReplaced', { Baz: 'bazReplaced' }],
      ],
    ],
    [
      agents,
      ['java=1.8/2.0', 'Pool=.*ubuntu.*/custom'],
      { filters: ['java=1.8'] },
      [['ubuntu2004_20', { OSVmImage: 'ubuntu-20.04', Pool: 'custom', Java: '2.0' }]],
    ],
    [
      agents,
      ['Pool=.*ubuntu.*(-gen).*/$1$0'],
      { filters: ['Java=1.11'] },
      [['ubuntu2004_111', { OSVmImage: 'ubuntu-20.04', Pool: '-genazsdk-pool-mms-ubuntu-2004-general', Java: '1.11' }]],
    ],
    [
      { matrix: { Foo: ['foo1', 'foo2'], Bar: 'bar1' } },
      ['Foo=foo/no', 'B=bar1/no'],
      sparse,
      [
        ['foo1_bar1', { Foo: 'foo1', Bar: 'bar1' }],
        ['foo2_bar1', { Foo: 'foo2', Bar: 'bar1' }],
      ],
    ],
    [
      { matrix: { Foo: ['foo1', 'foo2'], Bar: ['bar1', 'bar2'] } },
      ['Foo=(foo)1/$1ReplacedFoo1', 'B.*=(.*)2/$1ReplacedBar2'],
      sparse,
      [
        ['fooReplacedFoo1_bar1', { Foo: 'fooReplacedFoo1', Bar: 'bar1' }],
        ['foo2_barReplacedBar2', { Foo: 'foo2', Bar: 'barReplacedBar2' }],
      ],
    ],
    [
      { displayNames: { replaceme: '' }, matrix: { $IMPORT: 'i', replaceme: 'replaceme' } },
      ['Foo=(foo)1/$1Replaced', 'B.*=(.*)2/$1Replaced'],
      sparse,
      [
        ['fooReplaced_bar1', { replaceme: 'replaceme', Foo: 'fooReplaced', Bar: 'bar1' }],
        ['foo2_barReplaced', { replaceme: 'replaceme', Foo: 'foo2', Bar: 'barReplaced' }],
        ['importedBazName', { replaceme: 'replaceme', Baz: 'importedBaz' }],
      ],
    ],
    [
      { displayNames: { 'env:replaceme': 'never' }, matrix: { foo: 'bar', ref: 'env:replaceme' } },
      ['ref=env:replaceme/env:OTHER'],
      { environment: { OTHER: 'replaced' } },
      [['bar_replaced', { foo: 'bar', ref: 'replaced' }]],
    ],
  ]
  for (const [file, replace, wish, legs] of cases)
    it(replace.join(', '), () => assert.deepEqual(told(legsOf(file, { ...wish, replace }, others)), legs))

  it('applies a replacement once to a value that several legs share', () =>
    assert.deepEqual(
      legsOf({ matrix: { a: ['x'], b: ['1', '2', '3'] } }, { replace: ['a=(.*)/$1x'] }).map(({ name }) => name),
      ['xx_1', 'xx_2', 'xx_3'],
    ))

  it('filters by what is written, and names by what comes of it', () => {
    const file = { displayNames: { Replaced: 'display' }, matrix: { foo: 'bar', ref: 'env:REF' } }
    const environment = { REF: 'replaced' }
    assert.deepEqual(told(legsOf(file, { filters: ['ref=env:REF'], environment })), [['bar_display', { foo: 'bar', ref: 'replaced' }]])
    assert.deepEqual(namesOf(file, { names: 'doesnotexist', environment }), [])
    assert.deepEqual(namesOf(file, { filters: ['ref=replaced'], environment }), [])
  })

  it('resolves env: in includes and sets, too', () =>
    assert.deepEqual(
      told(legsOf({ matrix: { g: { set: { a: 'env:A' } } }, include: [{ b: 'env:B' }] }, { environment: { A: '1', B: '2' } })),
      [
        ['set', { a: '1' }],
        ['job_2', { b: '2' }],
      ],
    ))

  it('refuses what is missing', () =>
    assert.equal(
      problemCode(() => expandMatrix('m', matrixFiles({ m: { matrix: { a: 'env:GONE' } } }), generation()).legs),
      'UNRESOLVED',
    ))
})
