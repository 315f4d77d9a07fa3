import assert from 'node:assert/strict'
import fc from 'fast-check'
import { mergedRows, rowsOfFolders } from '../../../core/build/folder-rows.ts'
import { type AskedPython, parseAskedPython } from '../../../core/build/interpreter.ts'
import { projectOf, type Row } from '../../../core/build/row.ts'
import type { FolderLeg, LocalFolder } from '../../../core/pipeline/folder-leg.ts'
import { folderLeg, local } from '../../tasks/BuildWheels/folder-legs.ts'

const pythons: readonly AskedPython[] = ['3.13', '3.14'].flatMap((label) => parseAskedPython(label) ?? [])
const one = pythons.slice(0, 1)
const told = (rows: readonly Row[]): string[] => rows.map((row) => [row.name, row.origin, ...row.local].join(' '))
const all = (leg: FolderLeg): string[] => told(rowsOfFolders(leg, leg.packages, one))

describe('rowsOfFolders', () => {
  it('builds dependencies before packages, each with all that it needs of the leg', () =>
    assert.deepEqual(all(folderLeg({ dependencies: [local('a'), local('b', 'a')], packages: [local('c', 'b')] })), [
      'a dependency',
      'b dependency a',
      'c built a b',
    ]))
  it('builds for each python, from the folder, at the time of the commit', () =>
    assert.deepEqual(
      rowsOfFolders(folderLeg({ packages: [local('a')] }), [local('a')], pythons).map(({ python, source, version, wish }) => [
        python.label,
        source,
        version,
        wish,
      ]),
      ['3.13', '3.14'].map((label) => [label, { kind: 'folder', path: 'pkgs/a', time: 1_600_000_000 }, '', undefined]),
    ))
  it('knows names however they are written', () =>
    assert.deepEqual(all(folderLeg({ dependencies: [local('Azure.Core')], packages: [local('blob', 'azure_core')] })), [
      'Azure.Core dependency',
      'blob built azure-core',
    ]))
  it('leaves out what nobody needs, and makes a dependency of a package that nobody asked for here', () => {
    const leg = folderLeg({ dependencies: [local('a'), local('unused')], packages: [local('b', 'a'), local('c', 'b'), local('d')] })
    assert.deepEqual(told(rowsOfFolders(leg, [local('c')], one)), ['a dependency', 'b dependency a', 'c built a b'])
    assert.deepEqual(told(rowsOfFolders(leg, [local('d')], one)), ['d built'])
  })
  it('passes over needs that are not of the leg', () =>
    assert.deepEqual(all(folderLeg({ packages: [local('a', 'elsewhere')] })), ['a built']))
  it('needs itself by no circle', () =>
    assert.deepEqual(all(folderLeg({ packages: [local('a', 'b'), local('b', 'a')] })), ['a built b', 'b built a']))

  const names = ['a', 'b', 'c', 'd', 'e', 'f']
  const anyFolder = fc.tuple(fc.constantFrom(...names), fc.subarray(names))
  const anyLeg = fc.uniqueArray(anyFolder, { selector: ([name]) => name }).map((folders): FolderLeg => {
    const made = folders.map(([name, needs]): LocalFolder => local(name, ...needs))
    return folderLeg({ dependencies: made.slice(0, 2), packages: made.slice(2) })
  })
  it('builds every package once, and all that it needs of the leg', () =>
    fc.assert(
      fc.property(anyLeg, (leg) => {
        const rows = rowsOfFolders(leg, leg.packages, one)
        const there = rows.map((row) => projectOf(row))
        assert.equal(new Set(there).size, there.length)
        assert.deepEqual(
          rows.filter(({ origin }) => origin === 'built').map(({ name }) => name),
          leg.packages.map(({ name }) => name),
        )
        for (const row of rows) assert.ok(row.local.every((need) => there.includes(need) && need !== projectOf(row)))
      }),
    ))
})

describe('mergedRows', () => {
  const rows = (leg: FolderLeg): Row[] => rowsOfFolders(leg, leg.packages, one)
  it('builds once what two legs hold: as a package where one of them has it as that', () => {
    const first = rows(folderLeg({ dependencies: [local('a')], packages: [local('b', 'a')] }))
    const second = rows(folderLeg({ packages: [local('a'), local('c', 'a')] }))
    const both = ['a built', 'b built a', 'c built a']
    assert.deepEqual(told(mergedRows([...first, ...second])), both)
    assert.deepEqual(told(mergedRows([...second, ...first])).sort(), both)
  })
  it('keeps what each of them says is needed', () => {
    const first = rows(folderLeg({ dependencies: [local('a')], packages: [local('b', 'a')] }))
    const second = rows(folderLeg({ dependencies: [local('c')], packages: [local('b', 'c')] }))
    assert.deepEqual(told(mergedRows([...first, ...second])), ['a dependency', 'b built a c', 'c dependency'])
  })
  it('keeps apart what is built for other pythons', () => {
    const leg = folderLeg({ packages: [local('a')] })
    assert.equal(mergedRows(rowsOfFolders(leg, leg.packages, pythons)).length, 2)
  })
})
