import assert from 'node:assert/strict'
import type { TreeObject } from '../../../core/history.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { type FolderContent, folderContents, type SourceFolder } from '../../../core/wanted/folder-contents.ts'

const file = (path: string, id = `id of ${path}`, mode = '100644'): TreeObject => ({ path, mode, id })
const folder = (path: string, needs: readonly string[] = [], project = path): SourceFolder => ({
  path,
  project: normalizeName(project),
  needs: needs.map(normalizeName),
})

/** `core` <- `http` <- `client`; `docs` alone; `left` and `right` need each other. */
const folders = [
  folder('core', ['setuptools']),
  folder('http', ['core', 'core']),
  folder('client', ['http']),
  folder('docs'),
  folder('left', ['right']),
  folder('right', ['left']),
]
const objects = folders.flatMap(({ path }) => [file(`${path}/pyproject.toml`), file(`${path}/x.py`)])

const of = (contents: ReadonlyMap<string, FolderContent>, path: string): FolderContent => contents.get(path) ?? assert.fail(path)
const namesOf = (path: string): string[] => of(folderContents(folders, objects), path).inputs.map(({ name }) => name)

describe('folderContents', () => {
  it('tells its files and what it needs of the other folders', () => {
    assert.deepEqual(['core', 'http', 'client', 'left'].map(namesOf), [
      ['files'],
      ['files', 'needs core'],
      ['files', 'needs http'],
      ['files', 'needs right'],
    ])
    const { inputs, files } = of(folderContents(folders, objects), 'core')
    assert.deepEqual(files.get(inputs[0]?.value ?? ''), {
      'core/pyproject.toml': 'id of core/pyproject.toml',
      'core/x.py': 'id of core/x.py',
    })
  })

  const changes: [what: string, now: readonly TreeObject[], affected: string[]][] = [
    ['a file', objects.map((one) => (one.path === 'core/x.py' ? file(one.path, 'other') : one)), ['core', 'http', 'client']],
    ['a mode', objects.map((one) => (one.path === 'http/x.py' ? file(one.path, one.id, '100755') : one)), ['http', 'client']],
    ['a name', objects.map((one) => (one.path === 'docs/x.py' ? file('docs/y.py', one.id) : one)), ['docs']],
    ['a new file', [...objects, file('client/new')], ['client']],
    ['one of a circle', [...objects, file('left/new')], ['left', 'right']],
    ['a folder of a name that begins alike', [...objects, file('core-2/x.py')], []],
    ['the order of files', objects.toReversed(), []],
  ]
  for (const [what, now, affected] of changes)
    it(`changes with ${what}: ${affected.join(', ') || 'nothing'}`, () => {
      const [before, after] = [objects, now].map((some) => folderContents(folders, some))
      const differing = folders
        .map(({ path }) => path)
        .filter((path) => {
          const [one, other] = [before, after].map((contents) => JSON.stringify(contents?.get(path)?.inputs))
          return one !== other
        })
      assert.deepEqual(differing, affected)
    })

  it('knows nothing of a folder without a file', () => assert.equal(folderContents([folder('gone')], objects).get('gone'), undefined))

  it('knows what lies in a submodule by its commit', () => {
    const at = (commit: string): string | undefined =>
      folderContents([folder('vendor/lib/py', [], 'lib')], [file('vendor/lib', commit, '160000')]).get('vendor/lib/py')?.inputs[0]?.value
    assert.ok(at('a') !== undefined && at('a') !== at('b'))
  })

  it('takes the whole repository for its top', () => {
    const { files } = of(folderContents([folder('.', [], 'all')], objects), '.')
    assert.equal(Object.keys([...files.values()][0] ?? {}).length, objects.length)
  })
})
