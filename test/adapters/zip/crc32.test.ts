import assert from 'node:assert/strict'
import fc from 'fast-check'
import { crc32, crc32ByTable } from '../../../adapters/zip/crc32.ts'

describe('CRC-32', () => {
  for (const [text, expected] of [
    ['', 0],
    ['a', 0xe8b7be43],
    ['123456789', 0xcbf43926],
    ['The quick brown fox jumps over the lazy dog', 0x414fa339],
  ] as const) {
    it(`of '${text}' is ${expected.toString(16)}`, () => {
      assert.equal(crc32(Buffer.from(text), 0), expected)
      assert.equal(crc32ByTable(Buffer.from(text), 0), expected)
    })
  }

  it('is the same by table, in one piece or in two', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(200), (bytes, at) => {
        const [head, tail] = [bytes.subarray(0, at), bytes.subarray(at)]
        assert.equal(crc32ByTable(tail, crc32ByTable(head, 0)), crc32(bytes, 0))
        assert.equal(crc32(tail, crc32(head, 0)), crc32(bytes, 0))
      }),
    )
  })
})
