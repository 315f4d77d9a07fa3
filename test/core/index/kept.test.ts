import assert from 'node:assert/strict'
import fc from 'fast-check'
import { jsonOf, keptOf } from '../../../core/index/kept.ts'
import { Field } from '../../../core/json.ts'

describe('what is carried along', () => {
  const field = (value: unknown): Field => new Field(value, 'test', 'INDEX_INVALID')

  it('is every member but the known ones', () => {
    assert.deepEqual(keptOf(field({ a: 1, b: [null], _c: { d: true } }), 'a', 'z'), { b: [null], _c: { d: true } })
  })

  it('stays as it stands, whatever JSON it is', () => {
    fc.assert(fc.property(fc.json(), (text) => assert.deepEqual(jsonOf(field(JSON.parse(text))), JSON.parse(text))))
  })
})
