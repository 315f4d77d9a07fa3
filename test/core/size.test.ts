import assert from 'node:assert/strict'
import { formatSize } from '../../core/size.ts'

describe('formatSize', () => {
  for (const [bytes, expected] of [
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [2_345_678, '2.3 MB'],
  ] as const) {
    it(`says ${expected}`, () => assert.equal(formatSize(bytes), expected))
  }
})
