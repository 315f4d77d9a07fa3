import assert from 'node:assert/strict'
import { cellInputs, combinationKey, combinationUnit } from '../../../core/cache/combination.ts'
import { placeOf } from '../../../core/cache/place.ts'
import type { MatrixLeg } from '../../../core/matrix/leg.ts'

const on = (name: string, cells: Readonly<Record<string, string>>): MatrixLeg => ({ name, cells: Object.entries(cells) })
const linux = on('linux_python3', { Pool: 'linux', PythonVersion: '3' })
const turned = on('linux_python3', { PythonVersion: '3', Pool: 'linux' })

describe('a combination of a matrix, to the cache', () => {
  it('is its name and a part of a digest of its cells, whatever their order', () => {
    assert.match(combinationUnit(linux), /^linux_python3-[0-9a-f]{8}$/)
    assert.equal(combinationUnit(turned), combinationUnit(linux))
    assert.equal(combinationKey(turned), combinationKey(linux))
  })

  const others: [says: string, other: MatrixLeg][] = [
    ['another value', on('linux_python3', { Pool: 'linux', PythonVersion: '4' })],
    ['another cell', on('linux_python3', { Pool: 'linux', Python: '3' })],
    ['a cell more', on('linux_python3', { Pool: 'linux', PythonVersion: '3', Mode: '' })],
    ['a cell less', on('linux_python3', { Pool: 'linux' })],
    ['another name', on('linux', { Pool: 'linux', PythonVersion: '3' })],
  ]
  for (const [says, other] of others)
    it(`is another by ${says}`, () => {
      assert.notEqual(combinationUnit(other), combinationUnit(linux))
      assert.notEqual(combinationKey(other), combinationKey(linux))
    })

  it('keeps the digest in its place, however long its name is', () => {
    const [long, longer] = [on('a'.repeat(300), { A: '1' }), on('a'.repeat(300), { A: '2' })].map((one) =>
      placeOf('s', 'p', combinationUnit(one)),
    )
    assert.notEqual(long, longer)
    assert.ok(long?.split('/').every((part) => part.length <= 100))
  })

  it('has a name where its matrix gives it none', () => assert.match(combinationUnit(on('', {})), /^job-/))

  it('gives keys its cells, of two of one name the last, as a job has it', () => {
    assert.deepEqual(cellInputs(linux), [
      { name: 'cell Pool', value: 'linux' },
      { name: 'cell PythonVersion', value: '3' },
    ])
    assert.deepEqual(
      cellInputs({
        name: '',
        cells: [
          ['A', '1'],
          ['A', '2'],
        ],
      }),
      [{ name: 'cell A', value: '2' }],
    )
  })
})
