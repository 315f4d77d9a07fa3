import assert from 'node:assert/strict'
import fc from 'fast-check'
import { every, mostCombinations, product, sparse, withAll } from '../../../core/matrix/combine.ts'
import type { Combination, Matrix } from '../../../core/matrix/matrix-file.ts'
import { problemCode } from '../../fakes/problem-code.ts'

/** Parameters p0, p1, ... with so many values each. */
function matrix(...sizes: readonly number[]): Matrix {
  return sizes.map((size, at) => parameter(`p${at}`, size))
}

function parameter(name: string, size: number): Matrix[number] {
  const value = (one: number): [string, string][] => [[name, String(one)]]
  return { name, choices: Array.from({ length: size }, (_, one) => ({ name, isSet: false, values: value(one) })) }
}

/** `0,1,0`. */
const shown = (combination: Combination): string => combination.flatMap(({ values }) => values.map(([, value]) => value)).join(',')
const names = (combination: Combination): string[] => combination.map(({ name }) => name)

describe('every', () => {
  const cases: [sizes: number[], combinations: string[]][] = [
    [[], []],
    [[1], ['0']],
    [[3], ['0', '1', '2']],
    [
      [2, 2],
      ['0,0', '0,1', '1,0', '1,1'],
    ],
    [
      [2, 2, 2],
      ['0,0,0', '0,0,1', '0,1,0', '0,1,1', '1,0,0', '1,0,1', '1,1,0', '1,1,1'],
    ],
    [
      [2, 2, 3],
      ['0,0,0', '0,0,1', '0,0,2', '0,1,0', '0,1,1', '0,1,2', '1,0,0', '1,0,1', '1,0,2', '1,1,0', '1,1,1', '1,1,2'],
    ],
    [
      [3, 2, 2],
      ['0,0,0', '0,0,1', '0,1,0', '0,1,1', '1,0,0', '1,0,1', '1,1,0', '1,1,1', '2,0,0', '2,0,1', '2,1,0', '2,1,1'],
    ],
    [
      [1, 2, 1, 2],
      ['0,0,0,0', '0,0,0,1', '0,1,0,0', '0,1,0,1'],
    ],
  ]
  for (const [sizes, combinations] of cases)
    it(`of ${sizes.join(' x ') || 'nothing'}`, () => assert.deepEqual(every(matrix(...sizes)).map(shown), combinations))
})

describe('sparse', () => {
  const cases: [sizes: number[], nonSparse: string[], combinations: string[]][] = [
    [[], [], []],
    [[4, 2], [], ['0,0', '1,1', '2,0', '3,1']],
    [[3, 2, 2], [], ['0,0,0', '1,1,1', '2,0,0']],
    [[1, 1], [], ['0,0']],
    [[2, 3], ['p0'], ['0,0', '0,1', '0,2', '1,0', '1,1', '1,2']],
    [[2, 3], ['P1'], ['0,0', '0,1', '1,0', '1,1', '2,0', '2,1']],
    [
      [2, 2],
      ['p0', 'p1'],
      ['0,0', '0,1', '1,0', '1,1'],
    ],
    [[2, 2], ['nobody'], ['0,0', '1,1']],
  ]
  for (const [sizes, nonSparse, combinations] of cases)
    it(`of ${sizes.join(' x ') || 'nothing'} but ${nonSparse.join(', ') || 'none'}`, () =>
      assert.deepEqual(sparse(matrix(...sizes), nonSparse).map(shown), combinations))

  it('has the nonSparse parameters first', () => assert.deepEqual(names(sparse(matrix(2, 2, 2), ['p2'])[0] ?? []), ['p2', 'p0', 'p1']))

  const counts: [nonSparse: string[], count: number][] = [
    [[], 4],
    [['p2'], 12],
    [['p0', 'p2'], 24],
  ]
  for (const [nonSparse, count] of counts)
    it(`has ${count} of 2 x 3 x 4 but ${nonSparse.join(', ')}`, () => assert.equal(sparse(matrix(2, 3, 4), nonSparse).length, count))
})

describe('product', () => {
  const [ab, cd] = [every([parameter('a', 2)]), every([parameter('c', 2)])]
  it('has each with each', () => assert.deepEqual(product(ab, cd).map(shown), ['0,0', '0,1', '1,0', '1,1']))
  it('is the other where one has none', () => {
    assert.deepEqual(product([], cd), cd)
    assert.deepEqual(product(ab, []), ab)
    assert.deepEqual(product([], []), [])
  })
  it('refuses a parameter that both set, ignoring case', () =>
    assert.equal(
      problemCode(() => product(ab, every([parameter('A', 1)]))),
      'MATRIX_INVALID',
    ))
})

