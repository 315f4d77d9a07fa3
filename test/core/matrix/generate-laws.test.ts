import assert from 'node:assert/strict'
import fc from 'fast-check'
import { expandMatrix } from '../../../core/matrix/generate.ts'
import { nameMatrixLegs } from '../../../core/matrix/name-legs.ts'
import { problemCode } from '../../fakes/problem-code.ts'
import { generation, matrixFiles } from './expansion.ts'
import { literalMatrix, type Plain, type PlainFile } from './literal-matrix.ts'

const names = ['alpha', 'beta', 'gamma', 'delta']
const value = fc.constantFrom('a', 'b', 'c', 'd', '')
const values = fc.oneof(value, fc.uniqueArray(value, { minLength: 1, maxLength: 4 }))
const plain = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...names), values), { maxLength: 4, selector: ([name]) => name })
  .map((entries): Plain => Object.fromEntries(entries))
const some = fc.array(plain, { maxLength: 2 })
const file = fc.record({ matrix: plain, include: some, exclude: some })
const selection = fc.option(fc.subarray(names), { nil: undefined })

/** Names that an imported file has for itself, but for one that it may share. */
function apart(of: PlainFile): PlainFile {
  const rename = (matrix: Plain): Plain =>
    Object.fromEntries(Object.entries(matrix).map(([name, one]) => [name === 'delta' ? name : `i-${name}`, one]))
  return { matrix: rename(of.matrix), include: of.include.map(rename), exclude: of.exclude.map(rename) }
}

describe('laws of matrix files', () => {
  it('are expanded as the rules say word for word', () =>
    fc.assert(
      fc.property(file, fc.option(file.map(apart), { nil: undefined }), selection, (own, imported, nonSparse) => {
        const top = imported === undefined ? own : { ...own, matrix: { $IMPORT: 'i', ...own.matrix } }
        const how = generation(nonSparse === undefined ? {} : { selection: 'sparse', nonSparse })
        const files = matrixFiles(imported === undefined ? { m: top } : { m: top, i: imported })
        const cells = (): unknown => expandMatrix('m', files, how).legs.map((leg) => leg.cells)
        const expected = literalMatrix(own, imported, nonSparse)
        if (expected === undefined) assert.equal(problemCode(cells), 'MATRIX_INVALID')
        else assert.deepEqual(cells(), expected)
      }),
      { numRuns: 500 },
    ))

  it('lose no combination on the way to names', () =>
    fc.assert(
      fc.property(file, selection, (own, nonSparse) => {
        const how = generation(nonSparse === undefined ? {} : { selection: 'sparse', nonSparse })
        const legs = expandMatrix('m', matrixFiles({ m: own }), how).legs
        const named = nameMatrixLegs<true>(
          legs.map((leg) => ({ ...leg, suffix: '', item: true })),
          () => true,
        )
        const cellsOf = (all: readonly { readonly cells: (typeof legs)[number]['cells'] }[]): string[] =>
          all.map(({ cells }) => JSON.stringify(cells.map((cell) => cell.join('=')).sort()))
        assert.deepEqual(new Set(cellsOf(named)), new Set(cellsOf(legs)))
        assert.equal(named.length, new Set(cellsOf(legs).map((cells, at) => `${legs[at]?.name.toLowerCase()} ${cells}`)).size)
        assert.equal(new Set(named.map(({ leg }) => leg.toLowerCase())).size, named.length)
      }),
    ))

  it('take names and values of parameters in any case', () =>
    fc.assert(
      fc.property(file, selection, (own, nonSparse) => {
        const upper = JSON.parse(
          JSON.stringify({ exclude: own.exclude }).replaceAll(/"(alpha|beta|gamma|delta|[a-d])"/g, (text) => text.toUpperCase()),
        )
        const how = generation(
          nonSparse === undefined ? {} : { selection: 'sparse', nonSparse: nonSparse.map((name) => name.toUpperCase()) },
        )
        const same = generation(nonSparse === undefined ? {} : { selection: 'sparse', nonSparse })
        assert.deepEqual(
          expandMatrix('m', matrixFiles({ m: { ...own, ...upper } }), how).legs,
          expandMatrix('m', matrixFiles({ m: own }), same).legs,
        )
      }),
    ))
})
