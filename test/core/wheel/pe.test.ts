import assert from 'node:assert/strict'
import { isPythonDll, readPe } from '../../../core/wheel/pe.ts'
import { peBytes, type PeChoice } from '../../fakes/native-bytes.ts'

const imports = { 'KERNEL32.dll': ['Sleep'], 'python3.dll': ['PyLong_FromLong', '_Py_NoneStruct'] }

describe('a PE file', () => {
  for (const wide of [true, false])
    it(`of ${wide ? 64 : 32} bits tells its DLLs and what it takes from Python's`, () =>
      assert.deepEqual(readPe(peBytes({ wide, imports, delayed: { 'python311.dll': ['PyLong_AsLong'] } }), false).imports, {
        needs: ['PyLong_AsLong', 'PyLong_FromLong', '_Py_NoneStruct'],
        offers: [],
        libraries: ['KERNEL32.dll', 'python3.dll', 'python311.dll'],
      }))

  it('needs nothing where it imports nothing', () =>
    assert.deepEqual(readPe(peBytes(), false).imports, { needs: [], offers: [], libraries: [] }))

  for (const [choice, machine] of [
    [{}, 'x86_64'],
    [{ wide: false }, 'i686'],
    [{ machine: 0xaa64 }, 'aarch64'],
    [{ machine: 0x1c4, wide: false }, 'arm'],
    [{ machine: 0x200 }, 'machine 512'],
    [{ wide: false, managed: true }, 'any'],
  ] as const satisfies readonly (readonly [PeChoice, string])[])
    it(`is for ${machine}`, () => assert.deepEqual(readPe(peBytes(choice), true).machines, [machine]))

  it('of which the beginning was read tells no DLLs', () =>
    assert.equal(readPe(peBytes({ imports }).subarray(0, 512), true).imports, undefined))

  for (const [why, change] of [
    ['its import table points outside', (bytes: Buffer) => bytes.writeUInt32LE(0x7fffffff, 0x40 + 24 + 112 + 8)],
    ['its header is of no known kind', (bytes: Buffer) => bytes.writeUInt16LE(0x107, 0x40 + 24)],
  ] as const)
    it(`is not read where ${why}`, () => {
      const bytes = peBytes({ imports })
      change(bytes)
      const found = readPe(bytes, false).imports
      assert.ok(found !== undefined && 'unread' in found)
    })
})

describe("Python's DLLs", () => {
  for (const name of ['python3.dll', 'python311.dll', 'PYTHON314t.dll', 'python3t.dll', 'python312_d.dll'])
    it(`${name} is one`, () => assert.ok(isPythonDll(name)))
  for (const name of ['python27.dll', 'libpython3.11.dll', 'python3.exe', 'mypython3.dll', 'python.dll'])
    it(`${name} is none of Python 3`, () => assert.ok(!isPythonDll(name)))
})
