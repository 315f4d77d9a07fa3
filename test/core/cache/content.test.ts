import assert from 'node:assert/strict'
import { type Content, type ContentFacts, contentsOf } from '../../../core/cache/content.ts'
import type { LocalPackage } from '../../../core/changes/local-package.ts'
import { packageGraph } from '../../../core/changes/select/package-graph.ts'
import { noRules, parseRules } from '../../../core/changes/select/rules.ts'
import type { TreeObject } from '../../../core/history.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { local, need } from '../../core/changes/local.ts'

interface World extends Partial<ContentFacts> {
  readonly packages: LocalPackage[]
  /** By path what is there, its id. */
  readonly tree: Readonly<Record<string, string>>
}

function contents({ packages, tree, ...more }: World): ReadonlyMap<string, Content> {
  const objects = Object.entries(tree).map(([path, id]): TreeObject => ({ path, mode: id.startsWith('module') ? '160000' : '100644', id }))
  const facts = {
    objects,
    rules: noRules,
    excludePaths: [],
    texts: new Map(Object.entries(tree)),
    version: 'v',
    isolated: false,
    added: [],
  }
  return contentsOf(packages, packageGraph(packages), { ...facts, ...more })
}

const names = (world: World, name: string): string[] =>
  contents(world)
    .get(normalizeName(name))
    ?.inputs.map((one) => one.name) ?? []

/** Packages with another content in another world. */
function changed(was: World, is: World): string {
  const [before, after] = [contents(was), contents(is)]
  return [...after].flatMap(([project, { digest }]) => (before.get(project)?.digest === digest ? [] : [project])).join(' ')
}

/** web needs core, core needs base; only the tests of tool need core; docs nobody. */
const [base, core, web, tool, docs] = [
  local('base'),
  local('core', { needs: [need('base')] }),
  local('web', { needs: [need('core', 'build')] }),
  local('tool', { needs: [need('core', 'group')] }),
  local('docs'),
]
const packages = [base, core, web, tool, docs]
const tree = Object.fromEntries(packages.map(({ folder }) => [`${folder}/m.py`, '1']))
const edited = (name: string): World => ({ packages, tree: { ...tree, [`packages/${name}/m.py`]: '2' } })

