import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { localGit } from '../../../adapters/local/git.ts'
import { localHistory } from '../../../adapters/local/history.ts'
import { localProcesses } from '../../../adapters/local/processes.ts'
import type { History, PathChange } from '../../../core/history.ts'
import { plainGit, Repository } from '../../servers/git-repository.ts'

const nowhere = { token: undefined, provider: 'GitHub', collectionUri: undefined }
const asRoot = process.getuid?.() === 0 ? it : it.skip

/** Real repositories, made for the test by the system's git. */
describe('localHistory', () => {
  const base = mkdtempSync(join(tmpdir(), 'history-'))
  const environment = plainGit(base)
  const historyOf = (folder: string, more: Record<string, string> = {}): History =>
    localHistory(localProcesses(), { ...environment, ...more }, folder, nowhere, { attempts: 1, base: 1, most: 1 })
  let made = 0
  const folder = (): string => join(base, String(++made))
  const repository = (): Repository => new Repository(folder())
  after(() => rmSync(base, { recursive: true, force: true }))

  describe('head', () => {
    it('is the commit, its parents and the top, from a folder within', async () => {
      const one = repository()
      const first = one.commit({ 'sub/a': '1' })
      const second = one.commit({ 'sub/a': '2' })
      const head = { commit: second, parents: [first], shallow: false, top: one.folder }
      assert.deepEqual(await historyOf(join(one.folder, 'sub')).head(), head)
    })
    it('tells the parents of a merge commit that are not here', async () => {
      const one = repository()
      const target = one.commit({ a: '1' })
      one.git('checkout', '--quiet', '-b', 'topic')
      const source = one.commit({ b: '1' })
      one.git('checkout', '--quiet', 'main')
      const merge = one.mergePullRequest(7, 'main', 'topic')
      const clone = one.checkedOut(folder(), 'refs/pull/7/merge', 1)
      assert.deepEqual(await historyOf(clone.folder).head(), { commit: merge, parents: [target, source], shallow: true, top: clone.folder })
    })
    it('reads no parent out of a message', async () => {
      const one = repository()
      const first = one.commit({ a: '1' })
      one.commit({ a: '2' }, `subject\n\nparent ${'ab'.repeat(20)}\n`)
      assert.deepEqual((await historyOf(one.folder).head())?.parents, [first])
    })
    it('is nothing outside of a work tree, nor in a bare repository', async () => {
      const bare = repository()
      bare.commit({ a: '1' })
      bare.git('clone', '--quiet', '--bare', '.', 'bare.git')
      assert.deepEqual([await historyOf(base).head(), await historyOf(join(bare.folder, 'bare.git')).head()], [undefined, undefined])
    })
    it('is a Problem where nothing is committed, where the repository is broken, and where there is no git', async () => {
      const broken = repository()
      broken.commit({ a: '1' })
      writeFileSync(join(broken.folder, '.git/refs/heads/main'), `${'ab'.repeat(20)}\n`)
      const [empty, without] = [repository(), localHistory(localProcesses(), { PATH: base }, base, nowhere)]
      for (const one of [historyOf(empty.folder), historyOf(broken.folder), without])
        await assert.rejects(one.head(), { code: 'UNRESOLVED' })
      await assert.rejects(without.head(), /git cannot be started/)
    })
    it('is of the parents that commits say, whatever is put in their place', async () => {
      const one = repository()
      const first = one.commit({ a: '1' })
      const second = one.commit({ a: '2' })
      const third = one.commit({ a: '3' })
      one.git('replace', '--graft', third, first)
      mkdirSync(join(one.folder, '.git/info'), { recursive: true })
      writeFileSync(join(one.folder, '.git/info/grafts'), `${third} ${first}\n`)
      const history = historyOf(one.folder, { GIT_SHALLOW_FILE: join(one.folder, 'a') })
      assert.deepEqual([(await history.head())?.parents, await history.mergeBases(second, third)], [[second], [second]])
    })
    it('has a top with a line break in its name', async () => {
      const odd = new Repository(join(folder(), 'a\nb '), environment)
      odd.commit({ a: '1' })
      assert.equal((await historyOf(odd.folder).head())?.top, odd.folder)
    })
    asRoot('reads a checkout of somebody else', async () => {
      const one = repository()
      const first = one.commit({ a: '1' })
      const second = one.commit({ a: '2' })
      for (const path of ['.', '.git']) chownSync(join(one.folder, path), 12345, 12345)
      const history = historyOf(one.folder)
      assert.deepEqual([(await history.head())?.commit, (await history.diff(first, second)).length], [second, 1])
    })
  })

  describe('of somebody else, by a git that heeds no argument there', () => {
    const old = `#!/bin/sh
first=$1 second=$2; shift 2
[ "$first $second" = '-c safe.directory=*' ] || set -- "$first" "$second" "$@"
exec "$REAL" "$@"
`
    it('is read all the same, and a commit tells its time', async function () {
      if (process.platform === 'win32') this.skip()
      const one = repository()
      const first = one.commit({ 'sub/a': '1' })
      const second = one.commit({ 'sub/a': '2' })
      const clone = one.checkedOut(folder(), 'refs/heads/main', 1)
      const bin = folder()
      mkdirSync(bin)
      writeFileSync(join(bin, 'git'), old, { mode: 0o755 })
      const real = execFileSync('which', ['git'], { encoding: 'utf8' }).trim()
      const more = { PATH: `${bin}:${environment['PATH'] ?? ''}`, REAL: real, GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' }
      assert.throws(() => execFileSync('git', ['-C', one.folder, 'status'], { env: { ...environment, ...more }, stdio: 'pipe' }), /dubious/)
      const history = historyOf(join(one.folder, 'sub'), more)
      assert.deepEqual(await history.head(), { commit: second, parents: [first], shallow: false, top: one.folder })
      assert.deepEqual(await history.diff(first, second), [{ path: 'sub/a', kind: 'changed' }])
      assert.deepEqual(await history.tracked(), ['sub/a'])
      assert.equal((await historyOf(clone.folder, more).head())?.shallow, true)
      const git = localGit(localProcesses(), { ...environment, ...more }, base)
      assert.equal(await git.timeOf(join(one.folder, 'sub'), second), Number(one.git('log', '-1', '--format=%ct')))
    })
  })

  describe('tags', () => {
    it('are all that are here, with what they name', async () => {
      const one = repository()
      const commit = one.commit({ a: '1' })
      assert.deepEqual(await historyOf(one.folder).tags(), [])
      one.git('tag', 'b/ü')
      one.git('tag', '-a', 'a', '-m', 'one')
      assert.deepEqual(await historyOf(one.folder).tags(), [`${one.git('rev-parse', 'a')} refs/tags/a`, `${commit} refs/tags/b/ü`])
    })
  })

  describe('commit', () => {
    let one: Repository
    let [first, second]: string[] = []
    before(() => {
      one = repository()
      first = one.commit({ a: '1' })
      one.git('tag', '-a', 'v1', '-m', 'one')
      second = one.commit({ a: '2' })
    })
    const table: [why: string, name: () => string, commit: () => string | undefined][] = [
      ['HEAD', () => 'HEAD', () => second],
      ['a commit', () => first ?? '', () => first],
      ['a branch', () => 'main', () => second],
      ['the commit of an annotated tag', () => 'v1', () => first],
      ['a parent', () => 'HEAD~1', () => first],
      ['no other name', () => 'nope', () => undefined],
      ['no commit that is not here', () => 'ab'.repeat(20), () => undefined],
      ['no option', () => '--all', () => undefined],
      ['no range', () => 'v1..main', () => undefined],
      ['no file', () => 'HEAD:a', () => undefined],
      ['nothing for nothing', () => '', () => undefined],
    ]
    for (const [why, name, expected] of table)
      it(`is ${why}`, async () => assert.equal(await historyOf(one.folder).commit(name()), expected()))
  })

  describe('diff', () => {
    const changed = async (
      before: Record<string, string>,
      after: Record<string, string | null>,
      prepare: (one: Repository) => void = () => undefined,
    ): Promise<string[]> => {
      const one = repository()
      const from = one.commit(before)
      const to = one.commit(after)
      prepare(one)
      return (await historyOf(one.folder).diff(from, to)).map(({ kind, path }) => `${kind} ${path}`).sort()
    }
    const table: [why: string, before: Record<string, string>, after: Record<string, string | null>, changes: string[]][] = [
      ['what is new, other and gone', { a: '1', b: '1' }, { a: '2', b: null, c: '1' }, ['added c', 'changed a', 'deleted b']],
      [
        'both sides of a rename between packages',
        { 'a/x.py': 'same' },
        { 'a/x.py': null, 'b/x.py': 'same' },
        ['added b/x.py', 'deleted a/x.py'],
      ],
      ['both sides of a change of case', { 'a/X.py': 'same' }, { 'a/X.py': null, 'a/x.py': 'same' }, ['added a/x.py', 'deleted a/X.py']],
      ['a copy as added alone', { 'a/x': 'same' }, { 'b/x': 'same' }, ['added b/x']],
      ['a package that is gone', { 'p/a': '1', 'p/b/c': '1', q: '1' }, { p: null }, ['deleted p/a', 'deleted p/b/c']],
      ['a file that became a folder', { a: '1' }, { a: null, 'a/b': '1' }, ['added a/b', 'deleted a']],
      ['an empty file', {}, { a: '' }, ['added a']],
      ['white space alone', { a: 'x\n' }, { a: ' x \r\n\n' }, ['changed a']],
      ['nothing where nothing is other', { a: '1' }, { a: '1' }, []],
    ]
    for (const [why, before, after, changes] of table) it(`has ${why}`, async () => assert.deepEqual(await changed(before, after), changes))

    const names = [
      'a b',
      ' a',
      'a ',
      '"a"',
      "it's",
      'a\nb',
      'a\tb',
      'a\\b',
      'é/ü',
      '日本語.py',
      '😀',
      '-rf',
      '--all',
      ':(glob)**',
      '*',
      '[a]',
      'a\rb',
      '\u007f',
      '#',
      'sub/$HOME',
    ]
    for (const name of names)
      it(`has a file called ${JSON.stringify(name)}`, async () => {
        assert.deepEqual(await changed({ [`s/${name}`]: '1' }, { [`s/${name}`]: '2', [`t/${name}`]: '1' }), [
          `added t/${name}`,
          `changed s/${name}`,
        ])
        assert.deepEqual(await changed({ [`s/${name}`]: '1' }, { s: null }), [`deleted s/${name}`])
      })

    it('has a file whose name is no UTF-8, in its folder', async () => {
      const one = repository()
      const from = one.commit({ a: '1' })
      const blob = one.git('rev-parse', 'HEAD:a')
      const path = Buffer.from('pkg/caf\xe9', 'latin1')
      writeFileSync(join(one.folder, 'info'), Buffer.concat([Buffer.from(`100644 ${blob}\t`), path, Buffer.from('\0')]))
      const tree = ((): string => {
        one.git('-c', 'alias.load=!git update-index -z --index-info < info', 'load')
        return one.git('write-tree')
      })()
      const to = one.git('commit-tree', '-p', from, '-m', 'x', tree)
      assert.deepEqual(
        (await historyOf(one.folder).diff(from, to)).map(({ path: at }) => at),
        ['pkg/caf\ufffd'],
      )
    })

    it('has a mode that is other, and a link in the place of a file', async () => {
      const one = repository()
      const from = one.commit({ a: '1', b: 'a' })
      chmodSync(join(one.folder, 'a'), 0o755)
      rmSync(join(one.folder, 'b'))
      symlinkSync('a', join(one.folder, 'b'))
      const to = one.commit({})
      const both: PathChange[] = [
        { path: 'a', kind: 'changed' },
        { path: 'b', kind: 'changed' },
      ]
      assert.deepEqual(await historyOf(one.folder).diff(from, to), both)
    })

    it('has a submodule that is at another commit, whatever says that it is to be ignored', async () => {
      const [inner, outer] = [repository(), repository()]
      inner.commit({ within: '1' })
      outer.git('submodule', '--quiet', 'add', inner.url, 'lib')
      outer.git('config', '-f', '.gitmodules', 'submodule.lib.ignore', 'all')
      const from = outer.commit({})
      inner.commit({ within: '2' })
      outer.git('-C', 'lib', 'pull', '--quiet')
      outer.git('add', '--force', 'lib')
      outer.git('update-index', '--add', '--cacheinfo', `160000,${inner.git('rev-parse', 'HEAD')},lib`)
      outer.git('commit', '--quiet', '-m', 'lib')
      outer.git('config', 'diff.ignoreSubmodules', 'all')
      outer.git('config', 'submodule.lib.ignore', 'all')
      assert.deepEqual(await historyOf(outer.folder).diff(from, 'HEAD'), [{ path: 'lib', kind: 'changed' }])
    })

    const settings: [why: string, ...pairs: string[]][] = [
      ['diff.renames', 'diff.renames', 'copies'],
      ['diff.relative', 'diff.relative', 'true'],
      ['diff.orderFile', 'diff.orderFile', '/nowhere'],
      ['diff.noprefix', 'diff.noprefix', 'true'],
      ['core.quotePath', 'core.quotePath', 'true'],
      ['core.ignoreCase', 'core.ignoreCase', 'true'],
      ['core.pager', 'core.pager', 'touch ran'],
      ['diff.external', 'diff.external', 'touch ran'],
      ['core.fsmonitor', 'core.fsmonitor', 'touch ran'],
      ['status.showUntrackedFiles', 'status.showUntrackedFiles', 'no'],
      ['core.sparseCheckout', 'core.sparseCheckout', 'true'],
      ['log.showSignature', 'log.showSignature', 'true'],
    ]
    for (const [why, key = '', value = ''] of settings)
      it(`is the same, and runs nothing, with ${why} in the repository`, async () => {
        const one = repository()
        const from = one.commit({ 'a/é x': 'same', z: '1' })
        const to = one.commit({ 'a/é x': null, 'b/é x': 'same', z: '2' })
        one.git('config', key, value)
        const history = historyOf(join(one.folder, 'b'))
        assert.deepEqual(
          (await history.diff(from, to)).map(({ path }) => path),
          ['a/é x', 'b/é x', 'z'],
        )
        assert.deepEqual(await history.tracked(), ['b/é x', 'z'])
        assert.ok(!readdirSync(one.folder).includes('ran') && !existsSync(join(one.folder, 'b/ran')))
      })

    it('runs no filter and no textconv of the repository', async () => {
      const one = repository()
      const from = one.commit({ '.gitattributes': '* diff=d filter=f\n', a: '1' })
      const to = one.commit({ a: '2' })
      for (const key of ['diff.d.textconv', 'diff.d.command', 'filter.f.smudge', 'filter.f.clean']) one.git('config', key, 'touch ran; cat')
      const history = historyOf(one.folder)
      assert.deepEqual(await history.diff(from, to), [{ path: 'a', kind: 'changed' }])
      assert.equal(new TextDecoder().decode(await history.show(to, 'a')), '2')
      assert.ok(!existsSync(join(one.folder, 'ran')))
    })

    it('heeds no file that the work tree holds as unchanged, and no object that stands for another', async () => {
      const one = repository()
      const from = one.commit({ a: '1' })
      const to = one.commit({ a: '2' })
      one.git('update-index', '--assume-unchanged', 'a')
      one.git('replace', to, one.git('commit-tree', '-p', from, '-m', 'nothing', `${from}^{tree}`))
      assert.deepEqual(await historyOf(one.folder).diff(from, to), [{ path: 'a', kind: 'changed' }])
    })

    it('is not led into another repository by the environment', async () => {
      const [one, other] = [repository(), repository()]
      const from = one.commit({ a: '1' })
      const to = one.commit({ a: '2' })
      other.commit({ b: '1' })
      const led = historyOf(one.folder, { GIT_DIR: join(other.folder, '.git'), GIT_WORK_TREE: other.folder, GIT_EXTERNAL_DIFF: 'false' })
      assert.deepEqual(await led.diff(from, to), [{ path: 'a', kind: 'changed' }])
    })

    it('is a Problem where a commit or a tree of it is not here, never nothing', async () => {
      const one = repository()
      const from = one.commit({ 'a/b': '1' })
      const to = one.commit({ 'a/b': '2' })
      const tree = one.git('rev-parse', `${from}:a`)
      await assert.rejects(historyOf(one.folder).diff('ab'.repeat(20), to), { code: 'UNRESOLVED' })
      await assert.rejects(historyOf(one.folder).diff(from, 'nope'), { code: 'UNRESOLVED' })
      rmSync(join(one.folder, '.git/objects', tree.slice(0, 2), tree.slice(2)))
      await assert.rejects(historyOf(one.folder).diff(from, to), { code: 'UNRESOLVED' })
    })

    it('is a Problem where a partial clone cannot have what it lacks', async () => {
      const one = repository()
      one.git('config', 'uploadpack.allowFilter', 'true')
      const from = one.commit({ 'a/b': '1' })
      const to = one.commit({ 'a/b': '2' })
      const clone = folder()
      one.git('clone', '--quiet', '--filter=tree:0', '--no-checkout', one.url, clone)
      assert.deepEqual(await historyOf(clone).diff(from, to), [{ path: 'a/b', kind: 'changed' }])
      rmSync(clone, { recursive: true })
      one.git('clone', '--quiet', '--filter=tree:0', '--no-checkout', one.url, clone)
      renameSync(one.folder, `${one.folder}-gone`)
      await assert.rejects(historyOf(clone).diff(from, to), { code: 'UNRESOLVED' })
      await assert.rejects(historyOf(clone).show(to, 'a/b'), { code: 'UNRESOLVED' })
    })

    it('has every one of 5,000 files', async () => {
      const files = (text: string): Record<string, string> =>
        Object.fromEntries(
          Array.from({ length: 5000 }, (_, at) => [`packages/package-${at % 50}/a rather long name of a file ${at}`, text]),
        )
      const one = repository()
      const [from = '', to = ''] = one.commitAll([files('1'), files('2')])
      assert.equal((await historyOf(one.folder).diff(from, to)).length, 5000)
    })

    it('is what the files of both tell, for any files', async () => {
      const part = fc.string({ unit: fc.constantFrom('a', 'B', ' ', '\n', '"', '\\', 'é', '*', '\t'), minLength: 1, maxLength: 3 })
      const tree = fc.dictionary(
        fc.tuple(part, part).map(([one, other]) => `d${one}/f${other}`),
        fc.constantFrom('1', '2'),
        { maxKeys: 5 },
      )
      await fc.assert(
        fc.asyncProperty(tree, tree, async (before, after) => {
          const gone = Object.fromEntries(Object.keys(before).map((path) => [path, null]))
          const told = Object.keys({ ...before, ...after }).filter((path) => before[path] !== after[path])
          const expected = told.map(
            (path) => `${before[path] === undefined ? 'added' : after[path] === undefined ? 'deleted' : 'changed'} ${path}`,
          )
          assert.deepEqual(await changed(before, { ...gone, ...after }), expected.sort())
        }),
        { numRuns: 15 },
      )
    })
  })
})
