import assert from 'node:assert/strict'
import { importChain, unreadImports } from '../../../core/matrix/imports.ts'
import type { MatrixFile } from '../../../core/matrix/matrix-file.ts'
import { problemCode } from '../../fakes/problem-code.ts'

function files(
  imports: Readonly<Record<string, string | undefined>>,
  sources: Readonly<Record<string, string>> = {},
): Map<string, MatrixFile> {
  const file = (path: string, imported: string | undefined): MatrixFile => ({
    source: sources[path] ?? path,
    matrices: [],
    imports: imported,
    include: [],
    exclude: [],
    displayNames: new Map(),
    variables: [],
    legName: undefined,
    maxParallel: undefined,
  })
  return new Map(Object.entries(imports).map(([path, imported]) => [path, file(path, imported)]))
}

describe('unreadImports', () => {
  const cases: [imports: Record<string, string | undefined>, unread: string[]][] = [
    [{}, []],
    [{ a: undefined }, []],
    [{ a: 'b' }, ['b']],
    [{ a: 'b', b: 'a' }, []],
    [{ a: 'a' }, []],
    [{ a: 'c', b: 'c' }, ['c']],
    [{ a: 'c', b: 'd' }, ['c', 'd']],
  ]
  for (const [imports, unread] of cases)
    it(`of ${JSON.stringify(imports)} are ${unread.join(', ') || 'none'}`, () => assert.deepEqual(unreadImports(files(imports)), unread))
})

describe('importChain', () => {
  const cases: [imports: Record<string, string | undefined>, chain: string[]][] = [
    [{ a: undefined, b: undefined }, ['a']],
    [{ a: 'b', b: undefined }, ['a', 'b']],
    [{ c: undefined, b: 'c', a: 'b' }, ['a', 'b', 'c']],
  ]
  for (const [imports, chain] of cases)
    it(`of ${JSON.stringify(imports)} is ${chain.join(', ')}`, () =>
      assert.deepEqual(
        importChain('a', files(imports)).map(({ source }) => source),
        chain,
      ))

  it('may be long', () => {
    const long = Array.from({ length: 300 }, (_, at) => [`f${at}`, at === 299 ? undefined : `f${at + 1}`] as const)
    assert.equal(importChain('f0', files(Object.fromEntries(long))).length, 300)
  })

  const refused: [what: string, imports: Record<string, string | undefined>, code: string, says: RegExp][] = [
    ['itself', { a: 'a' }, 'MATRIX_INVALID', /a -> a\./],
    ['two', { a: 'b', b: 'a' }, 'MATRIX_INVALID', /a -> b -> a\./],
    ['a circle further on', { a: 'b', b: 'c', c: 'b' }, 'MATRIX_INVALID', /: b -> c -> b\./],
    ['a file that is not there', {}, 'FILE_MISSING', /no matrix file a\./],
    ['an import that is not there', { a: 'b' }, 'FILE_MISSING', /b, which a imports/],
  ]
  for (const [what, imports, code, says] of refused)
    it(`refuses ${what}`, () => {
      assert.equal(
        problemCode(() => importChain('a', files(imports))),
        code,
      )
      assert.throws(() => importChain('a', files(imports)), says)
    })

  it('knows a file by whatever path leads to it', () =>
    assert.equal(
      problemCode(() => importChain('a', files({ a: 'b', b: './a', './a': 'b' }, { './a': 'a' }))),
      'MATRIX_INVALID',
    ))
})
