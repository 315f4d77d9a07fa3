import assert from 'node:assert/strict'
import { Unreadable } from '../../../core/wheel/byte-reader.ts'
import { readMachO } from '../../../core/wheel/mach-o.ts'
import { type FakeSymbol, fatBytes, machOBytes } from '../../fakes/native-bytes.ts'

const [intel, arm] = [0x01000007, 0x0100000c]
const symbols: FakeSymbol[] = [
  { name: 'PyLong_FromLong' },
  { name: '_PyLong_Sign' },
  { name: 'malloc' },
  { name: 'PyWeak_Need', weak: true },
  { name: 'PyInit_x', own: true },
]

describe('a Mach-O file', () => {
  for (const wide of [true, false])
    for (const bigEndian of [true, false])
      it(`of ${wide ? 64 : 32} bits, ${bigEndian ? 'big' : 'little'}-endian, tells what it needs`, () =>
        assert.deepEqual(
          readMachO(machOBytes({ wide, bigEndian, symbols, libraries: ['/usr/lib/libSystem.B.dylib', 'x'] }), false).imports,
          {
            needs: ['PyLong_FromLong', '_PyLong_Sign'],
            offers: ['PyInit_x'],
            libraries: ['/usr/lib/libSystem.B.dylib', 'x'],
          },
        ))

  it('for several machines needs what each does', () => {
    const bytes = fatBytes([
      { machine: intel, bytes: machOBytes({ symbols: [{ name: 'PyB_One' }] }) },
      { machine: arm, bytes: machOBytes({ machine: arm, symbols: [{ name: 'PyA_Two' }], libraries: ['y'] }) },
    ])
    assert.deepEqual(readMachO(bytes, false), {
      format: 'mach-o',
      machines: ['x86_64', 'aarch64'],
      imports: { needs: ['PyA_Two', 'PyB_One'], offers: [], libraries: ['y'] },
    })
    assert.deepEqual(readMachO(bytes.subarray(0, 48), true), { format: 'mach-o', machines: ['x86_64', 'aarch64'] })
  })

  it('of which one part is none is not read', () => {
    const { imports } = readMachO(
      fatBytes([
        { machine: intel, bytes: machOBytes() },
        { machine: arm, bytes: Buffer.alloc(100) },
      ]),
      false,
    )
    assert.ok(imports !== undefined && 'unread' in imports)
  })

  for (const [machine, name] of [
    [7, 'i686'],
    [12, 'arm'],
    [18, 'ppc'],
    [0x01000012, 'ppc64'],
    [99, 'machine 99'],
  ] as const)
    it(`is for ${name}`, () => assert.deepEqual(readMachO(machOBytes({ machine }), true).machines, [name]))

  it('is no compiled Java', () => {
    const java = Buffer.from('cafebabe00000041', 'hex')
    assert.throws(() => readMachO(Buffer.concat([java, Buffer.alloc(2000)]), true), Unreadable)
  })

  for (const [why, at, value] of [
    ['a load command has no length', 36, 0],
    ['it has more load commands than bytes', 16, 0x7fffffff],
    ['it has more symbols than bytes', 44, 0x7fffffff],
    ['its symbols are elsewhere', 40, 0x7ffffff0],
    ['it has no table of symbols', 32, 77],
  ] as const)
    it(`is not read where ${why}`, () => {
      const bytes = machOBytes({ symbols })
      bytes.writeUInt32LE(value, at)
      const { imports } = readMachO(bytes, false)
      assert.ok(imports !== undefined && 'unread' in imports)
    })
})
