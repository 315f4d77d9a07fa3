import assert from 'node:assert/strict'
import { type Batchable, type Batched, type BatchedLeg, type Batching, batchLegs } from '../../../core/matrix/batch.ts'
import { parseBatchSizes } from '../../../core/matrix/batch-sizes.ts'
import type { MatrixLeg } from '../../../core/matrix/leg.ts'
import { type MatrixConfig, noMatrix } from '../../../core/matrix/matrix-config.ts'
import { directPatterns } from '../../fakes/patterns.ts'
import { problemCode } from '../../fakes/problem-code.ts'

const config = (name: string, changed: Partial<MatrixConfig> = {}): MatrixConfig => ({
  ...noMatrix,
  name,
  path: `${name}.json`,
  ...changed,
})
const platform = config('platform')
const leg = (name: string, cells: Readonly<Record<string, string>> = { Pool: name }): MatrixLeg => ({ name, cells: Object.entries(cells) })
const packages = (count: number, ...configs: MatrixConfig[]): Batchable[] =>
  Array.from({ length: count }, (_, at) => ({
    id: `id${at + 1}`,
    shown: `p${at + 1}`,
    configs: configs.length === 0 ? [platform] : configs,
  }))

/** Two legs, linux and windows, of every configuration; ten packages in a leg. */
function batched(of: Partial<Batching> & { readonly packages: readonly Batchable[] }, ...sizes: string[]): Batched {
  return batchLegs({
    as: 'direct',
    legsOf: () => [leg('linux'), leg('windows')],
    sizes: parseBatchSizes(sizes, 'batchSize'),
    every: false,
    variable: 'ArtifactPackageNames',
    patterns: directPatterns,
    ...of,
  })
}

/** `linux_b1: p1,p2` */
function lines({ legs }: Batched): string[] {
  return legs.map(({ name, suffix, cells }) => `${name}${suffix}: ${cells.find(([key]) => key === 'ArtifactPackageNames')?.[1] ?? '-'}`)
}

describe('batchLegs of direct packages', () => {
  it('puts all of one batch on every leg, without a suffix', () =>
    assert.deepEqual(lines(batched({ packages: packages(2) })), ['linux: p1,p2', 'windows: p1,p2']))

  it('adds the cell behind the others, and tells who is in it', () =>
    assert.deepEqual(batched({ packages: packages(2), legsOf: () => [leg('linux', { A: '1', B: '2' })] }).legs, [
      {
        name: 'linux',
        suffix: '',
        cells: [
          ['A', '1'],
          ['B', '2'],
          ['ArtifactPackageNames', 'p1,p2'],
        ],
        ids: ['id1', 'id2'],
        config: platform,
        on: leg('linux', { A: '1', B: '2' }),
      },
    ]))

  it('numbers the batches where there are several, each on every leg', () =>
    assert.deepEqual(lines(batched({ packages: packages(5) }, '2')), [
      'linux_b1: p1,p2',
      'windows_b1: p1,p2',
      'linux_b2: p3,p4',
      'windows_b2: p3,p4',
      'linux_b3: p5',
      'windows_b3: p5',
    ]))

  const counts: [packages: number, size: string, batches: number][] = [
    [1, '1', 1],
    [10, '10', 1],
    [11, '10', 2],
    [20, '10', 2],
    [21, '10', 3],
    [3, '1', 3],
    [3, '999999', 1],
  ]
  for (const [count, size, batches] of counts)
    it(`makes ${batches} of ${count} by ${size}`, () =>
      assert.equal(batched({ packages: packages(count), legsOf: () => [leg('linux')] }, size).legs.length, batches))

  it('holds ten where no size is given', () => assert.equal(batched({ packages: packages(21) }).legs[0]?.ids.length, 10))

  it("has each leg's own size, and a number only where that leg has several batches", () =>
    assert.deepEqual(lines(batched({ packages: packages(3) }, '10', 'Pool=WIN = 2')), [
      'linux: p1,p2,p3',
      'windows_b1: p1,p2',
      'windows_b2: p3',
    ]))

  it('takes the first size whose condition a leg meets', () =>
    assert.deepEqual(
      batched({ packages: packages(4) }, 'Pool=windows = 3', 'Pool=. = 2').legs.map(({ ids }) => ids.length),
      [2, 3, 2, 1],
    ))

  it('takes a cell that is missing for empty', () => assert.equal(batched({ packages: packages(2) }, 'Other=^$ = 1').legs.length, 4))

  it('does not look at whether every leg was asked', () =>
    assert.deepEqual(batched({ packages: packages(3), every: true }, '2'), batched({ packages: packages(3), every: false }, '2')))

  it('says whom it does not test where a matrix has no leg', () => {
    const of = batched({ packages: packages(2), legsOf: () => [] })
    assert.deepEqual(of, { legs: [], restored: [], untested: [{ config: platform, ids: ['id1', 'id2'] }] })
  })

  it('is nothing of no packages, and asks for no matrix', () =>
    assert.deepEqual(
      batched({
        packages: [],
        legsOf: () => {
          throw new Error('asked')
        },
      }),
      { legs: [], restored: [], untested: [] },
    ))
})

