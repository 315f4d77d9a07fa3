import assert from 'node:assert/strict'
import { byteReader } from '../../../core/wheel/byte-reader.ts'
import { elfLayout, readWord } from '../../../core/wheel/elf-layout.ts'

describe("ELF's structures", () => {
  it('are of the sizes that the specification gives', () => {
    const sizes = [true, false].map(elfLayout).map(({ section, segment, symbol }) => [section.least, segment.least, symbol.size])
    assert.deepEqual(sizes, [
      [64, 56, 24],
      [40, 32, 16],
    ])
  })

  for (const [wide, expected] of [
    [true, 2 ** 32 + 1],
    [false, 1],
  ] as const)
    it(`have words of ${wide ? 8 : 4} bytes`, () => {
      const reader = byteReader(Buffer.from('0100000001000000', 'hex'), false)
      assert.equal(readWord({ reader, wide, bigEndian: false, layout: elfLayout(wide) }, 0), expected)
    })
})
