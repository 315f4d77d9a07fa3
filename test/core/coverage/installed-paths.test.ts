import assert from 'node:assert/strict'
import { installedPaths } from '../../../core/coverage/installed-paths.ts'

const site = '/w/venv/lib/python3.11/site-packages'
/** What installed files of a wheel are in a project: by their paths in the package. */
const find = (files: string, installed: string, modules = 'spam'): Record<string, string> => {
  const found = installedPaths(
    installed.split(' ').map((path) => `${site}/${path}`),
    { files: new Set(files.split(' ')), modules: modules.split(' ') },
  )
  return Object.fromEntries([...found].map(([path, source]) => [path.slice(site.length + 1), source]))
}

describe('an installed file in the project', () => {
  const cases: [why: string, found: Record<string, string>, expected: Record<string, string>][] = [
    ['in src', find('src/spam/a.py tests/a.py', 'spam/a.py'), { 'spam/a.py': 'src/spam/a.py' }],
    ['in a flat project', find('spam/a.py setup.py', 'spam/a.py'), { 'spam/a.py': 'spam/a.py' }],
    ['in a folder of any name', find('python/lib/spam/a.py', 'spam/a.py'), { 'spam/a.py': 'python/lib/spam/a.py' }],
    ['a single module', find('src/spam.py', 'spam.py'), { 'spam.py': 'src/spam.py' }],
    ['a namespace', find('src/acme/spam/a.py', 'acme/spam/a.py', 'acme'), { 'acme/spam/a.py': 'src/acme/spam/a.py' }],
    [
      'a namespace in two folders',
      find('one/acme/a.py two/acme/b.py', 'acme/a.py acme/b.py', 'acme'),
      { 'acme/a.py': 'one/acme/a.py', 'acme/b.py': 'two/acme/b.py' },
    ],
    [
      'a copy that lacks some is not it, though it lies higher',
      find('vendor/spam/a.py python/src/spam/a.py python/src/spam/b.py', 'spam/a.py spam/b.py'),
      { 'spam/a.py': 'python/src/spam/a.py', 'spam/b.py': 'python/src/spam/b.py' },
    ],
    ['of two that have all the higher one', find('build/lib/spam/a.py src/spam/a.py', 'spam/a.py'), { 'spam/a.py': 'src/spam/a.py' }],
    ['what is generated in the wheel is not there', find('src/spam/a.py', 'spam/a.py spam/_version.py'), { 'spam/a.py': 'src/spam/a.py' }],
    ['what only ends alike is not it', find('src/myspam/a.py', 'spam/a.py'), {}],
    ['what it depends on is not', find('src/spam/six.py six.py', 'six.py spam/_x.so'), {}],
    [
      'a package whose folder has another name',
      find('source/__init__.py source/sub/b.py tests/__init__.py', 'spam/__init__.py spam/sub/b.py'),
      { 'spam/__init__.py': 'source/__init__.py', 'spam/sub/b.py': 'source/sub/b.py' },
    ],
    [
      'a package at the very top of the project',
      find('__init__.py b.py tests/__init__.py', 'spam/__init__.py spam/b.py'),
      { 'spam/__init__.py': '__init__.py', 'spam/b.py': 'b.py' },
    ],
    ['one of which two folders may be it', find('source/__init__.py tests/__init__.py', 'spam/__init__.py'), {}],
    ['one of which no folder holds all', find('source/__init__.py', 'spam/__init__.py spam/b.py'), {}],
  ]
  for (const [why, found, expected] of cases) it(why, () => assert.deepEqual(found, expected))

  const places: [path: string, found: boolean][] = [
    ['C:/w/venv/Lib/site-packages/spam/a.py', true],
    ['/usr/lib/python3/dist-packages/spam/a.py', true],
    ['/opt/site-packages/x/lib/site-packages/spam/a.py', true],
    ['/w/venv/lib/spam/a.py', false],
    ['/w/s/src/spam/a.py', false],
  ]
  for (const [path, found] of places)
    it(`${path} ${found ? 'is' : 'is not'} installed`, () =>
      assert.equal(
        installedPaths([path], { files: new Set(['src/spam/a.py']), modules: ['spam'] }).get(path),
        found ? 'src/spam/a.py' : undefined,
      ))

  it('is found in a thousand', () => {
    const names = Array.from({ length: 1000 }, (_, at) => `spam/d${at}/__init__.py`)
    const found = installedPaths(
      names.map((name) => `${site}/${name}`),
      { files: new Set(names.map((name) => `src/${name}`)), modules: ['spam'] },
    )
    assert.equal(found.size, 1000)
  })

  it('is found among files that all have one name, however many there are', () => {
    const names = Array.from({ length: 20_000 }, (_, at) => `spam/d${at}/__init__.py`)
    const files = new Set(names.flatMap((name) => [`src/${name}`, `docs/${name.replace('spam', 'x')}`]))
    assert.equal(
      installedPaths(
        names.map((name) => `${site}/${name}`),
        { files, modules: ['spam'] },
      ).size,
      20_000,
    )
  })
})
