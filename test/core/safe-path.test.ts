import assert from 'node:assert/strict'
import { isSafeFileName, isSafeMemberPath, plainPath, staysInside } from '../../core/safe-path.ts'

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

describe('staysInside', () => {
  for (const [path, target, good] of [
    ['a', 'b', true],
    ['a/b', '../c', true],
    ['a/b', './c', true],
    ['a', '../c', false],
    ['a/b', 'c/../../d', false],
    ['a/b', '../../c', false],
    ['a', '/c', false],
    ['a', '\\c', false],
    ['a', 'C:c', false],
    ['a', '', false],
  ] as const)
    it(`${path} -> '${target}': ${good}`, () => assert.equal(staysInside(path, target), good))
})

describe('plainPath', () => {
  for (const [path, plain] of [
    ['./a/b', 'a/b'],
    ['././/a', 'a'],
    ['a/./b', 'a/./b'],
    ['.', ''],
    ['./', ''],
    ['.a', '.a'],
    ['../a', '../a'],
  ] as const)
    it(`${path} is '${plain}'`, () => assert.equal(plainPath(path), plain))
})
