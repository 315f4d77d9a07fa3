import assert from 'node:assert/strict'
import { lockParts } from '../../../core/cache/lock-part.ts'
import type { LocalPackage } from '../../../core/changes/local-package.ts'
import { packageGraph } from '../../../core/changes/select/package-graph.ts'
import { local, need } from '../../core/changes/local.ts'

const entry = (name: string, version: string, ...needs: string[]): string =>
  `[[package]]\nname = "${name}"\nversion = "${version}"\ndependencies = [${needs.map((one) => `{ name = "${one}" }`).join(', ')}]\n`

const [a, b] = [local('a', { needs: [need('attrs')] }), local('b', { needs: [need('flask')] })]
const uv = [
  'version = 1\n',
  entry('attrs', '1'),
  entry('flask', '1', 'jinja2'),
  entry('jinja2', '1'),
  entry('a', '0', 'attrs'),
  entry('b', '0', 'flask'),
]

/** Packages whose part of a lock changes from one text to another. */
function concerned(path: string, was: string | undefined, is: string | undefined, packages: LocalPackage[] = [a, b]): string {
  const [before, after] = [was, is].map((text) => lockParts({ path, id: text ?? 'none', text }, packages, packageGraph(packages)))
  return packages
    .filter((one) => before?.get(one) !== after?.get(one))
    .map(({ name }) => name)
    .join(' ')
}

describe('lockParts', () => {
  const graph = uv.join('')
  const without = (name: string): string => uv.filter((one) => !one.includes(`name = "${name}"\nversion`)).join('')
  const table: [why: string, path: string, was: string | undefined, is: string | undefined, concerned: string][] = [
    ['what a package needs', 'uv.lock', graph, graph.replace(entry('attrs', '1'), entry('attrs', '2')), 'a'],
    ['what that needs', 'uv.lock', graph, graph.replace(entry('jinja2', '1'), entry('jinja2', '2')), 'b'],
    ['what is locked of the package itself', 'uv.lock', graph, graph.replace(entry('b', '0', 'flask'), entry('b', '1', 'flask')), 'b'],
    [
      'a need more at second hand',
      'uv.lock',
      graph,
      graph.replace(entry('flask', '1', 'jinja2'), entry('flask', '1', 'jinja2', 'attrs')),
      'b',
    ],
    ['a project that is gone', 'uv.lock', graph, without('jinja2'), 'b'],
    ['nothing where only the order is another', 'uv.lock', graph, uv.toReversed().join('').replace('version = 1\n', ''), ''],
    [
      'nothing where an address is another',
      'uv.lock',
      `${graph}sdist = { url = "x", hash = "1" }`,
      `${graph}sdist = { url = "y", hash = "1" }`,
      '',
    ],
    ['all by what is locked for nobody here', 'uv.lock', graph, graph + entry('tox', '1'), 'a b'],
    ['all by projects that only need each other', 'uv.lock', graph, graph + entry('x', '1', 'y') + entry('y', '1', 'x'), 'a b'],
    ['all by other pythons', 'uv.lock', graph, `requires-python = ">=3.12"\n${graph}`, 'a b'],
    ['all where it cannot be read', 'uv.lock', graph, '<<<<<<<', 'a b'],
    ['all where it is not here', 'uv.lock', graph, undefined, 'a b'],
    ['a line of a flat file', 'requirements.txt', 'attrs==1\nflask==1\n', 'attrs==2\nflask==1\n', 'a'],
    ['nothing by comments and order', 'requirements.txt', 'attrs==1\nflask==1\n', '# x\nflask==1  # via b\nattrs==1\n', ''],
    ['all by a line that nobody names', 'constraints.txt', 'attrs==1\n', 'attrs==1\nmarkupsafe==1\n', 'a b'],
    ['all by an option', 'constraints.txt', 'attrs==1\n', '--no-binary :all:\nattrs==1\n', 'a b'],
  ]
  for (const [why, path, was, is, expected] of table) it(`concerns ${why}`, () => assert.equal(concerned(path, was, is), expected))

  it('is of packages below its folder alone; what others name is asked for by them', () => {
    const packages = [a, local('far', { folder: 'far', needs: [need('tox')] })]
    const parts = lockParts({ path: 'packages/uv.lock', id: '', text: graph }, packages, packageGraph(packages))
    assert.deepEqual([...parts.keys()], [a])
    assert.equal(concerned('packages/requirements.txt', 'attrs==1\ntox==1\n', 'attrs==2\ntox==1\n', packages), 'a')
  })
  it('has in a flat file, too, what those need that a package needs of the repository, but not to develop them', () => {
    const packages = [
      local('web', { needs: [need('core', 'group')] }),
      local('core', { needs: [need('base'), need('flask', 'group')] }),
      local('base', { needs: [need('attrs')] }),
      local('docs', { needs: [need('flask')] }),
    ]
    assert.equal(concerned('constraints.txt', 'attrs==1\nflask==1\n', 'attrs==2\nflask==1\n', packages), 'web core base')
    assert.equal(concerned('constraints.txt', 'attrs==1\nflask==1\n', 'attrs==1\nflask==2\n', packages), 'core docs')
  })
  it('has what develops a project for itself, and not for those that need it', () => {
    const lock = (version: string): string =>
      `${entry('a', '0')}[package.dev-dependencies]\ndev = [{ name = "ruff" }]\n${entry('b', '0', 'a')}${entry('ruff', version)}`
    const [one, other] = [local('a'), local('b')]
    assert.equal(concerned('uv.lock', lock('1'), lock('2'), [one, other]), 'a')
  })
})
