import assert from 'node:assert/strict'
import { isInPackage, ownerFinder, ownersOf, touch } from '../../../../core/changes/select/owners.ts'
import { local } from '../local.ts'

const owners = ownersOf([local('a'), local('b', { triggers: ['shared', 'packages/a/api.txt'] }), local('top', { folder: '.' })])

describe('touch', () => {
  const touchedBy = (paths: string[], common: string[] = []): [names: string[], left: string[]] => {
    const { touched, left } = touch(owners, paths, new Set(common))
    return [touched.map((one) => one.package.name), [...left]]
  }

  it('lets one path touch several packages, those of the folder first', () =>
    assert.deepEqual(touchedBy(['packages/a/api.txt']), [['a', 'b'], []]))
  it('keeps the first reason of a package', () => {
    const { touched } = touch(owners, ['packages/a/1', 'packages/a/2'], new Set())
    assert.deepEqual(
      touched.map((one) => one.reason),
      [{ kind: 'path', path: 'packages/a/1' }],
    )
  })
  it('gives the top what is left, but nothing that is common', () => {
    assert.deepEqual(touchedBy(['x']), [['top'], []])
    assert.deepEqual(touchedBy(['x'], ['x']), [[], ['x']])
  })
  it('lets a common path be a trigger all the same', () => assert.deepEqual(touchedBy(['shared/x'], ['shared/x']), [['b'], []]))
  it('leaves what touches nothing, in order', () => {
    const { left } = touch(ownersOf([local('a')]), ['z', 'packages/a/x', 'y'], new Set())
    assert.deepEqual(left, ['z', 'y'])
  })
})

describe('isInPackage', () => {
  const table: [path: string, expected: boolean][] = [
    ['packages/a', true],
    ['packages/a/b/c', true],
    ['Packages/A/b', true],
    ['packages/ab', false],
    ['x', false],
  ]
  for (const [path, expected] of table) it(`${path}: ${expected}`, () => assert.equal(isInPackage(owners, path), expected))
})

describe('ownerFinder', () => {
  it('finds what touch finds, whatever was asked before', () => {
    const many = ownersOf([
      local('a', { triggers: ['packages/a/x.py', 'eng/x'], ciFile: { path: 'packages/a/ci.yml', sole: true } }),
      local('b', { folder: 'packages/a/x', triggers: ['eng'] }),
      local('top', { folder: '.' }),
    ])
    const find = ownerFinder(many)
    const paths = [
      'packages/a',
      'packages/a/x',
      'packages/a/x/y',
      'packages/a/x.py',
      'packages/a/y.py',
      'eng/x',
      'eng/y',
      'eng/x/y',
      'z',
      'packages/z.py',
    ]
    for (const path of [...paths, ...paths.toReversed(), ...paths.map((one) => one.toUpperCase())])
      for (const isCommon of [false, true]) {
        const { touched } = touch(many, [path], new Set(isCommon ? [path] : []))
        assert.deepEqual([...find(path, isCommon)].map(({ name }) => name).sort(), touched.map((one) => one.package.name).sort())
      }
  })
})
