import assert from 'node:assert/strict'
import fc from 'fast-check'
import { every } from '../../../core/matrix/combine.ts'
import { excluded } from '../../../core/matrix/exclude.ts'
import type { Combination, Matrix } from '../../../core/matrix/matrix-file.ts'
import { parseMatrixFile } from '../../../core/matrix/parse.ts'
import { problemCode } from '../../fakes/problem-code.ts'

const matrix = (value: unknown): Matrix => parseMatrixFile(JSON.stringify({ matrix: value }), 'm').matrices[0] ?? []
const left = (value: unknown, ...excludes: unknown[]): Combination[] => [...excluded(every(matrix(value)), excludes.map(matrix))]

describe('excluded', () => {
  const ab = { a: '1', b: '2' }
  const cases: [what: string, combination: unknown, exclude: unknown, taken: boolean][] = [
    ['a part', ab, { a: '1' }, true],
    ['all', ab, { a: '1', b: '2' }, true],
    ['in another order', ab, { b: '2', a: '1' }, true],
    ['more than it has', ab, { a: '1', b: '2', c: '3' }, false],
    ['nothing', ab, {}, false],
    ['other values', ab, { a: '2' }, false],
    ['a parameter that it does not have', ab, { c: '1' }, false],
    ['a value that it does not have, empty', ab, { c: '' }, false],
    ['names and values in another case', { OSVmImage: 'Windows-2022' }, { osvmimage: 'WINDOWS-2022' }, true],
    ['a number', { a: 1 }, { a: '1' }, true],
    ['one of a list', ab, { a: ['0', '1'] }, true],
    ['none of a list', ab, { a: ['0', '2'] }, false],
    ['a list each', ab, { a: ['0', '1'], b: ['2', '3'] }, true],
    ['a list each, of which one fits nothing', ab, { a: ['0', '1'], b: ['3'] }, false],
    ['what a set sets', { g: { s: { a: '1', b: '2' } } }, { b: '2' }, true],
    ['a set by what it sets', ab, { g: { s: { a: '1', b: '2' } } }, true],
    ['a set of which a value differs', ab, { g: { s: { a: '1', b: '3' } } }, false],
    ['one of several sets', ab, { g: { s: { a: '3' }, t: { a: '1' } } }, true],
    ['a set that sets nothing', ab, { g: { s: {} } }, false],
    ['null', { a: null }, { a: '' }, true],
  ]
  for (const [what, combination, exclude, taken] of cases)
    it(`${taken ? 'takes' : 'leaves'} a combination by ${what}`, () => assert.equal(left(combination, exclude).length, taken ? 0 : 1))

  it('refuses to compare without an end: 10,000 combinations with thousands of excludes', () => {
    const values = Array.from({ length: 100 }, (_, at) => `v${at}`)
    const excludes = Array.from({ length: 3000 }, (_, at) => matrix({ a: 'none', c: `${at}` }))
    const all = every(matrix({ a: values, b: values }))
    assert.equal(
      problemCode(() => excluded(all, excludes)),
      'TOO_MANY_JOBS',
    )
    assert.equal(excluded(all, excludes.slice(0, 100)).length, 10_000)
    assert.equal(excluded(all.slice(0, 100), excludes).length, 100)
  })

  it('takes what any exclude takes and keeps the order', () =>
    assert.deepEqual(
      left({ a: ['1', '2', '3', '4'] }, { a: '2' }, { a: '3' }).map((one) => one[0]?.values[0]?.[1]),
      ['1', '4'],
    ))

  it('never multiplies an exclude out', () => {
    const wide = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`p${at}`, ['0', '1', '2']]))
    const combination = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`p${at}`, '2']))
    assert.equal(left(combination, wide).length, 0)
    assert.equal(left({ ...combination, p59: '3' }, wide).length, 1)
  })

  const values = fc.subarray(['0', '1', '2'], { minLength: 1 })
  const some = fc.dictionary(fc.constantFrom('a', 'b', 'c'), values, { minKeys: 1, maxKeys: 3 })

  it('takes exactly what one of its combinations fits', () =>
    fc.assert(
      fc.property(some, some, (of, exclude) => {
        const cells = (one: Combination): Map<string, string> => new Map(one.flatMap((choice) => choice.values))
        const excludes = every(matrix(exclude)).map(cells)
        const expected = every(matrix(of)).filter(
          (one) => !excludes.some((rule) => [...rule].every(([name, value]) => cells(one).get(name) === value)),
        )
        assert.deepEqual(left(of, exclude), expected)
      }),
    ))
})
