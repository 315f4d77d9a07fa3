import assert from 'node:assert/strict'
import { byteReader, Unreadable } from '../../../core/wheel/byte-reader.ts'

// a view into a larger buffer, as chunks of a file are
const bytes = Buffer.from('ff0102030405060708ff', 'hex').subarray(1, 9)

describe('numbers of a file', () => {
  const [little, big] = [byteReader(bytes, false), byteReader(bytes, true)]
  for (const [what, read, expected] of [
    ['a byte', little.u8(0), 1],
    ['two bytes', little.u16(0), 0x0201],
    ['two bytes of a big-endian machine', big.u16(0), 0x0102],
    ['four bytes', little.u32(4), 0x08070605],
    ['four bytes of a big-endian machine', big.u32(0), 0x01020304],
    ['eight bytes', byteReader(Buffer.from('0100000001000000', 'hex'), false).u64(0), 2 ** 32 + 1],
    ['eight bytes of a big-endian machine', byteReader(Buffer.from('0000000100000001', 'hex'), true).u64(0), 2 ** 32 + 1],
    ['the length', little.length, 8],
  ] as const)
    it(what, () => assert.equal(read, expected))

  for (const at of [-1, 8, 6, 0.5, NaN, Infinity, 2 ** 60])
    it(`nothing at ${at}`, () => {
      assert.throws(() => little.u32(at), Unreadable)
      assert.throws(() => little.u64(at), Unreadable)
      assert.throws(() => little.text(at, 8), Unreadable)
    })
})

describe('texts of a file', () => {
  const reader = byteReader(Buffer.from('one\0two\0\xe9\0rest', 'latin1'), false)
  it('ends at the first zero', () => assert.deepEqual([reader.text(0, 100), reader.text(4, 100), reader.text(7, 8)], ['one', 'two', '']))
  it('is Latin-1', () => assert.equal(reader.text(8, 100), 'é'))
  it('does not go beyond its table', () => assert.throws(() => reader.text(0, 2), Unreadable))
  it('does not go beyond the file', () => assert.throws(() => reader.text(10, 100), Unreadable))
  it('does not go on forever', () =>
    assert.throws(() => byteReader(Buffer.concat([Buffer.alloc(5000, 65), Buffer.alloc(1)]), false).text(0, 5001)))
})
