import assert from 'node:assert/strict'
import fc from 'fast-check'
import { canonical, type Json } from '../../core/canonical.ts'

describe('canonical', () => {
  const table: [Json, string][] = [
    [{ b: 1, a: [true, null, 'x'] }, '{"a":[true,null,"x"],"b":1}'],
    [{ a: undefined, b: {} }, '{"b":{}}'],
    ['é\n', '"é\\n"'],
    [{ a: { d: 1, c: 2 } }, '{"a":{"c":2,"d":1}}'],
  ]
  for (const [given, expected] of table) it(expected, () => assert.equal(canonical(given), expected))

  it('gives the same text for the same value in any order, and the value back', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 })), (record) => {
        const entries = Object.entries(record).toReversed()
        const turned: Json = JSON.parse(JSON.stringify(Object.fromEntries(entries)))
        const same: Json = JSON.parse(JSON.stringify(record))
        assert.equal(canonical(turned), canonical(same))
        assert.deepEqual(JSON.parse(canonical(same)), same)
      }),
    )
  })
})
