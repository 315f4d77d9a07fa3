import assert from 'node:assert/strict'
import { readTexts, readTextsByName, textOf } from '../../../core/cache/texts.ts'
import { Field } from '../../../core/json.ts'
import { problemCode } from '../../fakes/problem-code.ts'

const field = (text: string): Field => new Field(JSON.parse(text), 'entry', 'CACHE_INVALID')

describe('texts by name', () => {
  it('are read as they stand, whatever their names', () => {
    const texts = readTexts(field('{"__proto__":"a","constructor":"b","":"c"}'))
    assert.deepEqual(Object.entries(texts), [
      ['__proto__', 'a'],
      ['constructor', 'b'],
      ['', 'c'],
    ])
    assert.equal(Object.getPrototypeOf(texts), Object.prototype)
  })

  it('are read under names of their own', () =>
    assert.deepEqual(readTextsByName(field('{"x":{"a":"1"},"y":{}}')), { x: { a: '1' }, y: {} }))

  it('are found only where they were written', () => {
    assert.equal(textOf({ a: '1' }, 'a'), '1')
    for (const name of ['b', 'toString', 'constructor', '__proto__']) assert.equal(textOf({ a: '1' }, name), undefined, name)
  })

  for (const text of ['[]', 'null', '"x"', '{"a":1}', '{"a":null}', '{"a":{}}'])
    it(`are not ${text}`, () =>
      assert.equal(
        problemCode(() => readTexts(field(text))),
        'CACHE_INVALID',
      ))
  it('are not below another name', () =>
    assert.equal(
      problemCode(() => readTextsByName(field('{"a":"b"}'))),
      'CACHE_INVALID',
    ))
})
