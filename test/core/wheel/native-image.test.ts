import assert from 'node:assert/strict'
import fc from 'fast-check'
import { headBytes, isNative, readNative } from '../../../core/wheel/native-image.ts'
import { elfBytes, fatBytes, machOBytes, peBytes } from '../../fakes/native-bytes.ts'

const symbols = [{ name: 'PyLong_FromLong' }, { name: 'PyInit_x', own: true }]
const sound = [
  elfBytes({ symbols, libraries: ['libc.so.6'] }),
  elfBytes({ symbols, wide: false, sections: false, hash: 'sysv' }),
  elfBytes({ symbols, bigEndian: true, sections: false }),
  peBytes({ imports: { 'python3.dll': ['PyLong_FromLong'] }, delayed: { 'x.dll': ['y'] } }),
  peBytes({ wide: false, imports: { 'python3.dll': ['PyLong_FromLong'] } }),
  machOBytes({ symbols, libraries: ['x'] }),
  machOBytes({ symbols, wide: false, bigEndian: true }),
  fatBytes([{ machine: 7, bytes: machOBytes({ symbols }) }]),
]

describe('native code', () => {
  it('is told by its first bytes', () => {
    const formats = sound.map((bytes) => readNative(bytes, false)).map((image) => ('unread' in image ? image.unread : image.format))
    assert.deepEqual(formats, ['elf', 'elf', 'elf', 'pe', 'pe', 'mach-o', 'mach-o', 'mach-o'])
    assert.ok(sound.every((bytes) => isNative(bytes.subarray(0, 4))))
  })

  for (const text of ['', 'x', '\x7fEL', 'INPUT(libz.so.1)', '#!/bin/sh', 'version https://git-lfs.github.com/spec/v1'])
    it(`is not '${JSON.stringify(text)}'`, () => {
      assert.deepEqual(readNative(Buffer.from(text), false), { unread: 'it is neither ELF nor PE nor Mach-O' })
      assert.ok(!isNative(Buffer.from(text)))
    })

  it('tells its machine from its beginning alone', () => {
    for (const bytes of sound) {
      const [whole, head] = [readNative(bytes, false), readNative(bytes.subarray(0, headBytes), true)]
      assert.ok(!('unread' in whole) && !('unread' in head))
      assert.deepEqual(head.machines, whole.machines)
    }
  })
})

describe('hostile native code', () => {
  /** Numbers that break what trusts them, over bytes of a sound file. */
  const change = fc.record({
    at: fc.nat({ max: 1 << 13 }),
    bytes: fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 8 }),
      fc.constantFrom(Buffer.from('ffffffff', 'hex'), Buffer.alloc(8), Buffer.alloc(8, 255)),
    ),
  })

  it('never makes its reader throw, whatever is changed or cut off', () =>
    fc.assert(
      fc.property(
        fc.constantFrom(...sound),
        fc.array(change, { maxLength: 6 }),
        fc.nat({ max: 1 << 13 }),
        fc.boolean(),
        (bytes, changes, cut, head) => {
          const hostile = Buffer.from(bytes)
          for (const one of changes)
            hostile.set(one.bytes.subarray(0, Math.max(0, hostile.length - (one.at % hostile.length))), one.at % hostile.length)
          const image = readNative(cut < hostile.length ? hostile.subarray(0, cut) : hostile, head)
          assert.ok('unread' in image || image.machines.length > 0)
        },
      ),
      { numRuns: 3000 },
    ))

  it('never makes its reader throw by what follows the first bytes', () =>
    fc.assert(
      fc.property(
        fc.constantFrom('7f454c46', '7f454c460201', '7f454c460102', '4d5a', 'cafebabe', 'cafebabf', 'cffaedfe', 'feedface'),
        fc.uint8Array({ maxLength: 600 }),
        (magic, rest) => {
          readNative(Buffer.concat([Buffer.from(magic, 'hex'), rest]), false)
        },
      ),
      { numRuns: 2000 },
    ))

  it('is read in bounds where every entry of a huge table points to one long name', () => {
    const count = 999_999
    const bytes = elfBytes({ symbols: [{ name: `PyA_${'a'.repeat(1000)}` }] })
    const table = Buffer.alloc(24 * count)
    for (let at = 0; at < count; at++) table.writeUInt32LE(1, at * 24)
    const file = Buffer.concat([bytes, table])
    const sections = Number(bytes.readBigUInt64LE(40))
    file.writeBigUInt64LE(BigInt(bytes.length), sections + 64 + 24)
    file.writeBigUInt64LE(BigInt(table.length), sections + 64 + 32)
    const image = readNative(file, false)
    assert.ok(!('unread' in image) && image.imports !== undefined)
  })

  it('is read in bounds by any system: a million symbols of one name in a Mach-O file', () => {
    const count = 999_999
    const [only, file] = [machOBytes({ symbols: [{ name: `PyA_${'a'.repeat(1000)}` }] }), Buffer.alloc(16 * count + 2048)]
    only.copy(file)
    const [table, strings] = [only.readUInt32LE(40), only.readUInt32LE(48)]
    only.copy(file, table + 16 * count, strings)
    for (let at = 1; at < count; at++) only.copy(file, table + 16 * at, table, table + 16)
    file.writeUInt32LE(count, 44)
    file.writeUInt32LE(table + 16 * count, 48)
    const image = readNative(file, false)
    assert.ok(!('unread' in image) && image.imports !== undefined && 'needs' in image.imports)
    assert.equal(image.imports.needs.length, 1)
  })

  it('is not read where it has more parts, sections or names than there can be', () => {
    const part = { machine: 0x01000007, bytes: machOBytes() }
    const sections = peBytes({ imports: { 'python3.dll': ['PyLong_FromLong'] } })
    sections.writeUInt16LE(1001, 0x40 + 6)
    const names = Array.from({ length: 20_001 }, (_, at) => `PyA_${at}`)
    for (const bytes of [
      fatBytes(Array.from({ length: 9 }, () => part)),
      sections,
      elfBytes({ symbols: names.map((name) => ({ name })) }),
    ]) {
      const image = readNative(bytes, false)
      assert.ok('unread' in image || (image.imports !== undefined && 'unread' in image.imports))
    }
  })
})
