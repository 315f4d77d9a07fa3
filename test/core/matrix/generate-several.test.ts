import assert from 'node:assert/strict'
import { expandMatrix } from '../../../core/matrix/generate.ts'
import { problemCode } from '../../fakes/problem-code.ts'
import { generation, legsOf, matrixFiles, namesOf, told, type Wish } from './expansion.ts'

/** As clkhash has it: three matrices, one builder of what is released, names that people can read. */
const clkhash = `
legName: py{python}_{os}_{architecture}
maxParallel: 2
displayNames: { windows: win }
matrix:
- os: { windows: { vmImage: windows-2025 } }
  python: ['3.10', '3.11']
  architecture: [x86, x64]
- os: { linux: { vmImage: ubuntu-24.04 }, macos: { vmImage: macos-15 } }
  python: ['3.10', '3.11']
  architecture: x64
- { os: { linux: { vmImage: ubuntu-24.04 } }, python: pypy3.10, architecture: x64 }
exclude:
- { vmImage: macos-15, python: '3.10' }
include:
- { python: '3.12', architecture: arm64, os: { linux: { vmImage: ubuntu-24.04-arm } } }
variables:
- set: { distributions: wheel, release: 'false' }
- where: { python: '3.11', os: linux }
  set: { distributions: both, release: 'true' }
`

describe('a matrix file of several matrices', () => {
  const names = [
    'py310_win_x86',
    'py310_win_x64',
    'py311_win_x86',
    'py311_win_x64',
    'py310_linux_x64',
    'py311_linux_x64',
    'py311_macos_x64',
    'pypypy310_linux_x64',
    'py312_linux_arm64',
  ]

  it('multiplies each by itself, in their order, then come the includes', () => assert.deepEqual(namesOf(clkhash), names))

  it('gives every leg all variables, last of its cells', () => {
    const legs = told(legsOf(clkhash))
    assert.deepEqual(legs[5], [
      'py311_linux_x64',
      { vmImage: 'ubuntu-24.04', python: '3.11', architecture: 'x64', distributions: 'both', release: 'true' },
    ])
    assert.deepEqual(
      legs.map(([, { release, distributions }]) => `${release} ${distributions}`),
      names.map((name) => (name === 'py311_linux_x64' ? 'true both' : 'false wheel')),
    )
  })

  const wishes: [what: string, wish: Wish, names: string[]][] = [
    ['a filter sees variables', { filters: ['release=^true$'] }, ['py311_linux_x64']],
    [
      'two filters part them',
      { filters: ['release=^(?!true$)', 'vmImage=ubuntu'] },
      ['py310_linux_x64', 'pypypy310_linux_x64', 'py312_linux_arm64'],
    ],
    [
      'a selection holds for each matrix by itself',
      { selection: 'sparse' },
      ['py310_win_x86', 'py311_win_x64', 'py310_linux_x64', 'py311_macos_x64', 'pypypy310_linux_x64', 'py312_linux_arm64'],
    ],
    [
      'nonSparse parameters too',
      { selection: 'sparse', nonSparse: ['os', 'python'] },
      [
        'py310_win_x86',
        'py310_win_x64',
        'py311_win_x86',
        'py311_win_x64',
        'py310_linux_x64',
        'py311_linux_x64',
        'py311_macos_x64',
        'pypypy310_linux_x64',
        'py312_linux_arm64',
      ],
    ],
    [
      'the name takes what is replaced',
      { replace: ['architecture=x64/amd64'], filters: ['python=3.11', 'vmImage=ubuntu'] },
      ['py311_linux_amd64'],
    ],
    ['the filter of names sees the written names', { names: '^py311_win' }, ['py311_win_x86', 'py311_win_x64']],
  ]
  for (const [what, wish, left] of wishes) it(what, () => assert.deepEqual(namesOf(clkhash, wish), left))

  it('takes replacements and variables of the environment in what it sets', () => {
    const file = { matrix: { a: '1' }, variables: [{ set: { host: 'env:HOST', release: 'true' } }] }
    assert.deepEqual(told(legsOf(file, { environment: { HOST: 'h' }, replace: ['release=true/false'] })), [
      ['job_1', { a: '1', host: 'h', release: 'false' }],
    ])
    assert.equal(
      problemCode(() => legsOf(file)),
      'UNRESOLVED',
    )
  })

  it('shows no variable in a name of its own making', () =>
    assert.deepEqual(namesOf({ matrix: { a: ['x', 'y'] }, displayNames: { '': 'empty' }, variables: [{ set: { b: 'z' } }] }), ['x', 'y']))

  const written: [legName: string, names: string[]][] = [
    ['{python}', ['job_310', 'pypy310', 'none']],
    ['py{PYTHON}_{os}_{extra}', ['py310_linux', 'pypypy310_linux_more', 'pynone_linux']],
    ['{extra}_{os}_{extra}', ['linux', 'more_linux_more', 'linux']],
    ['{extra}', ['', 'more', '']],
    ['a__{python}', ['a__310', 'a__pypy310', 'a__none']],
    ['{vmImage}_{flag}', ['u2404_on', 'u2404_on', 'u2404_on']],
  ]
  for (const [legName, expected] of written)
    it(`is called ${legName}`, () => {
      const os = { linux: { vmImage: 'u-24.04' } }
      const matrix = [
        { os, python: ['3.10'] },
        { os, python: ['pypy3.10'], extra: ['more'] },
        { os, python: [''] },
      ]
      assert.deepEqual(
        namesOf({
          legName,
          matrix,
          displayNames: { '': 'none' },
          variables: [{ set: { flag: 'on', extra: 'x' } }].slice(legName.includes('flag') ? 0 : 1),
        }),
        expected,
      )
    })

  it('is no more than ten thousand in all', () => {
    const a = Array.from({ length: 100 }, (_, at) => `${at}`)
    assert.equal(
      legsOf({
        matrix: [
          { a, b: a.slice(0, 50) },
          { a, b: a.slice(50) },
        ],
      }).length,
      10_000,
    )
    assert.equal(
      problemCode(() => legsOf({ matrix: [{ a, b: a }, { a: '1' }] })),
      'TOO_MANY_JOBS',
    )
    assert.equal(
      problemCode(() => legsOf({ matrix: [{ a, b: a }, { a: '1' }] }, { selection: 'sparse', nonSparse: ['a', 'b'] })),
      'TOO_MANY_JOBS',
    )
  })

  const refused: [what: string, file: unknown][] = [
    ['a list that is empty', { matrix: [] }],
    ['an import in a list', { matrix: [{ $IMPORT: 'i' }] }],
    ['a text in a list', { matrix: ['a'] }],
    ['null in a list', { matrix: [null] }],
    ['a list in a list', { matrix: [[{ a: '1' }]] }],
    ['a list as an include', { include: [[{ a: '1' }]] }],
  ]
  for (const [what, file] of refused)
    it(`refuses ${what}`, () =>
      assert.equal(
        problemCode(() => legsOf(file)),
        'MATRIX_INVALID',
      ))
})

