import assert from 'node:assert/strict'
import { isSafeFileName, isSafeMemberPath } from '../../core/safe-path.ts'

const names: [string, boolean][] = [
  ['spam-1.0-py3-none-any.whl', true],
  ['spam-1.0+acme.1.tar.gz', true],
  ['.hidden', true],
  ['', false],
  ['.', false],
  ['..', false],
  ['a/b', false],
  ['a\\b', false],
  ['C:x', false],
  ['a\nb', false],
  ['a ', false],
  ['a.', false],
  ['x'.repeat(256), false],
]
const members: [string, boolean][] = [
  ['spam/__init__.py', true],
  ['spam/', true],
  ['/etc/passwd', false],
  ['../spam', false],
  ['spam/../../x', false],
  ['spam//x', false],
  ['./spam', false],
  ['C:/x', false],
  ['a\\..\\b', false],
  ['a\u0000', false],
  ['', false],
]

describe('isSafeFileName', () => {
  for (const [name, good] of names)
    it(`${good ? 'takes' : 'refuses'} ${JSON.stringify(name.slice(0, 40))}`, () => assert.equal(isSafeFileName(name), good))
})
describe('isSafeMemberPath', () => {
  for (const [path, good] of members)
    it(`${good ? 'takes' : 'refuses'} ${JSON.stringify(path)}`, () => assert.equal(isSafeMemberPath(path), good))
})