describe('batchLegs of indirect packages', () => {
  const indirect = (count: number, every: boolean, ...sizes: string[]): string[] =>
    lines(batched({ packages: packages(count), as: 'indirect', every }, ...sizes))

  it('puts each batch on one leg, in turn, always numbered', () =>
    assert.deepEqual(indirect(7, false, '2'), ['linux_ib1: p1,p2', 'windows_ib2: p3,p4', 'linux_ib3: p5,p6', 'windows_ib4: p7']))
  it('numbers the only batch too', () => assert.deepEqual(indirect(2, false), ['linux_ib1: p1,p2']))
  it('takes as many as the leg takes whose turn it is', () =>
    assert.deepEqual(indirect(7, false, '3', 'Pool=windows = 1'), ['linux_ib1: p1,p2,p3', 'windows_ib2: p4', 'linux_ib3: p5,p6,p7']))
  it('turns on a single leg', () =>
    assert.deepEqual(lines(batched({ packages: packages(3), as: 'indirect', legsOf: () => [leg('a')] }, '1')), [
      'a_ib1: p1',
      'a_ib2: p2',
      'a_ib3: p3',
    ]))
  it('puts each batch on every leg where all are asked, always numbered', () => {
    assert.deepEqual(indirect(3, true, '2'), ['linux_ib1: p1,p2', 'windows_ib1: p1,p2', 'linux_ib2: p3', 'windows_ib2: p3'])
    assert.deepEqual(indirect(1, true), ['linux_ib1: p1', 'windows_ib1: p1'])
  })
  it('says whom it does not test where a matrix has no leg, and goes on with the others', () => {
    const of = batched({
      packages: packages(2, config('none'), config('some')),
      as: 'indirect',
      legsOf: ({ name }) => (name === 'none' ? [] : [leg('linux')]),
    })
    assert.deepEqual(lines(of), ['linux_some_ib1: p1,p2'])
    assert.deepEqual(of.untested, [{ config: config('none'), ids: ['id1', 'id2'] }])
  })
})

describe('batchLegs of several configurations', () => {
  const of = (changed: Partial<Batching>, ...rows: [shown: string, ...MatrixConfig[]][]): Batched =>
    batched({ packages: rows.map(([shown, ...configs]) => ({ id: shown, shown, configs })), legsOf: () => [leg('linux')], ...changed })
  const [a, b] = [config('a'), config('b')]

  it('adds their name to the name, in the order in which packages name them', () =>
    assert.deepEqual(lines(of({}, ['x', b], ['y', a, b], ['z', a])), ['linux_b: x,y', 'linux_a: y,z']))

  it('adds the name of the configuration before the number of the batch', () =>
    assert.deepEqual(
      batched({ packages: packages(3, a, b), legsOf: () => [leg('linux')] }, '2').legs.map(({ suffix }) => suffix),
      ['_a_b1', '_a_b2', '_b_b1', '_b_b2'],
    ))

  it('adds no name of the only one', () => assert.deepEqual(lines(of({}, ['x', a], ['y', a])), ['linux: x,y']))

  it('turns in each configuration anew', () =>
    assert.deepEqual(lines(of({ as: 'indirect', legsOf: () => [leg('l'), leg('w')] }, ['x', a, b], ['y', b])), [
      'l_a_ib1: x',
      'l_b_ib1: x,y',
    ]))

  it('takes configurations of one content for one, also of one package', () =>
    assert.deepEqual(lines(of({}, ['x', a, { ...a }], ['y', config('a')])), ['linux: x,y']))

  const others: [says: string, changed: Partial<MatrixConfig>][] = [
    ['path', { path: 'other.json' }],
    ['selection', { selection: 'sparse' }],
    ['nonSparseParameters', { nonSparseParameters: ['Pool'] }],
    ['batching', { batching: false }],
    ['name', { name: 'A' }],
  ]
  for (const [says, changed] of others)
    it(`takes configurations that differ in ${says} for two`, () =>
      assert.equal(of({}, ['x', a], ['y', { ...a, ...changed }]).legs.length, 2))

  it('asks for the legs of each once', () => {
    const asked: string[] = []
    const legsOf = ({ name }: MatrixConfig): MatrixLeg[] => {
      asked.push(name)
      return [leg('linux')]
    }
    of({ legsOf }, ['x', a, b], ['y', b, a], ['z', a])
    assert.deepEqual(asked, ['a', 'b'])
  })

  it('leaves of their names what is lawful in a name', () =>
    assert.deepEqual(
      of({}, ['x', config('my-tests 1'), config('ä'), config('')]).legs.map(({ suffix }) => suffix),
      ['_mytests1', '', ''],
    ))

  it('puts packages that name none on one of their own', () => {
    const asked: MatrixConfig[] = []
    const legsOf = (one: MatrixConfig): MatrixLeg[] => {
      asked.push(one)
      return [leg('job', {})]
    }
    assert.deepEqual(lines(of({ legsOf }, ['x'], ['y', a], ['z'])), ['job: x,z', 'job_a: y'])
    assert.deepEqual(asked, [noMatrix, a])
  })
})

