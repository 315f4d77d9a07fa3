import assert from 'node:assert/strict'
import type { TreeObject } from '../../../core/history.ts'
import { folderContent } from '../../../core/wanted/folder-contents.ts'

const file = (path: string, id = `id of ${path}`, mode = '100644'): TreeObject => ({ path, mode, id })
const objects = ['core', 'http', 'docs'].flatMap((path) => [file(`${path}/pyproject.toml`), file(`${path}/x.py`)])

describe('folderContent', () => {
  it('tells its files', () => {
    const { inputs, files } = folderContent('core', objects) ?? assert.fail()
    assert.deepEqual(
      inputs.map(({ name }) => name),
      ['files'],
    )
    assert.deepEqual(files.get(inputs[0]?.value ?? ''), {
      'core/pyproject.toml': 'id of core/pyproject.toml',
      'core/x.py': 'id of core/x.py',
    })
  })

  const changes: [what: string, now: readonly TreeObject[], affected: string[]][] = [
    ['a file', objects.map((one) => (one.path === 'core/x.py' ? file(one.path, 'other') : one)), ['core']],
    ['a mode', objects.map((one) => (one.path === 'http/x.py' ? file(one.path, one.id, '100755') : one)), ['http']],
    ['a name', objects.map((one) => (one.path === 'docs/x.py' ? file('docs/y.py', one.id) : one)), ['docs']],
    ['a new file', [...objects, file('docs/new')], ['docs']],
    ['a folder of a name that begins alike', [...objects, file('core-2/x.py')], []],
    ['the order of files', objects.toReversed(), []],
  ]
  for (const [what, now, affected] of changes)
    it(`changes with ${what}: ${affected.join(', ') || 'nothing'}`, () => {
      const told = (path: string, of: readonly TreeObject[]): string => JSON.stringify(folderContent(path, of)?.inputs)
      assert.deepEqual(
        ['core', 'http', 'docs'].filter((path) => told(path, objects) !== told(path, now)),
        affected,
      )
    })

  it('knows nothing of a folder without a file', () => assert.equal(folderContent('gone', objects), undefined))

  it('knows what lies in a submodule by its commit', () => {
    const at = (commit: string): string | undefined =>
      folderContent('vendor/lib/py', [file('vendor/lib', commit, '160000')])?.inputs[0]?.value
    assert.ok(at('a') !== undefined && at('a') !== at('b'))
  })

  it('takes the whole repository for its top', () => {
    const { files } = folderContent('.', objects) ?? assert.fail()
    assert.equal(Object.keys([...files.values()][0] ?? {}).length, objects.length)
  })
})
