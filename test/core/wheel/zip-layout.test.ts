import assert from 'node:assert/strict'
import fc from 'fast-check'
import { readExtras, readHeader } from '../../../core/wheel/zip-layout.ts'
import { numbers, oddZip } from '../../fakes/odd-zip.ts'

const field = (id: number, ...bytes: number[]): Buffer => Buffer.concat([numbers([2, id], [2, bytes.length]), Buffer.from(bytes)])

describe('extra fields of a zip', () => {
  it('are read by id', () =>
    assert.deepEqual(
      [...(readExtras(Buffer.concat([field(1, 2), field(0x5455), field(9, 8, 7)])) ?? [])].map(([id, bytes]) => [id, ...bytes]),
      [[1, 2], [0x5455], [9, 8, 7]],
    ))
  it('may be none', () => assert.equal(readExtras(new Uint8Array())?.size, 0))
  for (const id of [1, 0x7075])
    it(`have ${id} once`, () => assert.equal(readExtras(Buffer.concat([field(id), field(2), field(id)])), undefined))
  it('may have others twice', () => assert.equal(readExtras(Buffer.concat([field(2, 1), field(2, 2)]))?.size, 1))
  it('are broken where they are cut anywhere', () => {
    const whole = Buffer.concat([field(2, 1, 2), field(3, 4)])
    for (const at of [1, 2, 3, 4, 5, 7, 8, 9, 10]) assert.equal(readExtras(whole.subarray(0, at)), undefined, String(at))
  })
})

describe('headers of a zip', () => {
  const zip = oddZip([{ path: 'a/ä.py', bytes: 'hello', comment: 'c' }])
  const central = zip.indexOf('PK\x01\x02', 0, 'latin1')

  it('tell of a member, in front of it and in the directory', () => {
    const told = { name: Buffer.from('a/ä.py').toString('latin1'), packed: 5, unpacked: 5, method: 0, plain: true, extras: true }
    const local = readHeader(zip, 0, 'local')
    const listed = readHeader(zip, central, 'central')
    for (const header of [local, listed])
      for (const [key, value] of Object.entries(told)) assert.equal(Reflect.get(header ?? {}, key), value, key)
    assert.deepEqual([local?.length, local?.commented, listed?.length, listed?.commented, listed?.offset], [37, false, 54, true, 0])
  })
  it('are none where another signature stands, or the bytes end', () => {
    assert.equal(readHeader(zip, 0, 'central'), undefined)
    assert.equal(readHeader(zip, central, 'local'), undefined)
    assert.equal(readHeader(zip.subarray(0, 36), 0, 'local'), undefined)
    assert.equal(readHeader(zip.subarray(0, 10), 0, 'local'), undefined)
    assert.equal(readHeader(zip, zip.length, 'local'), undefined)
  })
  it('tell sizes beyond four bytes in a field of their own, in its order', () => {
    const large = oddZip([{ path: 'a', bytes: 'hello', zip64: true }])
    const header = readHeader(large, 0, 'local')
    assert.deepEqual([header?.unpacked, header?.packed, header?.extras], [5, 5, true])
  })
  it('are broken where that field is not there', () => {
    const header = readHeader(oddZip([{ path: 'a', local: { size: 0xffffffff } }]), 0, 'local')
    assert.deepEqual([header?.extras, header?.unpacked], [false, 0xffffffff])
  })
  it('never throw, whatever the bytes', () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(210), fc.boolean(), (bytes, from, local) => {
        const hostile = Buffer.from(bytes)
        if (from + 4 <= hostile.length) hostile.writeUInt32LE(local ? 0x04034b50 : 0x02014b50, from)
        const header = readHeader(hostile, from, local ? 'local' : 'central')
        assert.ok(header === undefined || (header.length >= 30 && from + header.length <= hostile.length))
      }),
    ))
})
