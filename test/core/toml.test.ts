import assert from 'node:assert/strict'
import { parseToml } from '../../core/toml.ts'

describe('TOML', () => {
  it('is read as a place in it', () => assert.equal(parseToml('[a.b]\nc = "d"', 'x.toml').get('a').get('b').get('c').text(), 'd'))
  it('names the file and the place of what is wrong in it', () =>
    assert.throws(() => parseToml('a = 1', 'x.toml').get('a').text(), { code: 'FILE_INVALID', message: /x\.toml.*\ba\b/ }))
  for (const [text, line] of [
    ['a = ', 1],
    ['a = 1\nb = [', 2],
    ['a = 1\n\na = 2', 3],
  ] as const)
    it(`names the line of what is none: ${JSON.stringify(text)}`, () =>
      assert.throws(() => parseToml(text, 'x.toml'), { code: 'FILE_INVALID', message: new RegExp(`^x\\.toml:${line} is not TOML`) }))
})
