import assert from 'node:assert/strict'
import { byteReader, Unreadable } from '../../../core/wheel/byte-reader.ts'
import { readDynamic } from '../../../core/wheel/elf-dynamic.ts'
import { elfLayout } from '../../../core/wheel/elf-layout.ts'
import { elfBytes } from '../../fakes/native-bytes.ts'

function dynamicOf(bytes: Buffer): ReturnType<typeof readDynamic> {
  return readDynamic({ reader: byteReader(bytes, false), wide: true, bigEndian: false, layout: elfLayout(true) })
}

const libraries = ['libpython3.11.so.1.0', 'libc.so.6']
const choice = { libraries, symbols: [{ name: 'PyLong_FromLong' }, { name: 'PyInit_x', own: true }], sections: false }

describe("an ELF file's dynamic section", () => {
  for (const hash of ['gnu', 'sysv', 'none'] as const)
    it(`tells libraries and symbols with hash table '${hash}'`, () => {
      const { libraries: found, symbols } = dynamicOf(elfBytes({ ...choice, hash })) ?? assert.fail('none')
      assert.deepEqual([found, symbols?.count], [libraries, 3])
    })

  it('is none where no segment is it', () => {
    const bytes = elfBytes(choice)
    bytes.writeUInt32LE(1, 64 + 56)
    assert.equal(dynamicOf(bytes), undefined)
  })

  it('is refused where it points outside of what is loaded', () => {
    const bytes = elfBytes(choice)
    bytes.writeUInt32LE(99, 64)
    assert.throws(() => dynamicOf(bytes), Unreadable)
  })

  it('is refused where program headers are too short', () => {
    const bytes = elfBytes(choice)
    bytes.writeUInt16LE(8, 54)
    assert.throws(() => dynamicOf(bytes), Unreadable)
  })

  it('is refused where it tells of more buckets than the file has bytes', () => {
    const bytes = elfBytes(choice)
    const at = bytes.indexOf(Buffer.from('0100000002000000', 'hex'), 300)
    bytes.writeUInt32LE(0x7fffffff, at)
    assert.throws(() => dynamicOf(bytes), Unreadable)
  })
})
