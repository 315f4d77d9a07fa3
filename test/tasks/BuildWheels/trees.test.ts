import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, lstatSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import type { Downloads, Git } from '../../../core/ports.ts'
import { zipEpoch } from '../../../core/build/environment.ts'
import type { Patch } from '../../../core/build/recipe.ts'
import type { Source } from '../../../core/build/row.ts'
import { sha256Of } from '../../../core/sha256.ts'
import type { Ports } from '../../../tasks/BuildWheels/ports.ts'
import { agentProject, type Tree, type Trees, trees } from '../../../tasks/BuildWheels/sources/trees.ts'
import { fixedGit } from '../../fakes/fixed-git.ts'
import { zipBytes } from '../../fakes/zip-bytes.ts'
import { project, Yard } from './projects.ts'
import { portsOf } from './try-run.ts'

describe('the source tree of a row', () => {
  let yard: Yard
  beforeEach(() => (yard = new Yard()))
  afterEach(() => yard.remove())

  const treesOf = (ports: Ports): Trees => trees(yard.path('work'), yard.path('staging'), ports)
  const make = async (source: Source, downloads?: Downloads): Promise<Tree> =>
    await treesOf(portsOf(yard, downloads === undefined ? {} : { downloads }))(source, [])

  it('is an sdist, fetched, unpacked and told with its hash', async () => {
    const { url, sha256 } = yard.sdist(project(), '2021-01-01T00:00:00Z')
    const tree = await make({ kind: 'sdist', url, sha256 })
    assert.ok(existsSync(`${tree.folder}/pyproject.toml`))
    assert.deepEqual([tree.source, tree.epoch], [`${url}#sha256=${sha256}`, Date.parse('2021-01-01T00:00:00Z') / 1000])
  })
  it('tells the hash that was found where none was given', async () => {
    const { url, sha256 } = yard.sdist(project())
    assert.equal((await make({ kind: 'sdist', url: `${url}#egg=spam`, sha256: undefined })).source, `${url}#sha256=${sha256}`)
  })
  it('tells its address without the credentials in it', async () => {
    const { path, sha256 } = yard.sdist(project())
    const downloads: Downloads = {
      fetch: async (_, to) => {
        copyFileSync(path, to)
        return await Promise.resolve({ path: to, size: 1, sha256 })
      },
    }
    yard.write('work/0/.there', '')
    const tree = await make({ kind: 'sdist', url: 'https://user:pa55@host/simple/spam-1.0.tar.gz', sha256 }, downloads)
    assert.equal(tree.source, `https://host/simple/spam-1.0.tar.gz#sha256=${sha256}`)
  })
  it('is fetched once for all rows that want it', async () => {
    const { url, sha256 } = yard.sdist(project())
    const ports = portsOf(yard)
    let fetched = 0
    const downloads: Downloads = {
      fetch: async (...all) => {
        fetched += 1
        return await ports.downloads.fetch(...all)
      },
    }
    const tree = treesOf({ ...ports, downloads })
    const source: Source = { kind: 'sdist', url, sha256 }
    assert.deepEqual(await tree(source, []), await tree(source, []))
    assert.equal(fetched, 1)
  })
  it('is another for another sdist', async () => {
    const [one, two] = [yard.sdist(project()), yard.sdist(project({ name: 'eggs' }))]
    const tree = treesOf(portsOf(yard))
    const folders = [
      await tree({ kind: 'sdist', url: one.url, sha256: one.sha256 }, []),
      await tree({ kind: 'sdist', url: two.url, sha256: two.sha256 }, []),
    ]
    assert.equal(new Set(folders.map(({ folder }) => folder)).size, 2)
  })
  it('is a copy of a folder of the sources, with the time of its commit', async () => {
    yard.write('sources/libs/a/setup.py', 'x')
    yard.write('sources/libs/a/.venv/left', '')
    const tree = await make({ kind: 'folder', path: 'libs/a', time: 1_600_000_000 })
    assert.deepEqual([tree.epoch, tree.source, tree.inside], [1_600_000_000, 'libs/a', ''])
    assert.deepEqual(readdirSync(tree.folder), ['setup.py'])
  })
  it('is no copy of what a link leads to out of the sources, be it the folder itself', async () => {
    yard.write('elsewhere/setup.py', 'secret')
    yard.write('sources/libs/a/setup.py', '')
    symlinkSync(yard.path('elsewhere'), yard.path('sources/libs/b'))
    symlinkSync('../../../elsewhere/setup.py', yard.path('sources/libs/a/leak.py'))
    await assert.rejects(make({ kind: 'folder', path: 'libs/b', time: 0 }), { code: 'FILE_INVALID' })
    const { folder } = await make({ kind: 'folder', path: 'libs/a', time: 0 })
    assert.ok(lstatSync(`${folder}/leak.py`).isSymbolicLink())
  })
  it('is a copy of any folder that the user names, out of the sources too', async () => {
    yard.write('elsewhere/setup.py', 'x')
    symlinkSync(yard.path('elsewhere'), yard.path('linked'))
    for (const path of [yard.path('elsewhere'), '../elsewhere', '../linked'])
      assert.deepEqual(readdirSync((await make({ kind: 'folder', path, time: 0 })).folder), ['setup.py'])
  })
  it('bears the first time of zips where no commit is known', async () => {
    yard.write('sources/libs/a/setup.py', '')
    assert.equal((await make({ kind: 'folder', path: 'libs/a', time: 0 })).epoch, zipEpoch)
  })

  const url = 'https://user:pa55@git.acme.com/fork'
  const commit = 'c'.repeat(40)
  const repository: Git = {
    ...fixedGit(),
    fetch: async (from, at, into) => {
      assert.deepEqual([from, at], [url, commit])
      yard.write(`${into.slice(yard.folder.length + 1)}/py/setup.py`, '')
      return await Promise.resolve(1_700_000_000)
    },
  }
  it('is a commit of a repository, with the project where it lies in it', async () => {
    const source: Source = { kind: 'git', url, commit, subdirectory: 'py' }
    const tree = await treesOf(portsOf(yard, { git: repository }))(source, [])
    assert.deepEqual([tree.inside, tree.epoch], ['py', 1_700_000_000])
    assert.equal(tree.source, `https://git.acme.com/fork@${commit}#subdirectory=py`)
    assert.ok(existsSync(agentProject(tree, 'setup.py')))
  })
  for (const subdirectory of ['js', '../out'])
    it(`refuses the subdirectory ${subdirectory} that the repository has not`, async () => {
      const source: Source = { kind: 'git', url, commit, subdirectory }
      await assert.rejects(treesOf(portsOf(yard, { git: repository }))(source, []), { code: 'FILE_MISSING' })
    })

  /** A patch of the sources that turns `one` into `two`. */
  function patch(file: string): Patch {
    const text = `--- a/${file}\n+++ b/${file}\n@@ -1 +1 @@\n-one\n+two\n`
    yard.write('sources/fix.patch', text)
    return { path: 'fix.patch', sha256: sha256Of(text) }
  }
  it('of a repository is patched from its top, wherever the project lies in it', async () => {
    const fetch: Git['fetch'] = async (_, _at, into) => {
      execFileSync('git', ['init', '-q', into])
      for (const file of ['py/answer.txt', 'core/answer.txt']) yard.write(`${into.slice(yard.folder.length + 1)}/${file}`, 'one\n')
      return await Promise.resolve(1)
    }
    const tree = treesOf(portsOf(yard, { git: { ...fixedGit(), fetch } }))
    const { folder } = await tree({ kind: 'git', url, commit, subdirectory: 'py' }, [patch('core/answer.txt')])
    assert.deepEqual(
      ['py', 'core'].map((name) => readFileSync(`${folder}/${name}/answer.txt`, 'utf8')),
      ['one\n', 'two\n'],
    )
  })
  it('of a submodule is patched though its repository lies elsewhere', async () => {
    yard.write('sources/sub/.git', 'gitdir: ../.git/modules/sub\n')
    yard.write('sources/sub/answer.txt', 'one\n')
    const { folder } = await treesOf(portsOf(yard))({ kind: 'folder', path: 'sub', time: 0 }, [patch('answer.txt')])
    assert.equal(readFileSync(`${folder}/answer.txt`, 'utf8'), 'two\n')
  })

  const archives: [what: string, members: string[], top: string][] = [
    ['in the one folder of the archive', ['spam-1.0/pyproject.toml', 'spam-1.0/src/spam.py'], 'spam-1.0'],
    ['in a folder of any name', ['whatever/setup.py', 'whatever/docs/pyproject.toml'], 'whatever'],
    ['in a folder with no more than PKG-INFO', ['spam-1.0/PKG-INFO', 'spam-1.0/spam.py'], 'spam-1.0'],
    ['at the top of the archive', ['pyproject.toml', 'docs/setup.py'], ''],
  ]
  for (const [what, members, top] of archives)
    it(`is found ${what}`, async () => {
      const path = yard.write('source.zip', '')
      writeFileSync(path, zipBytes(members.map((member) => ({ path: member, bytes: Buffer.from('') }))))
      const tree = await make({ kind: 'archive', path })
      assert.equal(tree.folder.replaceAll('\\', '/').replace(/^.*\/tree\/?/, ''), top)
      assert.equal(tree.epoch, zipEpoch)
    })

  it('is never what an earlier try has left', async () => {
    yard.write('work/0/tree/setup.py', 'left over')
    const { url, sha256 } = yard.sdist(project())
    const { folder } = await make({ kind: 'sdist', url, sha256 })
    assert.ok(!existsSync(yard.path('work/0/tree/setup.py')) && existsSync(folder))
  })

  const refused: [what: string, source: () => Source, code: string][] = [
    ['a folder that is not there', () => ({ kind: 'folder', path: 'missing', time: 0 }), 'FILE_MISSING'],
    ['a file where a folder should be', () => ({ kind: 'folder', path: yard.write('sources/file', ''), time: 0 }), 'FILE_MISSING'],
    ['an address of no sdist', () => ({ kind: 'sdist', url: 'https://host/spam-1.0-py3-none-any.whl', sha256: undefined }), 'PLAN_INVALID'],
    [
      'an address whose file would lie elsewhere',
      () => ({ kind: 'sdist', url: 'https://host/a%2F..%2Fb.tar.gz', sha256: undefined }),
      'PLAN_INVALID',
    ],
    [
      'an sdist that is not there',
      () => ({ kind: 'sdist', url: `file://${yard.path('missing.tar.gz')}`, sha256: undefined }),
      'FILE_MISSING',
    ],
    ['an archive without a project', () => ({ kind: 'archive', path: emptyArchive() }), 'FILE_INVALID'],
    ['an archive that is none', () => ({ kind: 'archive', path: yard.write('broken.tar.gz', 'text') }), 'FILE_INVALID'],
  ]
  for (const [what, source, code] of refused)
    it(`refuses ${what}`, async () => {
      await assert.rejects(make(source()), { code })
    })

  function emptyArchive(): string {
    yard.write('nothing-1.0/README', '')
    execFileSync('tar', ['-czf', yard.path('nothing-1.0.tar.gz'), '-C', yard.folder, 'nothing-1.0'])
    return yard.path('nothing-1.0.tar.gz')
  }
})
