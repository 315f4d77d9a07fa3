import assert from 'node:assert/strict'
import fc from 'fast-check'
import { jsonOf, keptOf } from '../../../core/index/kept.ts'
import { Field } from '../../../core/json.ts'
import { problemCode } from '../../fakes/problem-code.ts'

describe('what is carried along', () => {
  const field = (value: unknown): Field => new Field(value, 'test', 'INDEX_INVALID')

  it('is every member but the known ones', () => {
    assert.deepEqual(keptOf(field({ a: 1, b: [null], _c: { d: true } }), 'a', 'z'), { b: [null], _c: { d: true } })
  })

  it('stays as it stands, whatever JSON it is', () => {
    fc.assert(fc.property(fc.json(), (text) => assert.deepEqual(jsonOf(field(JSON.parse(text))), JSON.parse(text))))
  })

  for (const [open, close] of [
    ['[', ']'],
    ['{"a":', '}'],
  ] as const) {
    const nested = (depth: number): unknown => JSON.parse(`${open.repeat(depth)}1${close.repeat(depth)}`)
    it(`is refused where ${open} is nested so deep that nobody could walk through it`, () => {
      assert.equal(
        problemCode(() => keptOf(field({ a: nested(100_000) }))),
        'INDEX_INVALID',
      )
      assert.deepEqual(keptOf(field({ a: nested(60) })), { a: nested(60) })
    })
  }
})
