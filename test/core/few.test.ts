import assert from 'node:assert/strict'
import fc from 'fast-check'
import { few } from '../../core/few.ts'

describe('a few of many things', () => {
  const table: [things: string[], most: number, between: ', ' | '; ' | undefined, text: string][] = [
    [[], 3, undefined, ''],
    [['a'], 3, undefined, 'a'],
    [['a', 'b', 'c'], 3, undefined, 'a, b, c'],
    [['a', 'b', 'c', 'd'], 3, undefined, 'a, b, c and 1 more'],
    [['a', 'b', 'c', 'd', 'e'], 2, undefined, 'a, b and 3 more'],
    [['a', 'b'], 2, '; ', 'a; b'],
    [['a', 'b', 'c'], 2, '; ', 'a; b; and 1 more'],
  ]
  for (const [things, most, between, text] of table) it(`are ${text || 'nothing'}`, () => assert.equal(few(things, most, between), text))

  it('are no longer than what is shown and a few words', () =>
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 9 })), fc.integer({ min: 1, max: 20 }), (things, most) => {
        assert.ok(few(things, most).length <= most * 11 + 20)
      }),
    ))
})
