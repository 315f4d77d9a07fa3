import assert from 'node:assert/strict'
import { join, sep } from 'node:path'
import type { TreeObject } from '../../../../core/history.ts'
import { Problem } from '../../../../core/problem.ts'
import { followLinks } from '../../../../tasks/GenerateMatrix/cache/follow-links.ts'

type Tree = Readonly<Record<string, string>>

const [top, real] = [join(sep, 'work', 's'), join(sep, 'disk', 's')]
const modes: Tree = { link: '120000', module: '160000' }

/** By path what is there; a link leads to what stands after its arrow, relative to the top. */
async function ids(tree: Tree): Promise<Record<string, string>> {
  const objects = Object.entries(tree)
    .map(([path, text]): TreeObject => ({ path, mode: modes[/^[a-z]+/.exec(text)?.[0] ?? ''] ?? '100644', id: text }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
  const behind = (path: string): Promise<{ path: string; kind: 'file'; size: number } | undefined> => {
    if (path === top) return Promise.resolve({ path: real, kind: 'file', size: 0 })
    const way = /-> (.*)/.exec(tree[path.slice(top.length + 1).replaceAll(sep, '/')] ?? '')?.[1] ?? ''
    if (way === 'itself') return Promise.reject(new Problem('FILE_INVALID', 'ELOOP.', ''))
    return Promise.resolve(way === '' ? undefined : { path: join(real, way), kind: 'file', size: 0 })
  }
  return Object.fromEntries((await followLinks(objects, top, { files: { behind } })).map(({ path, id }) => [path, id]))
}

/** Whose ids are others in another tree. */
async function changed(was: Tree, is: Tree): Promise<string> {
  const [before, after] = [await ids(was), await ids(is)]
  return Object.keys(after)
    .filter((path) => before[path] !== after[path])
    .join(' ')
}

describe('followLinks', () => {
  const tree = {
    LICENSE: '1',
    'common/a.py': '1',
    'common-more/a.py': '1',
    lib: 'module 1',
    'p/LICENSE': 'link -> LICENSE',
    'p/src': 'link -> common',
    'p/deep': 'link -> lib/inner',
  }
  const table: [what: string, edit: Tree, links: string][] = [
    ['the file that it leads to', { LICENSE: '2' }, 'LICENSE p/LICENSE'],
    ['a file of the folder that it leads to', { 'common/a.py': '2' }, 'common/a.py p/src'],
    ['a new file of it', { 'common/b.py': '1' }, 'common/b.py p/src'],
    ['the submodule that it leads into', { lib: 'module 2' }, 'lib p/deep'],
    ['nothing of a folder with a longer name', { 'common-more/a.py': '2' }, 'common-more/a.py'],
  ]
  for (const [what, edit, expected] of table)
    it(`has in a link ${what}`, async () => assert.equal(await changed(tree, { ...tree, ...edit }), expected))

  it('leaves links that lead above themselves, out of the repository, in a circle or nowhere as they are', async () => {
    const links = {
      'p/up': 'link -> p',
      'p/top': 'link -> .',
      'p/out': 'link -> ../other/x',
      'p/round': 'link -> itself',
      'p/none': 'link',
    }
    assert.deepEqual(await ids({ ...links, 'p/x': '1' }), { ...links, 'p/x': '1' })
  })
  it('looks at no file where there is no link', async () => {
    const objects = [{ path: 'a', mode: '100644', id: '1' }]
    const behind = (): Promise<undefined> => Promise.reject(new Error('looked'))
    assert.equal(await followLinks(objects, top, { files: { behind } }), objects)
  })
})