describe('batchLegs without batching', () => {
  const once = config('once', { batching: false })
  const of = (as: 'direct' | 'indirect', ...configs: MatrixConfig[]): readonly BatchedLeg[] =>
    batched({ packages: packages(30, ...configs), as }).legs

  for (const as of ['direct', 'indirect'] as const)
    it(`puts the legs out once, as they are, without packages: ${as}`, () => {
      const plain = { suffix: '', ids: [], config: once }
      assert.deepEqual(of(as, once), [
        { ...leg('linux'), ...plain, on: leg('linux') },
        { ...leg('windows'), ...plain, on: leg('windows') },
      ])
    })

  it('makes legs of other configurations have a suffix, and has none itself', () =>
    assert.deepEqual(
      of('indirect', once, platform).map(({ name, suffix }) => name + suffix),
      ['linux', 'windows', 'linux_platform_ib1', 'windows_platform_ib2', 'linux_platform_ib3'],
    ))

  it('may have a parameter that is called as the variable', () =>
    assert.equal(batched({ packages: packages(1, once), legsOf: () => [leg('a', { ArtifactPackageNames: 'all' })] }).legs.length, 1))

  it('says whom it does not test where there is no leg', () =>
    assert.deepEqual(batched({ packages: packages(1, once), legsOf: () => [] }).untested, [{ config: once, ids: ['id1'] }]))
})

describe('batchLegs refuses', () => {
  for (const shown of ['a,b', 'a\nb', 'a\rb', '', ' ', 'a\tb', 'a\u0000', '$(secret)'])
    it(`a package that would stand as ${JSON.stringify(shown)}`, () =>
      assert.equal(
        problemCode(() => batched({ packages: [{ id: 'x', shown, configs: [platform] }] })),
        'NAME_INVALID',
      ))
  for (const shown of ['a', 'azure-core', 'com.azure:azure-core', 'a b', 'ä', '$a', '@azure/core'])
    it(`no package that stands as ${shown}`, () =>
      assert.equal(batched({ packages: [{ id: 'x', shown, configs: [platform] }] }).legs[0]?.cells.at(-1)?.[1], shown))

  for (const name of ['ArtifactPackageNames', 'artifactpackagenames'])
    it(`a parameter ${name}`, () =>
      assert.equal(
        problemCode(() => batched({ packages: packages(1), legsOf: () => [leg('a', { x: '', [name]: '' })] })),
        'MATRIX_INVALID',
      ))

  it('more legs than can be, before it makes them', () => {
    const many = packages(100_001)
    assert.equal(
      problemCode(() => batched({ packages: many, legsOf: () => [leg('a')] }, '1')),
      'TOO_MANY_JOBS',
    )
    assert.equal(batched({ packages: many.slice(1), legsOf: () => [leg('a')] }, '1').legs.length, 100_000)
  })
})
