import assert from 'node:assert/strict'
import fc from 'fast-check'
import { withoutComments } from '../../../core/matrix/without-comments.ts'

describe('withoutComments', () => {
  const json: [what: string, text: string, value: unknown][] = [
    ['plain', '{"a": 1}', { a: 1 }],
    ['a comment to the end of a line', '{ // first\n"a": 1 // last\n}', { a: 1 }],
    ['a comment before all', '// about\n/* and */ { "a": 1 }', { a: 1 }],
    ['a comment over lines', '{ /* one\ntwo ** / */ "a": 1 }', { a: 1 }],
    ['a comma before the end', '{ "a": [1, 2,], }', { a: [1, 2] }],
    ['a comma, comments and the end', '{ "a": [1, // last\n /* really */ ] , // too\n }', { a: [1] }],
    ['what looks like a comment in a string', '{ "a": "http://x/*y*/", "b": "\\"// no" /* yes */ }', { a: 'http://x/*y*/', b: '"// no' }],
    ['what looks like a comma in a string', '{ "a": ",]", /**/ }', { a: ',]' }],
    ['a list', '[1, /* two */ 2,]', [1, 2]],
    ['a byte order mark', '\uFEFF{ "a": 1, }', { a: 1 }],
    ['tabs', '{\n\t"a":\t"\t1",\n}', undefined],
  ]
  for (const [what, text, value] of json)
    it(`reads ${what}`, () => {
      const plain = withoutComments(text)
      assert.equal(plain.length, text.length)
      assert.deepEqual(
        [...plain.matchAll(/\n/g)].map(({ index }) => index),
        [...text.matchAll(/\n/g)].map(({ index }) => index),
      )
      if (value !== undefined) assert.deepEqual(JSON.parse(plain.replace(/^\uFEFF/, '')), value)
    })

  const others = [
    'matrix: { a: [b] } // no comment',
    '{ matrix: { a: http://x } }',
    '{ "a": 1, // open\n',
    '# yaml\na: 1',
    '',
    '// nothing',
    "{ 'a': '//' }",
  ]
  for (const text of others) it(`leaves ${JSON.stringify(text)} as it is`, () => assert.equal(withoutComments(text), text))

  it('changes no JSON but its tabs', () =>
    fc.assert(
      fc.property(fc.object(), fc.constantFrom(0, 2, '\t'), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent)
        assert.equal(withoutComments(text), text.replaceAll('\t', ' '))
      }),
    ))

  it('takes no time for what never ends', () => {
    const endless = ['/*', '"\\', '"', ', ', ',', '// ', '\t', '/* */', '"a\n']
    for (const text of endless.map((one) => `{ ${one.repeat(200_000)}`)) assert.equal(withoutComments(text), text)
  })
})
