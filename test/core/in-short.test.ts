import assert from 'node:assert/strict'
import { inShort } from '../../core/in-short.ts'

describe('inShort', () => {
  for (const [length, expected] of [
    [0, 0],
    [500, 500],
    [501, 501],
    [1e6, 501],
  ] as const)
    it(`makes ${expected} characters of ${length}`, () => assert.equal(inShort('x'.repeat(length)).length, expected))

  it('shows that there is more', () => assert.match(inShort('x'.repeat(501)), /x\u2026$/))
})
