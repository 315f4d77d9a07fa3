import assert from 'node:assert/strict'
import { gzipPays } from '../../core/gzip-pays.ts'
import { served } from '../../core/index/layout.ts'

describe('whether an object is kept gzipped', () => {
  for (const [kind, size, expected] of [
    ['json', 16_384, true],
    ['json', 16_383, false],
    ['html', 2_000_000, true],
    ['legacy', 20_000, true],
    ['json', 0, false],
    ['wheel', 2_000_000, false],
    ['metadata', 2_000_000, false],
  ] as const)
    it(`${kind} of ${size} bytes: ${expected}`, () => assert.equal(gzipPays(served[kind], size), expected))
})
