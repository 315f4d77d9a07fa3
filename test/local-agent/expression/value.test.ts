import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import {
  compare,
  equal,
  ExpressionError,
  literal,
  member,
  toBoolean,
  toNumber,
  toText,
  type Value,
} from '../../../local-agent/expression/value.ts'

// https://learn.microsoft.com/azure/devops/pipelines/process/expressions#types
const object: Value = { Key: 'value', other: null }

describe('values: conversions', () => {
  const rows: readonly (readonly [Value, boolean, number | undefined, string | undefined, string])[] = [
    [null, false, 0, '', 'Null'],
    [true, true, 1, 'True', 'True'],
    [false, false, 0, 'False', 'False'],
    [0, false, 0, '0', '0'],
    [1.5, true, 1.5, '1.5', '1.5'],
    [-2, true, -2, '-2', '-2'],
    ['', false, 0, '', "''"],
    ['  ', true, 0, '  ', "'  '"],
    ['false', true, undefined, 'false', "'false'"],
    ['0', true, 0, '0', "'0'"],
    [' 1.50 ', true, 1.5, ' 1.50 ', "' 1.50 '"],
    ['+3', true, 3, '+3', "'+3'"],
    ['-.5', true, -0.5, '-.5', "'-.5'"],
    ['1,234.5', true, 1234.5, '1,234.5', "'1,234.5'"],
    ['1e3', true, undefined, '1e3', "'1e3'"],
    ['0x10', true, undefined, '0x10', "'0x10'"],
    ['3.9.1', true, undefined, '3.9.1', "'3.9.1'"],
    ["it's", true, undefined, "it's", "'it''s'"],
    [object, true, undefined, undefined, 'Object'],
  ]
  for (const [value, boolean, number, text, shown] of rows)
    it(JSON.stringify(value), () =>
      assert.deepEqual([toBoolean(value), toNumber(value), toText(value), literal(value)], [boolean, number, text, shown]),
    )
})

describe('values: equality, the left one leads', () => {
  const kinds: readonly Value[] = [null, true, false, 0, 1, '', '1', 'True', 'x', object]
  // Rows are the left operand, columns the right one, in the order above.
  const equals: readonly string[] = [
    'x.... x....', // null
    '.x..x .xxxx', // true: everything but null, false, 0 and ''
    'x.xx. x....', // false
    'x.xx. x....', // 0
    '.x..x .x...', // 1
    'x.... x....', // ''
    '....x .x...', // '1'
    '.x... ..x..', // 'True'
    '..... ...x.', // 'x'
    '..... ....x', // the object is itself only
  ]
  for (const [row, left] of kinds.entries())
    it(`${literal(left)} on the left`, () =>
      assert.equal(kinds.map((right) => (equal(left, right) ? 'x' : '.')).join(''), equals[row]?.replace(' ', '')))

  it('another object of the same content is another', () => assert.equal(equal(object, { ...object }), false))
})

describe('values: order', () => {
  const rows: readonly (readonly [Value, Value, number])[] = [
    [1, 2, -1],
    [2, '1.5', 0.5],
    [1, null, 1],
    [null, 1, -1],
    [null, '', 0],
    [true, '', 1],
    [false, 'x', -1],
    ['a', 'B', -1],
    ['b', 'A', 1],
    ['A', 'a', 0],
    ['10', 9, -1],
    ['', null, 0],
    ['_', 'a', 1],
  ]
  for (const [left, right, expected] of rows)
    it(`${literal(left)} to ${literal(right)}`, () => assert.equal(Math.sign(compare(left, right)), Math.sign(expected)))

  const refused: readonly (readonly [Value, Value])[] = [
    [1, 'x'],
    [1, object],
    ['x', object],
    [null, 'x'],
    [object, 1],
  ]
  for (const [left, right] of refused)
    it(`${literal(left)} to ${literal(right)} has none`, () => assert.throws(() => compare(left, right), ExpressionError))

  it('of texts is antisymmetric and goes with equality', () =>
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        assert.equal(Math.sign(compare(a, b)) + Math.sign(compare(b, a)), 0)
        assert.equal(compare(a, b) === 0, equal(a, b))
      }),
    ))
})

describe('values: members', () => {
  const rows: readonly (readonly [Value, Value, Value])[] = [
    [object, 'key', 'value'],
    [object, 'KEY', 'value'],
    [object, 'other', null],
    [object, 'absent', null],
    [object, 'toString', null],
    [object, '__proto__', null],
    ['text', 'length', null],
    [null, 'x', null],
  ]
  for (const [of, key, expected] of rows) it(`${literal(of)} at ${literal(key)}`, () => assert.equal(member(of, key), expected))
})
