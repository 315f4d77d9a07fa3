import assert from 'node:assert/strict'
import { byPath, filesDigest, objectsBelow } from '../../../core/cache/files-digest.ts'
import type { TreeObject } from '../../../core/history.ts'

const file = (path: string, id = '1', mode = '100644'): TreeObject => ({ path, id, mode })

describe('filesDigest', () => {
  const digest = (...objects: TreeObject[]): string => filesDigest(objects).digest
  it('is of no order', () => assert.equal(digest(file('a'), file('b')), digest(file('b'), file('a'))))
  const others: [why: string, TreeObject[]][] = [
    ['a path', [file('a'), file('c')]],
    ['an id', [file('a'), file('b', '2')]],
    ['a mode', [file('a'), file('b', '1', '100755')]],
    ['a file less', [file('a')]],
    ['a file more', [file('a'), file('b'), file('b/c')]],
    ['a file twice, as an odd name may be', [file('a'), file('b'), file('b')]],
    ['none', []],
  ]
  it('is another by all that it is made of', () =>
    assert.equal(new Set([digest(file('a'), file('b')), ...others.map(([, objects]) => digest(...objects))]).size, others.length + 1))
  it('tells ids by path, and what is no plain file', () =>
    assert.deepEqual(
      filesDigest([file('__proto__', '3'), file('run', '2', '100755')]).files,
      Object.fromEntries([
        ['__proto__', '3'],
        ['run', '2 100755'],
      ]),
    ))
})

describe('objectsBelow', () => {
  const objects = ['a', 'a/b', 'ab', 'c/a'].map((path) => file(path))
  const table: [folder: string, paths: string[]][] = [
    ['.', ['a', 'a/b', 'ab', 'c/a']],
    ['a', ['a', 'a/b']],
    ['c', ['c/a']],
    ['d', []],
  ]
  for (const [folder, paths] of table)
    it(`${folder} holds ${paths.join(' and ')}`, () =>
      assert.deepEqual(
        objectsBelow(objects, folder).map(({ path }) => path),
        paths,
      ))
})

describe('byPath', () => {
  it('orders by path, then by what is held', () => {
    const sorted = [file('b'), file('a', '2'), file('a', '1'), file('B')].sort(byPath)
    assert.deepEqual(
      sorted.map(({ path, id }) => path + id),
      ['B1', 'a1', 'a2', 'b1'],
    )
    assert.equal(byPath(file('a'), file('a')), 0)
  })
})