describe('contentsOf', () => {
  const table: [edit: string, others: string][] = [
    ['base', 'base core web tool'],
    ['core', 'core web tool'],
    ['web', 'web'],
    ['tool', 'tool'],
    ['docs', 'docs'],
  ]
  for (const [edit, others] of table)
    it(`of ${others} is another by ${edit}`, () => assert.equal(changed({ packages, tree }, edited(edit)), others))

  it('is of each by itself where that is asked', () => {
    const isolated = true
    assert.equal(changed({ packages, tree, isolated }, { ...edited('base'), isolated }), 'base')
    assert.deepEqual(names({ packages, tree, isolated }, 'core'), ['files'])
  })
  it('is not of what needs a group of a package`s own has', () => {
    const all = [local('a', { needs: [need('b')] }), local('b', { needs: [need('c', 'group')] }), local('c')]
    const at = { 'packages/c/x': '1' }
    assert.equal(changed({ packages: all, tree: at }, { packages: all, tree: { 'packages/c/x': '2' } }), 'b c')
  })
  it('is of all in a circle, and of who needs one of them', () => {
    const all = [local('a', { needs: [need('b')] }), local('b', { needs: [need('a')] }), local('c', { needs: [need('a')] }), local('d')]
    for (const name of ['a', 'b'])
      assert.equal(changed({ packages: all, tree: {} }, { packages: all, tree: { [`packages/${name}/x`]: '1' } }), 'a b c')
  })
  it('is of no need that the version here does not fulfil, and of none that is gone', () => {
    const other = [local('a', { needs: [need('b>=2')] }), local('b')]
    assert.deepEqual(names({ packages: other, tree: {} }, 'a'), ['files'])
    assert.equal(changed({ packages, tree }, { packages: packages.filter((one) => one !== base), tree }), 'core web tool')
  })

  it('names what it is made of, and which files', () => {
    const world: World = {
      packages: [
        local('a', { needs: [need('b')], versionTool: 'setuptools-scm' }),
        local('b', { additional: ['a'] }),
        local('top', { folder: '.' }),
      ],
      tree: {
        'packages/a/x': '1',
        'packages/conftest.py': '2',
        'eng/x': '3',
        'uv.lock': '',
        'pyproject.toml': '[tool.uv.workspace]\nmembers = ["a"]\n',
      },
      rules: parseRules('shared: eng/x', 'rules.yml'),
    }
    assert.deepEqual(names(world, 'a'), [
      'along b',
      'files',
      'files around it',
      'files of all',
      'lock uv.lock',
      'needs b',
      'version',
      'workspace',
    ])
    assert.deepEqual(names(world, 'top'), ['files', 'files of all', 'lock uv.lock'])
    const { inputs = [], files = new Map() } = contents(world).get('a') ?? {}
    const told = inputs.flatMap(({ name, value }) => (files.has(value) ? [[name, files.get(value)]] : []))
    assert.deepEqual(Object.fromEntries(told), {
      files: { 'packages/a/x': '1' },
      'files around it': { 'packages/conftest.py': '2' },
      'files of all': { 'eng/x': '3' },
    })
  })
  it('makes what many have in common once', () => {
    const world = {
      packages,
      tree: { ...tree, 'eng/x': '1', 'conftest.py': '1' },
      rules: parseRules("rules: [{ paths: 'eng/**', packages: '*' }]", 'rules.yml'),
    }
    const maps = [...contents(world).values()].map(({ inputs, files }) =>
      files.get(inputs.find(({ name }) => name === 'files around it')?.value ?? ''),
    )
    assert.equal(new Set(maps).size, 1)
    assert.notEqual(maps[0], undefined)
  })

  it('is of a commit only where a version is read from git', () => {
    const some = [local('a', { versionTool: 'hatch-vcs' }), local('b', { needs: [need('a')] })]
    assert.equal(changed({ packages: some, tree: {} }, { packages: some, tree: {}, version: 'w' }), 'a')
  })
  it('is of what uv`s workspace says where the top is a package, and of the whole file where it is none', () => {
    const text = (members: string, more = ''): Record<string, string> => ({
      'pyproject.toml': `${more}[tool.uv.workspace]\nmembers = ["${members}"]\n`,
    })
    const tops = [local('a'), local('top', { folder: '.' })]
    assert.equal(changed({ packages: tops, tree: text('a') }, { packages: tops, tree: text('b') }), 'a top')
    assert.equal(changed({ packages: tops, tree: text('a') }, { packages: tops, tree: text('a', '# more\n') }), 'top')
    assert.equal(changed({ packages: tops, tree: text('a') }, { packages: tops, tree: { 'pyproject.toml': '<<<' } }), 'a top')
    assert.equal(changed({ packages: [local('a')], tree: text('a') }, { packages: [local('a')], tree: text('a', '# more\n') }), 'a')
  })
  it('is of the commit of the submodule that it lies in', () => {
    const some = [local('a', { folder: 'lib/a' }), local('b', { folder: 'library' })]
    assert.equal(changed({ packages: some, tree: { lib: 'module 1' } }, { packages: some, tree: { lib: 'module 2' } }), 'a')
  })
  it('is of the whole repository where a hook adds it, and so is who needs what a hook says has changed', () => {
    const given = (added: ContentFacts['added'], more = '1'): World => ({ packages, tree: { ...tree, 'data/x': more }, added })
    const of = (as: 'direct' | 'indirect'): ContentFacts['added'] => [{ project: base.project, as }]
    assert.equal(changed(given([]), given([], '2')), '')
    assert.equal(changed(given([]), given(of('indirect'))), 'base')
    assert.equal(changed(given(of('indirect')), given(of('indirect'), '2')), 'base')
    assert.equal(changed(given([]), given(of('direct'))), 'base core web tool')
    assert.equal(changed(given(of('direct')), given(of('direct'), '2')), 'base core web tool')
    assert.equal(changed(given(of('direct')), given(of('direct'))), '')
  })
  it('is of no order of packages, files or needs', () => {
    const [one, other] = [
      contents({ packages, tree }),
      contents({ packages: packages.toReversed(), tree: Object.fromEntries(Object.entries(tree).toReversed()) }),
    ]
    assert.deepEqual(other, one)
  })
})
