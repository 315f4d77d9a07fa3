import assert from 'node:assert/strict'
import fc from 'fast-check'
import { code, lines, md, raw, table } from '../../core/markdown.ts'

describe('md', () => {
  it('escapes what is foreign and keeps what is ours', () => assert.equal(md`**${'<b>|x'}** ${3}`, '**&#60;b&#62;&#124;x** 3'))
  it('leaves an underscore within a word', () => assert.equal(md`${'a_b __c_'}`, 'a_b &#95;&#95;c&#95;'))
  it('takes code and Markdown as they are', () => assert.equal(md`${code('a|b')} ${raw(md`**x**`)}`, '<code>a&#124;b</code> **x**'))
  it('shows what cannot be seen, and what turns the direction of a line', () =>
    assert.equal(md`${'spam\u202e\u200b-1.0'} ${code('a\u2066b')}`, 'spam\ufffd\ufffd-1.0 <code>a\ufffdb</code>'))
  it('lets no foreign text begin a line, a link, a tag or a cell', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => assert.ok(!/[\n\r<>|`[\]*]/.test(md`${text}`))))
  })
})

describe('table', () => {
  it('is a head, a rule and a line a row', () => assert.equal(table(['a', 'b'], [['x|y', 1]]), '| a | b |\n|---|---|\n| x&#124;y | 1 |\n'))
  it('is nothing without rows', () => assert.equal(table(['a'], []), ''))
})

describe('lines', () => it('stands below each other', () => assert.equal(lines(md`a`, md`b`), 'a\nb')))
