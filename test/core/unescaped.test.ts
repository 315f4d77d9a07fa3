import assert from 'node:assert/strict'
import fc from 'fast-check'
import { unescaped } from '../../core/unescaped.ts'

describe('unescaped', () => {
  for (const [text, expected] of [
    ['a%20b', 'a b'],
    ['s%C3%A9', 'sé'],
    ['50%', '50%'],
    ['%zz%41', '%zz%41'],
    ['%C3', '%C3'],
    ['', ''],
  ] as const)
    it(`'${text}' is '${expected}'`, () => assert.equal(unescaped(text), expected))
  it('gives back what was escaped', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => assert.equal(unescaped(encodeURIComponent(text)), text)))
  })
})