describe('withAll', () => {
  const cases: [what: string, combinations: Matrix, matrices: Matrix[], all: string[]][] = [
    ['nothing', [], [], []],
    ['no matrices', matrix(2), [], ['0', '1']],
    ['matrices alone', [], [matrix(2), matrix(1, 2)], ['0', '1', '0,0', '0,1']],
    ['both, in order', matrix(2), [matrix(1, 1), []], ['0', '1', '0,0']],
  ]
  for (const [what, combinations, matrices, all] of cases)
    it(`of ${what}`, () => assert.deepEqual(withAll(every(combinations), matrices).map(shown), all))
})

describe('what multiplies without end', () => {
  const most = matrix(100, 100)
  const wide = (name: string): Matrix[number] => {
    const values = Array.from({ length: 150 }, (_, at): [string, string] => [`${name}${at}`, 'x'])
    return { name, choices: [{ name: 'set', isSet: true, values }] }
  }
  const cases: [what: string, work: () => unknown][] = [
    ['sets of very many values', () => every([...most, wide('w')])],
    ['sets of very many values, sparse', () => sparse([...matrix(mostCombinations), wide('w')], [])],
    ['a product with sets of very many values', () => product(every(matrix(100, 100)), every([wide('w')]))],
    ['ten parameters of a hundred values', () => every(matrix(...Array.from({ length: 10 }, () => 100)))],
    ['hundred parameters of two values', () => every(matrix(...Array.from({ length: 100 }, () => 2)))],
    ['a hundred and one by a hundred', () => every(matrix(101, 100))],
    ['a sparse selection of very many values', () => sparse(matrix(mostCombinations + 1), [])],
    ['nonSparse parameters', () => sparse(matrix(200, 200), ['p0'])],
    ['includes', () => withAll([], [most, matrix(1)])],
    ['includes of very many values', () => withAll(every(most), [[wide('w')]])],
    [
      'very many includes',
      () =>
        withAll(
          [],
          Array.from({ length: 3000 }, () => most),
        ),
    ],
    ['a product', () => product(every(most), every([parameter('other', 2)]))],
    ['few combinations of very many parameters', () => every(matrix(...Array.from({ length: 50_000 }, (_, at) => (at === 0 ? 100 : 1))))],
  ]
  for (const [what, work] of cases) it(`is refused before it is made: ${what}`, () => assert.equal(problemCode(work), 'TOO_MANY_JOBS'))

  it('is taken up to its bound', () => assert.equal(every(most).length, mostCombinations))
  it('is told even where no number holds it', () =>
    assert.throws(() => every(matrix(...Array.from({ length: 200 }, () => 100))), /= very many/))
})

describe('laws of selections', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 5 })

  it('all has as many combinations as the product of the sizes, each once', () =>
    fc.assert(
      fc.property(sizes, (some) => {
        const all = every(matrix(...some)).map(shown)
        assert.equal(
          all.length,
          some.reduce((count, size) => count * size, 1),
        )
        assert.equal(new Set(all).size, all.length)
      }),
    ))

  it('sparse has as many as the longest parameter has values, and every value in one', () =>
    fc.assert(
      fc.property(sizes, (some) => {
        const chosen = sparse(matrix(...some), [])
        assert.equal(chosen.length, Math.max(...some))
        for (const [at, size] of some.entries()) assert.equal(new Set(chosen.map((one) => one[at]?.values[0]?.[1])).size, size)
      }),
    ))

  it('sparse has every combination of the nonSparse ones, each with every value of the others', () =>
    fc.assert(
      fc.property(sizes, fc.nat({ max: 31 }), (some, bits) => {
        const isWhole = (at: number): boolean => (bits & (1 << at)) !== 0
        const whole = some.filter((_, at) => isWhole(at)).reduce((count, size) => count * size, 1)
        const chosen = sparse(
          matrix(...some),
          some.flatMap((_, at) => (isWhole(at) ? [`p${at}`] : [])),
        )
        assert.equal(chosen.length, whole * Math.max(1, ...some.filter((_, at) => !isWhole(at))))
        const pairs = new Set(chosen.flatMap((one) => one.flatMap(({ values }) => values.map(([name, value]) => `${name}=${value}`))))
        assert.equal(
          pairs.size,
          some.reduce((sum, size) => sum + size, 0),
        )
      }),
    ))

  it('sparse takes only what all has', () =>
    fc.assert(
      fc.property(sizes, (some) => {
        const all = new Set(every(matrix(...some)).map(shown))
        assert.ok(sparse(matrix(...some), []).every((one) => all.has(shown(one))))
      }),
    ))
})
