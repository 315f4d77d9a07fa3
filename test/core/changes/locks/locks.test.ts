import assert from 'node:assert/strict'
import { isLockFile, lockChange, lockScope } from '../../../../core/changes/locks/locks.ts'

describe('isLockFile', () => {
  const yes = `uv.lock poetry.lock pdm.lock pylock.toml pylock.dev.toml Pipfile.lock requirements.txt requirements-dev.txt dev-requirements.txt
    test_requirements.txt shared_requirements.txt constraints.txt constraints-3.11.txt Requirements.txt requirements/dev.txt requirements/a.b.txt
    constraints/x.txt python/uv.lock a/b/requirements/c.txt requirements.lock.txt`
  const no = `pyproject.toml setup.cfg Pipfile my.lock package-lock.json requirements.in requirements.md pylock.a.b.toml uv.lock.orig
    requirements/dev.in requirements/dev/a.txt notrequirements.txt Cargo.lock requirements README.txt`
  for (const path of yes.split(/\s+/)) it(`${path} is one`, () => assert.equal(isLockFile(path), true))
  for (const path of no.split(/\s+/)) it(`${path} is none`, () => assert.equal(isLockFile(path), false))
})

describe('lockScope', () => {
  const table: [path: string, scope: string][] = [
    ['uv.lock', '.'],
    ['python/uv.lock', 'python'],
    ['requirements/dev.txt', '.'],
    ['python/libs/constraints/dev.txt', 'python/libs'],
    ['requirements.txt', '.'],
  ]
  for (const [path, scope] of table) it(path, () => assert.equal(lockScope(path), scope))
})

describe('lockChange', () => {
  const all = ['all', undefined] as const
  const table: [
    why: string,
    path: string,
    before: string | undefined,
    after: string | undefined,
    expected: readonly [string, string[] | undefined],
  ][] = [
    ['is new', 'uv.lock', undefined, '', all],
    ['is gone', 'uv.lock', '', undefined, all],
    ['a graph', 'a/uv.lock', '[[package]]\nname="a"', '[[package]]\nname="a"\nversion="1"', ['projects', ['a']]],
    ['lines', 'requirements/x.txt', 'a==1', 'a==2', ['projects', ['a']]],
    ['Pipfile.lock', 'Pipfile.lock', '{"default":{}}', '{"default":{"a":{}}}', ['projects', ['a']]],
    ['nothing', 'requirements.txt', 'a==1', '# now\na==1', ['projects', []]],
    ['no TOML', 'uv.lock', '[[package]]\nname="a"', '=======', all],
    ['no TOML before', 'poetry.lock', '=======', '[[package]]\nname="a"', all],
    ['no lock', 'pylock.toml', 'a = 1', 'a = 2', all],
    ['no JSON', 'Pipfile.lock', '{}', '<', all],
    ['JSON of another kind', 'Pipfile.lock', '{}', '[1]', all],
    ['lines that name nothing', 'requirements.txt', 'a', '-r b', all],
  ]
  for (const [why, path, before, after, [kind, projects]] of table)
    it(why, () => {
      const change = lockChange(path, before, after)
      assert.deepEqual([change.path, change.kind, change.kind === 'projects' ? change.projects : undefined], [path, kind, projects])
      assert.ok(change.kind === 'projects' || change.says !== '')
    })
})
