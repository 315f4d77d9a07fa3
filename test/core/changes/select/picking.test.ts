import assert from 'node:assert/strict'
import fc from 'fast-check'
import { isMatch, nameGlob, parseGlobs } from '../../../../core/changes/globs.ts'
import { directoryOf, missing, pick } from '../../../../core/changes/select/picking.ts'
import type { Picked } from '../../../../core/changes/select/rules.ts'
import { local } from '../local.ts'

const packages = [
  local('Acme.Core', { folder: 'sdk/core' }),
  local('acme-blob', { folder: 'sdk/storage/blob', artifact: 'storage_blob' }),
  local('acme-queue', { folder: 'sdk/storage/queue' }),
  local('root', { folder: '.' }),
]
const directory = directoryOf(packages)
const picks = (more: Partial<Picked>): Picked => ({ packages: [], folders: [], as: 'indirect', ...more })

describe('pick', () => {
  const table: [why: string, picked: Partial<Picked>, expected: string[]][] = [
    ['a name', { packages: ['acme_core'] }, ['Acme.Core']],
    ['an artifact', { packages: ['storage-blob'] }, ['acme-blob']],
    ['each once, by name and artifact', { packages: ['*blob'] }, ['acme-blob']],
    ['a folder', { folders: ['sdk/core'] }, ['Acme.Core']],
    ['a folder and all below', { folders: ['sdk/storage/**'] }, ['acme-blob', 'acme-queue']],
    ['folders in one', { folders: ['sdk/*'] }, ['Acme.Core']],
    ['all folders', { folders: ['**'] }, ['root', 'Acme.Core', 'acme-blob', 'acme-queue']],
    ['all names', { packages: ['*'] }, ['acme-blob', 'Acme.Core', 'acme-queue', 'root']],
    ['both must fit', { packages: ['acme-*'], folders: ['sdk/storage/*', '!**/blob'] }, ['acme-queue']],
    ['none', { packages: ['x'] }, []],
  ]
  for (const [why, picked, expected] of table)
    it(why, () =>
      assert.deepEqual(
        pick(directory, picks(picked), {}).map(({ name }) => name),
        expected,
      ),
    )

  const glob = fc
    .array(fc.constantFrom('a', 'b', 'c', '*', '-', '?', '{a,b}', '**', '/'), { minLength: 1, maxLength: 5 })
    .map((parts) => parts.join(''))
  const name = fc.stringMatching(/^[abc](?:[abc-]{0,3}[abc])?$/)
  it('finds what looking at each finds', () =>
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 8 }), fc.array(glob, { minLength: 1, maxLength: 3 }), (names, globs) => {
        const some = names.map((one) => local(one, { folder: one.replaceAll('-', '/') }))
        const there = directoryOf(some)
        const byName = some.filter(({ project }) => isMatch(parseGlobs(globs.map(nameGlob)), project))
        assert.deepEqual(new Set(pick(there, picks({ packages: globs }), {})), new Set(byName))
        const byFolder = some.filter(({ folder }) => isMatch(parseGlobs(globs), folder))
        assert.deepEqual(new Set(pick(there, picks({ folders: globs }), {})), new Set(byFolder))
      }),
    ))
})

describe('missing', () => {
  it('names what is plain and nowhere', () =>
    assert.deepEqual(
      missing(directory, picks({ packages: ['acme.core', 'gone', 'go*', 'a-<x>'], folders: ['sdk/core', 'sdk/gone', 'sdk/*'] })),
      ['gone', 'sdk/gone'],
    ))
})