describe('a matrix file that imports one with variables', () => {
  const base = {
    legName: 'base_{a}',
    maxParallel: 3,
    matrix: { a: ['1', '2'] },
    variables: [{ set: { release: 'no', tests: 'few' } }, { where: { a: '2' }, set: { tests: 'all' } }],
  }
  const expand = (file: unknown): ReturnType<typeof expandMatrix> => expandMatrix('m', matrixFiles({ m: file, i: base }), generation())

  it('has those, and its own after them, for its includes too', () => {
    const file = {
      matrix: { $IMPORT: 'i', b: 'x' },
      include: [{ b: 'y' }],
      variables: [{ where: { b: 'x', tests: 'all' }, set: { release: 'yes' } }],
    }
    assert.deepEqual(told(expand(file).legs), [
      ['base_1', { b: 'x', a: '1', release: 'no', tests: 'few' }],
      ['base_2', { b: 'x', a: '2', release: 'yes', tests: 'all' }],
      ['base', { b: 'y', release: 'no', tests: 'few' }],
    ])
  })

  it('has names and a limit of its own, or else those', () => {
    const [own, imported] = [
      expand({ matrix: { $IMPORT: 'i', b: 'x' }, legName: '{b}_{a}', maxParallel: 0 }),
      expand({ matrix: { $IMPORT: 'i', b: 'x' } }),
    ]
    assert.deepEqual([own.legs.map(({ name }) => name), own.maxParallel], [['x_1', 'x_2'], 0])
    assert.deepEqual([imported.legs.map(({ name }) => name), imported.maxParallel], [['base_1', 'base_2'], 3])
  })

  it('tells which entries no leg takes', () =>
    assert.deepEqual(expand({ matrix: { $IMPORT: 'i' }, variables: [{ where: { a: '3' }, set: { tests: 'none' } }] }).idle, [
      'm: variables[0] sets nothing: no leg has a = 3.',
    ]))
})
