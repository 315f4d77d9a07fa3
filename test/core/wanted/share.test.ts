import assert from 'node:assert/strict'
import fc from 'fast-check'
import { share } from '../../../core/wanted/share.ts'

const sizes = (groups: readonly number[], most: number): number[] =>
  share(
    groups.map((size) => Array(size).fill(0)),
    most,
  ).map((part) => part.length)

describe('share', () => {
  const table: [groups: number[], most: number, expected: number[]][] = [
    [[], 3, []],
    [[1, 1, 1], 0, [3]],
    [[1, 1, 1], 3, [3]],
    [Array(11).fill(1), 10, [6, 5]],
    [[1, 1, 1, 1, 1], 2, [2, 2, 1]],
    [[6, 6, 6], 10, [6, 6, 6]],
    [[5, 1, 1], 3, [5, 2]],
    [[1, 5, 1], 3, [1, 5, 1]],
    [[2, 2, 2, 2], 5, [4, 4]],
    [[3, 1, 3, 1], 4, [4, 4]],
  ]
  for (const [groups, most, expected] of table)
    it(`${groups.join(' ')} at ${most}: ${expected.join(' ')}`, () => assert.deepEqual(sizes(groups, most), expected))

  it('loses nothing, keeps the order, and passes the most only for a group alone', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat(), { minLength: 1, maxLength: 6 }), { maxLength: 12 }), fc.nat({ max: 8 }), (groups, most) => {
        const parts = share(groups, most)
        assert.deepEqual(parts.flat(), groups.flat())
        for (const part of parts) if (most > 0 && part.length > most) assert.ok(groups.some((group) => group.length === part.length))
        assert.ok(parts.every((part) => part.length > 0))
      }),
    )
  })
})
