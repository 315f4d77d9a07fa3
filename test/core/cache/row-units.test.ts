import assert from 'node:assert/strict'
import { parseAskedPython } from '../../../core/build/interpreter.ts'
import { plainRow, type Row } from '../../../core/build/row.ts'
import { rowUnits, stillNeeded } from '../../../core/cache/row-units.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { sha256Of } from '../../../core/sha256.ts'

function row(name: string, label: string, is: Partial<Row> = {}): Row {
  const cache = { key: sha256Of(name), place: `wheels/${name}/linux`, stale: [] }
  return { ...plainRow(name, { kind: 'folder', path: name, time: 0 }, parseAskedPython(label) ?? assert.fail()), cache, ...is }
}
const { cache: _, ...unkeyed } = row('plain', '3.14')

describe('what rows one entry of a cache is of', () => {
  const along = { origin: 'dependency' } as const
  it('is all pythons of a package, in the order of the rows', () => {
    const rows = [row('b', '3.13'), row('a', '3.13', along), unkeyed, row('b', '3.14'), row('a', '3.14', along)]
    assert.deepEqual(
      rowUnits(rows).map((unit) => [unit.kind, unit.ref.place, ...unit.rows.map((one) => rows.indexOf(one))]),
      [
        ['whole', 'wheels/b/linux', 0, 3],
        ['wheel', 'wheels/a/linux', 1, 4],
      ],
    )
  })
  it('is whole where one of them is a package', () =>
    assert.deepEqual(
      rowUnits([row('a', '3.13', along), row('a', '3.14')]).map(({ kind }) => kind),
      ['whole'],
    ))
  it('is another where the place is, or the key', () => {
    const { cache } = row('a', '3.13')
    assert.ok(cache !== undefined)
    const others = [
      { ...cache, place: 'wheels/a/windows' },
      { ...cache, key: sha256Of('other') },
    ]
    assert.equal(rowUnits([row('a', '3.13'), ...others.map((one) => row('a', '3.13', { cache: one }))]).length, 3)
  })
})

describe('what is still needed', () => {
  const needs = (...names: string[]): Pick<Row, 'local'> => ({ local: names.map(normalizeName) })
  const top = row('top', '3', needs('base', 'mid'))
  const [base, mid, other] = ['base', 'mid', 'other'].map((name) => row(name, '3', { origin: 'dependency' }))
  assert.ok(base !== undefined && mid !== undefined && other !== undefined)
  it('is every package, and what one of them needs', () => assert.deepEqual(stillNeeded([base, other, mid, top]), [base, mid, top]))
  it('is what whatever is tested is installed with, and what that needs', () => {
    const kit = row('kit', '3', { origin: 'dependency', ...needs('base') })
    const asked = [normalizeName('kit'), normalizeName('pytest')]
    const alone = row('alone', '3')
    assert.deepEqual(stillNeeded([base, mid, kit, alone], asked), [base, kit, alone])
    assert.deepEqual(stillNeeded([base, mid, kit], asked), [])
  })
  it('is nothing that only dependencies need', () => assert.deepEqual(stillNeeded([base, { ...mid, ...needs('base') }]), []))
})
