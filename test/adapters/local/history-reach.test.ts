import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { localHistory } from '../../../adapters/local/history.ts'
import { localProcesses } from '../../../adapters/local/processes.ts'
import type { History } from '../../../core/history.ts'
import { plainGit, Repository } from '../../servers/git-repository.ts'

const nowhere = { token: undefined, provider: 'GitHub', collectionUri: undefined }

describe('localHistory: how far it goes', () => {
  const base = mkdtempSync(join(tmpdir(), 'reach-'))
  const environment = plainGit(base)
  const historyOf = (folder: string): History =>
    localHistory(localProcesses(), environment, folder, nowhere, { attempts: 1, base: 1, most: 1 })
  let made = 0
  const folder = (): string => join(base, String(++made))
  const repository = (): Repository => new Repository(folder())
  after(() => rmSync(base, { recursive: true, force: true }))

  /** Commits on the current branch, oldest first. */
  const commits = (one: Repository, count: number, file = 'a'): string[] =>
    one.commitAll(Array.from({ length: count }, (_, at) => ({ [file]: `${file} ${at}` })))

  describe('mergeBases', () => {
    const forked = (): { one: Repository; fork: string; main: string; topic: string } => {
      const one = repository()
      const fork = commits(one, 3).at(-1) ?? ''
      one.git('checkout', '--quiet', '-b', 'topic')
      const topic = commits(one, 2, 'b').at(-1) ?? ''
      one.git('checkout', '--quiet', 'main')
      return { one, fork, topic, main: commits(one, 2, 'c').at(-1) ?? '' }
    }
    it('is where two branches part, by any name', async () => {
      const { one, fork, main, topic } = forked()
      const history = historyOf(one.folder)
      assert.deepEqual(await history.mergeBases('main', 'topic'), [fork])
      assert.deepEqual([await history.mergeBases(main, topic), await history.mergeBases(fork, topic)], [[fork], [fork]])
    })
    it('is several after a criss-cross merge', async () => {
      const { one, main, topic } = forked()
      one.git('merge', '--quiet', '-m', 'x', topic)
      one.git('checkout', '--quiet', 'topic')
      one.git('merge', '--quiet', '-m', 'y', main)
      assert.deepEqual((await historyOf(one.folder).mergeBases('main', 'topic'))?.toSorted(), [main, topic].sort())
    })
    it('is none of histories that never met', async () => {
      const one = repository()
      one.commit({ a: '1' })
      one.git('checkout', '--quiet', '--orphan', 'other')
      one.commit({ b: '1' })
      assert.deepEqual(await historyOf(one.folder).mergeBases('main', 'other'), [])
    })
    it('is not known where a name is not', async () => {
      const { one } = forked()
      assert.equal(await historyOf(one.folder).mergeBases('main', 'nope'), undefined)
    })
    it('is not known where the history is cut off before it', async () => {
      const { one } = forked()
      const clone = one.checkedOut(folder(), 'refs/heads/topic', 1)
      clone.git('fetch', '--quiet', '--depth=1', 'origin', '+refs/heads/main:refs/remotes/origin/main')
      assert.equal(await historyOf(clone.folder).mergeBases('origin/main', 'HEAD'), undefined)
    })
    it('is known where the cut lies behind it', async () => {
      const { one, fork } = forked()
      const clone = one.checkedOut(folder(), 'refs/heads/topic', 4)
      clone.git('fetch', '--quiet', '--depth=4', 'origin', '+refs/heads/main:refs/remotes/origin/main')
      assert.deepEqual(
        [(await historyOf(clone.folder).head())?.shallow, await historyOf(clone.folder).mergeBases('origin/main', 'HEAD')],
        [true, [fork]],
      )
    })
    it('is not an older one that git sees past a cut', async () => {
      const one = repository()
      const old = one.commit({ a: '1' })
      const main = commits(one, 3, 'm').at(-1) ?? ''
      one.git('checkout', '--quiet', '-b', 'side', old)
      one.commit({ s: '1' })
      one.git('checkout', '--quiet', '-b', 'topic', old)
      one.commit({ t: '1' })
      one.git('merge', '--quiet', '-m', 'main is merged into topic', 'main')
      const merged = one.git('rev-parse', 'HEAD')
      one.git('merge', '--quiet', '-m', 'another way to the old commit', 'side')
      writeFileSync(join(one.folder, '.git/shallow'), `${merged}\n`)
      assert.equal(one.git('merge-base', '--all', 'main', 'topic'), old)
      assert.equal(await historyOf(one.folder).mergeBases('main', 'topic'), undefined)
      rmSync(join(one.folder, '.git/shallow'))
      assert.deepEqual(await historyOf(one.folder).mergeBases('main', 'topic'), [main])
    })
  })

  describe('isAncestor', () => {
    it('is so of older commits, of itself, and of nothing that is not known', async () => {
      const one = repository()
      const [first = '', second = ''] = commits(one, 2)
      const history = historyOf(one.folder)
      const asked: [string, string][] = [
        [first, second],
        [first, first],
        [second, first],
        ['ab'.repeat(20), second],
        ['--all', second],
      ]
      assert.deepEqual(await Promise.all(asked.map(async (pair) => await history.isAncestor(...pair))), [true, true, false, false, false])
      const clone = one.checkedOut(folder(), 'refs/heads/main', 1)
      assert.equal(await historyOf(clone.folder).isAncestor(first, second), false)
    })
  })

  describe('show', () => {
    it('is every byte of a file as it was', async () => {
      const one = repository()
      const bytes = Uint8Array.from([0, 13, 10, 255, 254, 10, 10])
      const first = one.commit({ '.gitattributes': '* text=auto eol=crlf ident\n', 'a/b c': bytes })
      one.commit({ 'a/b c': 'other' })
      assert.deepEqual([...((await historyOf(join(one.folder, 'a')).show(first, 'a/b c')) ?? [])], [...bytes])
    })
    it('is nothing where the commit has no such file, whatever the path looks like', async () => {
      const one = repository()
      one.commit({ 'a/b': '1', c: '1' })
      const history = historyOf(one.folder)
      for (const path of ['b', 'a', 'a/', '*', ':(glob)**', '--', 'c/d']) assert.equal(await history.show('HEAD', path), undefined, path)
    })
    it('is where a link leads, not what lies there', async () => {
      const one = repository()
      symlinkSync('/etc/passwd', join(one.folder, 'uv.lock'))
      const commit = one.commit({})
      assert.equal(new TextDecoder().decode(await historyOf(one.folder).show(commit, 'uv.lock')), '/etc/passwd')
    })
    it('is an empty file, which is not none', async () => {
      const one = repository()
      one.commit({ a: '' })
      assert.equal((await historyOf(one.folder).show('HEAD', 'a'))?.length, 0)
    })
    it('is a Problem of a commit that is not here', async () => {
      const one = repository()
      one.commit({ a: '1' })
      await assert.rejects(historyOf(one.folder).show('ab'.repeat(20), 'a'), { code: 'UNRESOLVED' })
    })
  })

  describe('tracked', () => {
    it('has what HEAD or the index has, sorted, and nothing else', async () => {
      const one = repository()
      one.commit({ 'b/é\n': '1', a: '1', c: '1', '.gitignore': 'x\n' })
      one.put('new', '1')
      one.put('x', '1')
      one.git('add', 'new')
      one.git('rm', '--quiet', '--cached', 'c')
      one.put('untracked', '1')
      assert.deepEqual(await historyOf(join(one.folder, 'b')).tracked(), ['.gitignore', 'a', 'b/é\n', 'c', 'new'])
    })
    it('has what a sparse checkout leaves out', async () => {
      const one = repository()
      one.commit({ 'a/x': '1', 'b/x': '1' })
      one.git('sparse-checkout', 'set', '--cone', '--sparse-index', 'a')
      assert.ok(!existsSync(join(one.folder, 'b')))
      assert.deepEqual(await historyOf(one.folder).tracked(), ['a/x', 'b/x'])
    })
    it('is a Problem outside of a work tree', async () => {
      await assert.rejects(historyOf(base).tracked(), { code: 'UNRESOLVED' })
    })
  })

  describe('fetch', () => {
    const count = (one: Repository, name = 'HEAD'): number => Number(one.git('rev-list', '--count', name))
    it('makes a history longer by so many commits', async () => {
      const one = repository()
      const made60 = commits(one, 60)
      const clone = one.checkedOut(folder(), 'refs/heads/main', 1)
      const history = historyOf(clone.folder)
      const head = made60.at(-1) ?? ''
      const lengths = [count(clone)]
      for (const deepen of [1, 10, 'all'] as const) {
        assert.equal(await history.fetch({ refs: [head], deepen, tags: false }), undefined)
        lengths.push(count(clone))
      }
      assert.deepEqual([lengths, (await history.head())?.shallow], [[1, 2, 12, 60], false])
    })
    it('brings a commit alone where that is enough', async () => {
      const one = repository()
      const [first = '', , , last = ''] = commits(one, 4)
      const clone = one.checkedOut(folder(), 'refs/heads/main', 1)
      const history = historyOf(clone.folder)
      assert.equal(await history.fetch({ refs: [first], deepen: 0, tags: false }), undefined)
      assert.deepEqual(
        [await history.commit(first), count(clone), await history.diff(first, last)],
        [first, 1, [{ path: 'a', kind: 'changed' }]],
      )
    })
    it('brings a branch that is not here without all of its history, and then more', async () => {
      const one = repository()
      commits(one, 30)
      one.git('checkout', '--quiet', '-b', 'topic', 'HEAD~20')
      commits(one, 3, 'b')
      const clone = one.checkedOut(folder(), 'refs/heads/topic', 1)
      const history = historyOf(clone.folder)
      assert.equal(await history.fetch({ refs: ['refs/heads/main'], deepen: 0, tags: false }), undefined)
      assert.equal(count(clone, 'origin/main'), 1)
      assert.equal(await history.fetch({ refs: ['refs/heads/main', clone.git('rev-parse', 'HEAD')], deepen: 5, tags: false }), undefined)
      assert.deepEqual([count(clone, 'origin/main'), count(clone)], [6, 6])
    })
    it('brings a branch as it is now', async () => {
      const one = repository()
      commits(one, 2)
      const clone = one.checkedOut(folder(), 'refs/heads/main', 0)
      const later = one.commit({ a: 'later' })
      one.git('checkout', '--quiet', '--orphan', 'fresh')
      const forced = one.commit({ f: '1' })
      const history = historyOf(clone.folder)
      await history.fetch({ refs: ['refs/heads/main'], deepen: 0, tags: false })
      assert.equal(await history.commit('origin/main'), later)
      one.git('branch', '--force', 'main', forced)
      await history.fetch({ refs: ['refs/heads/main'], deepen: 0, tags: false })
      assert.equal(await history.commit('origin/main'), forced)
    })
    it('brings a tag, or every tag of the history, where that is asked', async () => {
      const one = repository()
      commits(one, 2)
      one.git('tag', '-a', 'v1', '-m', 'one', 'HEAD~1')
      one.git('tag', 'v2')
      const tags = async (what: Parameters<History['fetch']>[0]): Promise<string> => {
        const clone = one.checkedOut(folder(), 'refs/heads/main', 1)
        assert.equal(await historyOf(clone.folder).fetch(what), undefined)
        return clone.git('tag').replaceAll('\n', ' ')
      }
      const head = one.git('rev-parse', 'HEAD')
      assert.equal(await tags({ refs: ['refs/tags/v1'], deepen: 0, tags: false }), 'v1')
      assert.equal(await tags({ refs: [head], deepen: 'all', tags: true }), 'v1 v2')
      assert.equal(await tags({ refs: [head], deepen: 'all', tags: false }), '')
    })
    it('cuts nothing off of a whole clone, and leaves files and HEAD as they were', async () => {
      const one = repository()
      const [first = ''] = commits(one, 5)
      const clone = one.checkedOut(folder(), 'refs/heads/main', 0)
      clone.put('a', 'of my own')
      clone.put('new', '1')
      one.commit({ a: 'later' })
      const head = clone.git('rev-parse', 'HEAD')
      const history = historyOf(clone.folder)
      for (const deepen of [0, 1, 'all'] as const) {
        assert.equal(await history.fetch({ refs: [first, 'refs/heads/main'], deepen, tags: false }), undefined)
        assert.equal((await history.head())?.shallow, false)
      }
      assert.deepEqual([count(clone), clone.git('rev-parse', 'HEAD'), clone.git('status', '--porcelain')], [5, head, 'M a\n?? new'])
      assert.deepEqual(
        [readFileSync(join(clone.folder, 'a'), 'utf8'), (await historyOf(clone.folder).head())?.shallow],
        ['of my own', false],
      )
    })
    it('moves no branch that the remote is configured to move', async () => {
      const one = repository()
      commits(one, 2)
      const clone = one.checkedOut(folder(), 'refs/heads/main', 0)
      clone.git('config', 'remote.origin.fetch', '+refs/heads/main:refs/heads/mine')
      clone.git('config', 'fetch.prune', 'true')
      clone.git('update-ref', 'refs/remotes/origin/gone', 'HEAD')
      assert.equal(await historyOf(clone.folder).fetch({ refs: ['refs/heads/main'], deepen: 0, tags: false }), undefined)
      const refs = clone.git('for-each-ref', '--format=%(refname)').split('\n')
      assert.deepEqual(refs, ['refs/remotes/origin/gone', 'refs/remotes/origin/main'])
    })
    it('runs no hook', async () => {
      const one = repository()
      commits(one, 2)
      const clone = one.checkedOut(folder(), 'refs/heads/main', 1)
      one.commit({ a: 'later' })
      const hook = join(clone.folder, '.git/hooks/reference-transaction')
      clone.put('.git/hooks/reference-transaction', `#!/bin/sh\ntouch ${join(clone.folder, 'ran')}\n`)
      chmodSync(hook, 0o755)
      assert.equal(await historyOf(clone.folder).fetch({ refs: ['refs/heads/main'], deepen: 1, tags: false }), undefined)
      assert.ok(!existsSync(join(clone.folder, 'ran')))
    })
    const strays = [
      '--upload-pack=touch ran',
      'main',
      'refs/heads/*',
      'refs/heads/a:refs/heads/b',
      '+refs/heads/main',
      'ext::sh -c touch% ran',
      '',
      'HEAD',
    ]
    for (const stray of strays)
      it(`does not take ${JSON.stringify(stray)}`, async () => {
        const one = repository()
        one.commit({ a: '1' })
        one.git('remote', 'add', 'origin', one.url)
        assert.match(
          (await historyOf(one.folder).fetch({ refs: [stray], deepen: 0, tags: false })) ?? '',
          /neither a whole ref nor a commit/,
        )
      })
    const failing: [why: string, origin: (one: Repository) => string | undefined, ref: string, says: RegExp][] = [
      ['no remote', () => undefined, 'refs/heads/main', /no remote 'origin'/],
      ['no repository there', () => 'file:///nowhere/at/all', 'refs/heads/main', /nowhere\/at\/all cannot be/],
      ['a remote that is a program', () => 'ext::sh -c touch% ran', 'refs/heads/main', /cannot be/],
      ['no such branch', (one) => one.url, 'refs/heads/nope', /cannot be fetched/],
      ['no such commit', (one) => one.url, 'ab'.repeat(20), /cannot be fetched/],
    ]
    for (const [why, origin, ref, says] of failing)
      for (const depth of [0, 1])
        it(`says why not: ${why}, at depth ${depth}`, async () => {
          const one = repository()
          commits(one, 2)
          const clone = one.checkedOut(folder(), 'refs/heads/main', depth)
          const url = origin(one)
          clone.git('remote', ...(url === undefined ? ['remove', 'origin'] : ['set-url', 'origin', url]))
          assert.match((await historyOf(clone.folder).fetch({ refs: [ref], deepen: 1, tags: false })) ?? 'it worked', says)
          assert.deepEqual([count(clone), existsSync(join(clone.folder, 'ran'))], [depth === 0 ? 2 : 1, false])
        })
    it('shows no password of the address', async () => {
      const one = repository()
      one.commit({ a: '1' })
      one.git('remote', 'add', 'origin', 'http://me:hunter2@127.0.0.1:9/x')
      const says = (await historyOf(one.folder).fetch({ refs: ['refs/heads/main'], deepen: 0, tags: false })) ?? ''
      assert.match(says, /127\.0\.0\.1:9/)
      assert.doesNotMatch(says, /hunter2/)
    })
    it('does not get past a remote that is cut off itself', async () => {
      const one = repository()
      const [first = ''] = commits(one, 4)
      const middle = one.checkedOut(folder(), 'refs/heads/main', 2)
      middle.git('checkout', '--quiet', '-b', 'main')
      const clone = middle.checkedOut(folder(), 'refs/heads/main', 1)
      const history = historyOf(clone.folder)
      await history.fetch({ refs: [middle.git('rev-parse', 'HEAD')], deepen: 'all', tags: false })
      assert.equal(await history.commit(first), undefined)
    })
    it('takes a remote that is a folder', async () => {
      const one = repository()
      const [first = ''] = commits(one, 3)
      const clone = one.checkedOut(folder(), 'refs/heads/main', 1, one.url)
      clone.git('remote', 'set-url', 'origin', one.folder)
      assert.equal(await historyOf(clone.folder).fetch({ refs: [first], deepen: 0, tags: false }), undefined)
    })
  })
})
