import assert from 'node:assert/strict'
import { BelongingDigests } from '../../../core/cache/belonging-digests.ts'
import type { Belonging, PathGroup } from '../../../core/cache/belonging.ts'
import { filesDigest } from '../../../core/cache/files-digest.ts'
import type { TreeObject } from '../../../core/history.ts'
import { local } from '../../core/changes/local.ts'

const [a, b, inner] = [local('a'), local('b'), local('inner', { folder: 'lib/inner' })]
const objects = ['a/x', 'eng/1', 'eng/2', 'lib'].map((path): TreeObject => ({ path, mode: path === 'lib' ? '160000' : '100644', id: path }))
const named = (...paths: string[]): string => filesDigest(objects.filter(({ path }) => paths.includes(path))).digest
const [direct, indirect]: PathGroup[] = [
  { as: 'direct', paths: ['eng/1'] },
  { as: 'indirect', paths: ['eng/2', 'eng/1'] },
]

function digests(groups: PathGroup[] = []): BelongingDigests {
  const owned: Belonging = { own: new Map([[a, ['a/x']]]), groups: new Map([a, b].map((one) => [one, groups])), shared: [], locks: [] }
  return new BelongingDigests(objects, owned)
}

describe('BelongingDigests', () => {
  it('is of its own files, none of which are nobody`s', () => {
    assert.equal(digests().own(a).digest, named('a/x'))
    assert.equal(digests().own(b).digest, named())
  })
  it('is of the submodule that a package lies in', () => assert.equal(digests().own(inner).digest, named('lib')))
  it('is of what is around it, each file once, made once for all that have the same', () => {
    assert.ok(direct !== undefined && indirect !== undefined)
    const some = digests([direct, indirect])
    assert.equal(some.around(a)?.digest, named('eng/1', 'eng/2'))
    assert.equal(some.around(a), some.around(b))
    assert.equal(digests().around(a), undefined)
  })
  it('has what rules give it by the hundred by itself, and does not list several of these', () => {
    const paths = Array.from({ length: 101 }, (_, at) => `eng/${at}`)
    const [one, other]: PathGroup[] = [
      { as: 'direct', paths },
      { as: 'indirect', paths: [...paths, 'lib'] },
    ]
    assert.ok(direct !== undefined && one !== undefined && other !== undefined)
    const [alone, both, turned] = [digests([direct, one]), digests([one, direct, other]), digests([other, one])]
    assert.equal(alone.around(a)?.digest, named('eng/1'))
    assert.deepEqual([alone.wide(a)?.digest, alone.wide(a)?.files], [named('eng/1', 'eng/2'), { 'eng/1': 'eng/1', 'eng/2': 'eng/2' }])
    assert.equal(alone.wide(a), alone.wide(b))
    assert.equal(both.around(a)?.digest, alone.around(a)?.digest)
    assert.deepEqual(both.wide(a)?.files, {})
    assert.deepEqual([both.wide(a)?.digest, both.wide(a)?.digest === alone.wide(a)?.digest], [turned.wide(a)?.digest, false])
    assert.equal(digests([direct]).wide(a), undefined)
    assert.notEqual(alone.direct(a), digests([direct]).direct(a))
  })
  it('is directly of what rules make it a changed one by', () => {
    assert.ok(direct !== undefined && indirect !== undefined)
    const [none, both, alone] = [digests(), digests([direct, indirect]), digests([direct])].map((one) => one.direct(a))
    assert.equal(both, alone)
    assert.notEqual(both, none)
    assert.equal(digests([indirect]).direct(a), none)
  })
  it('is of all that an odd name hides behind one path', () => {
    const two = [...objects, { path: 'a/x', mode: '100644', id: 'other' }]
    const owned: Belonging = { own: new Map([[a, ['a/x', 'a/x']]]), groups: new Map(), shared: [], locks: [] }
    assert.deepEqual(new BelongingDigests(two, owned).own(a).digest, filesDigest(two.filter(({ path }) => path === 'a/x')).digest)
  })
})
