import assert from 'node:assert/strict'
import { selectChanged } from '../../../../core/changes/select/affected.ts'
import { type CommonFile, isOtherWorkspace, settingsFiles } from '../../../../core/changes/select/around-packages.ts'
import { parseRules } from '../../../../core/changes/select/rules.ts'
import { local, need } from '../local.ts'
import { question, selected } from './question.ts'

const a = local('a', { folder: 'python/a' })
const b = local('b', { folder: 'python/b' })
const other = local('other', { folder: 'tools/other' })
const top = local('top', { folder: '.' })
const packages = [a, b, other]

describe('settingsFiles', () => {
  const names = (path: string, some = packages, isWorkspaceOther = false): string[] =>
    settingsFiles([path], some, isWorkspaceOther).flatMap((one) => one.packages.map(({ name }) => name))

  const read =
    'pyproject.toml setup.cfg setup.py uv.toml poetry.toml pdm.toml hatch.toml Pipfile pip.conf pip.ini .python-version .python-versions ' +
    'conftest.py pytest.ini .pytest.ini pytest.toml tox.ini tox.toml noxfile.py .coveragerc azure-pipelines.yml .azure-pipelines.yaml'
  for (const name of read.split(' ')) it(`at the top ${name} is of all`, () => assert.deepEqual(names(name), ['a', 'b', 'other']))

  const unread = [
    'README.md',
    'CHANGELOG.md',
    'LICENSE',
    '.gitignore',
    'mypy.ini',
    'ruff.toml',
    'Makefile',
    'pyproject.toml.orig',
    'my-conftest.py',
  ]
  for (const name of unread) it(`at the top ${name} is of none`, () => assert.deepEqual(names(name), []))

  const table: [path: string, expected: string[], why: string][] = [
    ['python/conftest.py', ['a', 'b'], 'above some packages is of those'],
    ['python/a/conftest.py', [], 'in a package is its own'],
    ['python/a/tests/pyproject.toml', [], 'below a package is its own'],
    ['python/c/conftest.py', [], 'beside packages is of none'],
    ['docs/conf/setup.cfg', [], 'elsewhere is of none'],
  ]
  for (const [path, expected, why] of table) it(`${path}: ${why}`, () => assert.deepEqual(names(path), expected))

  it('leaves its own package files to a package at the top, but for another workspace', () => {
    const some = [a, top]
    for (const file of ['pyproject.toml', 'setup.cfg', 'setup.py']) assert.deepEqual(names(file, some), [])
    assert.deepEqual(names('pyproject.toml', some, true), ['a', 'top'])
    assert.deepEqual(names('setup.cfg', some, true), [])
    assert.deepEqual(names('conftest.py', some), ['a', 'top'])
  })
})

describe('isOtherWorkspace', () => {
  const root = '[project]\nname = "top"\n'
  const workspace = `${root}[tool.uv]\nconstraint-dependencies = ["six<2"]\n[tool.uv.workspace]\nmembers = ["x/*"]\n`
  const table: [before: string | undefined, after: string | undefined, expected: boolean, why: string][] = [
    [root, root.replace('top', 'new'), false, 'without a workspace it is nobody`s'],
    [workspace, workspace.replace('name = "top"', 'name = "top"\nversion = "2"'), false, 'what is the package`s own is not the members`'],
    [workspace, workspace.replace('six<2', 'six<3'), true, 'constraints hold for all'],
    [workspace, `${workspace}[tool.uv.sources]\nx = { workspace = true }\n`, true, 'so do sources'],
    [root, workspace, true, 'a workspace is new'],
    [workspace, root, true, 'a workspace is gone'],
    [undefined, workspace, true, 'the file is new'],
    [undefined, root, false, 'a file without a workspace is new'],
    [undefined, undefined, true, 'nobody knows'],
    ['[', workspace, true, 'one cannot be read'],
  ]
  for (const [before, after, expected, why] of table) it(why, () => assert.equal(isOtherWorkspace(before, after), expected))
})

describe('common files in a selection', () => {
  const common: CommonFile[] = [
    { path: 'eng/m.yml', what: 'matrix', packages: [b] },
    { path: 'conftest.py', what: 'settings', packages },
  ]
  const select = (changed: string[], rules = '{}'): ReturnType<typeof selectChanged> =>
    selectChanged(question(packages, changed, { common, rules: parseRules(rules, 'r') }))

  it('select what they concern, indirectly, and say so', () => {
    const selection = select(['conftest.py', 'eng/m.yml', 'python/a/x'])
    assert.deepEqual(selected(selection), {
      a: 'direct path python/a/x',
      b: 'indirect common conftest.py settings',
      other: 'indirect common conftest.py settings',
    })
    assert.deepEqual(selection.unclaimed, [])
    assert.equal(selection.notes.length, 1)
    assert.match(selection.notes[0] ?? '', /^conftest\.py may be read by .* 2 packages are planned .* 'ignore'/)
  })

  it('give way to a rule that names any, to shared and to the files of a lock', () => {
    const one = { other: 'indirect rule r, line 1 conftest.py', b: 'indirect common eng/m.yml matrix' }
    assert.deepEqual(selected(select(['conftest.py', 'eng/m.yml'], '{rules: [{paths: "*.py", packages: other}]}')), one)
    const all = selected(select(['conftest.py', 'eng/m.yml'], '{shared: conftest.py}'))
    assert.deepEqual(new Set(Object.values(all)), new Set(['indirect shared conftest.py']))
  })

  it('do not give way to a rule that chooses nobody', () => {
    const selection = select(['conftest.py', 'eng/m.yml'], '{rules: [{paths: "<n>.py", packages: "acme-<n>"}]}')
    assert.deepEqual(Object.keys(selected(selection)), ['a', 'b', 'other'])
  })

  it('come after needs, whose reason says more, and are no change of what they select', () => {
    const needsA = local('n', { folder: 'tools/n', needs: [need('a')] })
    const needsB = local('m', { folder: 'tools/m', needs: [need('b')] })
    const some = [a, b, needsA, needsB]
    const answer = selectChanged(question(some, ['python/a/x', 'y'], { common: [{ path: 'y', what: 'rules', packages: [a, b, needsA] }] }))
    assert.deepEqual(selected(answer), { a: 'direct path python/a/x', b: 'indirect common y rules', n: 'indirect needs a' })
  })
})
