import assert from 'node:assert/strict'
import { sameId } from '../../../core/release/same-id.ts'

describe('sameId', () => {
  for (const [a, b, expected] of [
    ['a', 'a', true],
    ['A-1', 'a-1', true],
    ['a', 'b', false],
    ['a', 'a ', false],
    ['a', '', false],
    ['', '', false],
  ] as const)
    it(`'${a}' and '${b}': ${expected}`, () => assert.equal(sameId(a, b), expected))
})
