import assert from 'node:assert/strict'
import { byteReader, Unreadable } from '../../../core/wheel/byte-reader.ts'
import { boundedCount, isPythonName, mayBePythons, partSymbols } from '../../../core/wheel/python-names.ts'

describe("names of Python's C API", () => {
  for (const name of ['PyLong_FromLong', '_PyLong_Sign', 'Py_NewRef', '_Py_Dealloc', '_PyRuntime', 'PyInit__x'])
    it(`${name} is one`, () => {
      assert.ok(isPythonName(name))
      assert.ok(mayBePythons(byteReader(Buffer.from(`${name}\0`), false), 0))
    })
  for (const name of ['', 'Py', 'Pyramid_draw', 'py_new', '__Py_X', '_ZN2PyEv', 'Python', 'XPyLong_New', 'malloc'])
    it(`'${name}' is none`, () => assert.ok(!isPythonName(name)))

  it('are parted into needed and own, each once; weak ones are not needed', () =>
    assert.deepEqual(
      partSymbols([
        { name: 'PyB_Need', defined: false, weak: false },
        { name: 'PyA_Need', defined: false, weak: false },
        { name: 'PyB_Need', defined: false, weak: false },
        { name: 'PyC_Weak', defined: false, weak: true },
        { name: 'PyInit_x', defined: true, weak: true },
        { name: 'malloc', defined: false, weak: false },
      ]),
      { needs: ['PyA_Need', 'PyB_Need'], offers: ['PyInit_x'] },
    ))
})

describe("more names of Python's than there can be", () => {
  it('are not read', () => {
    const names = Array.from({ length: 20_001 }, (_, at) => ({ name: `PyA_${at}`, defined: false, weak: false }))
    assert.throws(() => partSymbols(names), Unreadable)
    assert.equal(partSymbols(names.slice(1)).needs.length, 20_000)
  })
})

describe('the length of a table', () => {
  it('is as told where it fits', () => assert.deepEqual([boundedCount(0, 4, 0), boundedCount(3, 4, 12)], [0, 3]))
  for (const [count, size, room] of [
    [4, 4, 12],
    [-1, 4, 12],
    [NaN, 4, 12],
    [0.5, 4, 12],
    [2 ** 40, 0, 12],
    [1_000_001, 1, 2 ** 40],
  ] as const)
    it(`is not ${count} entries of ${size} bytes in ${room}`, () => assert.throws(() => boundedCount(count, size, room), Unreadable))
})
