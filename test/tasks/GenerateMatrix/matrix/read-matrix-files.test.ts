import assert from 'node:assert/strict'
import { resolve } from 'node:path'
import type { Files } from '../../../../core/ports.ts'
import { readMatrixFiles } from '../../../../tasks/GenerateMatrix/matrix/read-matrix-files.ts'
import { rejectedCode } from '../../../fakes/problem-code.ts'

const sources = resolve('/job/s')

/** What was read, in order, from files by their path in the sources; an import or undefined each. */
function reading(imports: Readonly<Record<string, string | undefined>>): { read: string[]; ports: Parameters<typeof readMatrixFiles>[1] } {
  const read: string[] = []
  const textOf = (imported: string | undefined): string => JSON.stringify({ matrix: imported === undefined ? {} : { $IMPORT: imported } })
  const found = new Map(Object.entries(imports).map(([path, imported]) => [resolve(sources, path), textOf(imported)]))
  const files: Pick<Files, 'read' | 'kind'> = {
    kind: (path) => Promise.resolve(found.has(path) ? 'file' : undefined),
    read: (path) => {
      read.push(path)
      const text = found.get(path)
      return Promise.resolve(text === undefined ? undefined : new TextEncoder().encode(text))
    },
  }
  return { read, ports: { files, sources } }
}

describe('readMatrixFiles', () => {
  const cases: [what: string, imports: Record<string, string | undefined>, paths: string[], known: Record<string, string>][] = [
    ['nothing', {}, [], {}],
    ['no path', {}, [''], {}],
    ['one', { 'm.yml': undefined }, ['m.yml'], { 'm.yml': 'm.yml' }],
    ['what is imported', { a: 'b', b: 'c', c: undefined }, ['a'], { a: 'a', b: 'b', c: 'c' }],
    [
      'one by two spellings',
      { 'e/m': undefined },
      ['e/m', './e//m', 'e\\m', '/e/m'],
      { 'e/m': 'e/m', './e//m': 'e/m', 'e\\m': 'e/m', '/e/m': 'e/m' },
    ],
    ['a circle', { a: './b', b: 'a' }, ['a'], { a: 'a', './b': 'b' }],
    ['none that is not there', { a: 'gone' }, ['a', 'b'], { a: 'a' }],
    ['a name that begins with dots', { '..m/a': undefined }, ['..m/a'], { '..m/a': '..m/a' }],
  ]
  for (const [what, imports, paths, known] of cases)
    it(`reads ${what}`, async () => {
      const found = await readMatrixFiles(paths, reading(imports).ports)
      assert.deepEqual(Object.fromEntries([...found].map(([path, { source }]) => [path, source])), known)
    })

  it('reads what several import once', async () => {
    const { read, ports } = reading({ a: 'c', b: 'c', c: 'd', d: undefined })
    await readMatrixFiles(['a', 'b', 'a'], ports)
    assert.deepEqual(
      read.map((path) => path.slice(sources.length + 1)),
      ['a', 'b', 'c', 'd'],
    )
  })

  for (const path of ['..', '../m.yml', 'a/../../m.yml', '..\\m.yml', '/../m.yml'])
    it(`refuses ${path}`, async () => {
      const { read, ports } = reading({})
      assert.equal(await rejectedCode(readMatrixFiles([path], ports)), 'MATRIX_INVALID')
      assert.deepEqual(read, [])
    })
})
