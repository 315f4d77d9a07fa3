import assert from 'node:assert/strict'
import { mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { localFiles } from '../../../../adapters/local/files.ts'
import { localHistory } from '../../../../adapters/local/history.ts'
import { localProcesses } from '../../../../adapters/local/processes.ts'
import type { BaseHints } from '../../../../core/changes/base.ts'
import type { PastRuns } from '../../../../core/history.ts'
import { type Fact, known, type Run, unknown } from '../../../../core/release/evidence.ts'
import { type FoundDiff, findDiff } from '../../../../tasks/GenerateMatrix/changes/find-diff.ts'
import { plainGit, Repository } from '../../../servers/git-repository.ts'

const onBranch: BaseHints = {
  since: undefined,
  isPullRequest: false,
  targetBranch: undefined,
  sourceCommit: undefined,
  pullRequest: '-1',
  branch: 'refs/heads/main',
  definition: 5,
  provider: 'TfsGit',
}
const inPull: BaseHints = { ...onBranch, isPullRequest: true, targetBranch: 'main', pullRequest: '7', branch: 'refs/pull/7/merge' }

describe('findDiff', () => {
  const base = mkdtempSync(join(tmpdir(), 'diff-'))
  const environment = plainGit(base)
  let made = 0
  const folder = (): string => join(base, String(++made))
  after(() => rmSync(base, { recursive: true, force: true }))

  const find = async (
    sources: string,
    hints: BaseHints,
    more: { diffFile?: string; targetPath?: string; excludePaths?: string[]; green?: Fact<Run | undefined> | 'no connection' } = {},
  ): Promise<FoundDiff> => {
    const { green = 'no connection', diffFile, targetPath = '', excludePaths = [] } = more
    const pastRuns: PastRuns = { lastGood: () => Promise.resolve(green === 'no connection' ? unknown('') : green) }
    const remote = { token: undefined, provider: 'TfsGit', collectionUri: undefined }
    const history = localHistory(localProcesses(), environment, sources, remote, { attempts: 1, base: 1, most: 1 })
    return await findDiff(
      { base: hints, diffFile, targetPath, excludePaths },
      {
        history,
        sources,
        files: localFiles(base),
        pastRuns: green === 'no connection' ? undefined : async () => await Promise.resolve(pastRuns),
      },
    )
  }
  const filesOf = (found: FoundDiff): string =>
    found.kind === 'unknown' ? `unknown: ${found.says}` : `${found.diff.changed.join(' ')} - ${found.diff.deleted.join(' ')}`
  const isUnknown = (found: FoundDiff, says: RegExp): void => {
    assert.equal(found.kind, 'unknown', filesOf(found))
    assert.match(found.says, says)
  }

  interface Forked {
    readonly one: Repository
    readonly fork: string
    readonly source: string
    readonly merge: string
  }
  /** main and a topic that moves a file from package a to b; main has gone on, and what it did is no change of the topic's. Nothing is done to it. */
  let shared: Forked
  before(() => {
    const one = new Repository(folder(), environment)
    const fork = one.commit({ 'a/x.py': 'x', 'a/y.py': 'y', 'b/z.py': 'z' })
    one.git('tag', '-a', 'v1', '-m', 'one')
    one.git('checkout', '--quiet', '-b', 'topic')
    for (let at = 0; at < 3; at++) one.commit({ 'b/z.py': `z${at}` })
    const source = one.commit({ 'a/x.py': null, 'b/x.py': 'x' })
    one.git('checkout', '--quiet', 'main')
    one.commit({ 'c/of-main.py': '1' })
    shared = { one, fork, source, merge: one.mergePullRequest(7, 'main', 'topic') }
  })
  /** One for a test that changes it. */
  const forked = (): Forked => ({ ...shared, one: shared.one.copied(folder()) })
  const clones = new Map<string, Repository>()
  /** A checkout of the shared one. */
  const cloned = (ref: string, depth: number): Repository => {
    const made = clones.get(`${ref} ${depth}`) ?? shared.one.checkedOut(folder(), ref, depth)
    clones.set(`${ref} ${depth}`, made)
    return made.copied(folder())
  }
  const ofTopic = 'b/x.py b/z.py - a/x.py'

  describe('of a pull request', () => {
    for (const depth of [0, 1, 2])
      it(`is what it brings, both sides of a rename too, at depth ${depth}`, async () => {
        const { one, source, merge } = shared
        const clone = cloned('refs/pull/7/merge', depth)
        const found = await find(clone.folder, { ...inPull, sourceCommit: source })
        assert.equal(filesOf(found), ofTopic)
        assert.equal(found.head, merge)
        assert.deepEqual(found.kind === 'known' && [found.base, found.diff.pullRequest], [one.git('rev-parse', 'main'), '7'])
      })
    for (const depth of [0, 1, 3])
      for (const targetBranch of ['main', 'refs/heads/main'])
        it(`is the same where its last commit is checked out, at depth ${depth}, the target called ${targetBranch}`, async () => {
          const { fork, source } = shared
          const clone = cloned('refs/heads/topic', depth)
          const found = await find(clone.folder, { ...inPull, targetBranch, sourceCommit: source })
          assert.deepEqual([filesOf(found), found.kind === 'known' && found.base], [ofTopic, fork])
        })
    it('is the same from a folder within, and of a checkout that is a branch', async () => {
      const { one } = forked()
      one.git('remote', 'add', 'origin', one.url)
      one.git('checkout', '--quiet', 'topic')
      assert.equal(filesOf(await find(join(one.folder, 'b'), inPull)), ofTopic)
    })
    it('has what takes back what main did since an older fetch', async () => {
      const { one } = forked()
      const clone = one.checkedOut(folder(), 'refs/heads/main', 0)
      one.commit({ 'c/of-main.py': '2' })
      one.git('checkout', '--quiet', '-b', 'revert')
      one.commit({ 'c/of-main.py': '1' })
      clone.git('fetch', '--quiet', '--refmap=', 'origin', 'refs/heads/revert')
      clone.git('checkout', '--quiet', '--detach', 'FETCH_HEAD')
      assert.equal(clone.git('diff', '--name-only', 'origin/main', 'HEAD'), '')
      assert.equal(filesOf(await find(clone.folder, inPull)), 'c/of-main.py - ')
      clone.git('update-ref', 'refs/remotes/origin/main', 'HEAD~2')
      one.git('checkout', '--quiet', 'main')
      renameSync(one.folder, `${one.folder}-gone`)
      isUnknown(await find(clone.folder, inPull), /target branch is not known/)
    })
    it('is unknown after a criss-cross merge, from whose bases other files differ', async () => {
      const { one } = forked()
      const [main, topic] = [one.git('rev-parse', 'main'), one.git('rev-parse', 'topic')]
      one.git('merge', '--quiet', '-m', 'x', topic)
      one.git('checkout', '--quiet', 'topic')
      one.git('merge', '--quiet', '-m', 'y', main)
      one.commit({ new: '1' })
      one.git('remote', 'add', 'origin', one.url)
      isUnknown(await find(one.folder, inPull), /HEAD was merged crosswise with 'origin\/main', so 2 commits/)
    })
    it('is unknown where the history ends too early and no remote has more', async () => {
      const { one, source } = forked()
      const [merged, alone] = ['refs/pull/7/merge', 'refs/heads/topic'].map((ref) => one.checkedOut(folder(), ref, 1))
      renameSync(one.folder, `${one.folder}-gone`)
      isUnknown(await find(merged?.folder ?? '', { ...inPull, sourceCommit: source }), /is not in this checkout, and .* cannot be fetched/)
      isUnknown(await find(alone?.folder ?? '', { ...inPull, sourceCommit: source }), /target branch is not known: .* cannot be/)
      merged?.git('remote', 'remove', 'origin')
      isUnknown(await find(merged?.folder ?? '', { ...inPull, sourceCommit: source }), /no remote 'origin'/)
    })
    it('is unknown where the remote is cut off as well', async () => {
      const { one, source } = forked()
      const middle = one.checkedOut(folder(), 'refs/pull/7/merge', 1)
      middle.git('update-ref', 'refs/pull/7/merge', 'HEAD')
      const clone = middle.checkedOut(folder(), 'refs/pull/7/merge', 1)
      isUnknown(await find(clone.folder, { ...inPull, sourceCommit: source }), /is not in this checkout/)
    })
    it('is unknown of histories that never met', async () => {
      const { one } = forked()
      one.git('checkout', '--quiet', '--orphan', 'alien')
      one.commit({ alien: '1' })
      for (const depth of [0, 1]) {
        const clone = one.checkedOut(folder(), 'refs/heads/alien', depth)
        isUnknown(await find(clone.folder, inPull), /no commit in common with 'origin\/main'/)
      }
    })
    it('is unknown without a target, and with one that is gone', async () => {
      const clone = cloned('refs/heads/topic', 0)
      isUnknown(await find(clone.folder, { ...inPull, targetBranch: undefined }), /does not tell the target branch/)
      isUnknown(await find(clone.folder, { ...inPull, targetBranch: 'refs/heads/nope' }), /target branch is not known/)
    })
    it('is known to be empty where it brings nothing', async () => {
      const { one } = forked()
      one.git('checkout', '--quiet', '-b', 'nothing', 'main')
      const source = one.commit({})
      one.mergePullRequest(8, 'main', 'nothing')
      const clone = one.checkedOut(folder(), 'refs/pull/8/merge', 1)
      assert.equal(filesOf(await find(clone.folder, { ...inPull, sourceCommit: source })), ' - ')
    })
    it('is the same where the host has merged a later commit than the run tells', async () => {
      const { one, fork } = shared
      const earlier = one.git('rev-parse', 'topic~2')
      const found = await find(cloned('refs/pull/7/merge', 1).folder, { ...inPull, sourceCommit: earlier })
      assert.deepEqual([filesOf(found), found.kind === 'known' && found.base !== fork], [ofTopic, true])
    })
    for (const depth of [0, 1])
      it(`is unknown where something else is checked out, at depth ${depth}`, async () => {
        const { one, source } = forked()
        for (const ref of ['refs/heads/main', 'refs/heads/other']) {
          if (ref !== 'refs/heads/main') {
            one.git('checkout', '--quiet', '-b', 'other', 'main')
            one.commit({ 'd/x.py': '1' })
          }
          const clone = one.checkedOut(folder(), ref, depth)
          isUnknown(await find(clone.folder, { ...inPull, sourceCommit: source }), /does not hold the last commit of the pull request/)
        }
        const clone = one.checkedOut(folder(), 'refs/heads/main', depth)
        isUnknown(await find(clone.folder, inPull), /is in origin\/main already/)
      })
    it('is unknown where the target has taken it in since', async () => {
      const { one, source } = forked()
      one.git('merge', '--quiet', '-m', 'x', 'topic')
      const clone = one.checkedOut(folder(), 'refs/heads/topic', 1)
      isUnknown(await find(clone.folder, { ...inPull, sourceCommit: source }), /is in origin\/main already/)
    })
    it('has a package that is gone', async () => {
      const { one } = forked()
      one.git('checkout', '--quiet', '-b', 'less', 'main')
      const source = one.commit({ a: null })
      one.mergePullRequest(9, 'main', 'less')
      const clone = one.checkedOut(folder(), 'refs/pull/9/merge', 1)
      assert.equal(filesOf(await find(clone.folder, { ...inPull, sourceCommit: source })), ' - a/x.py a/y.py')
    })
  })

  describe('of a branch', () => {
    const run = (commit: string): Fact<Run> =>
      known({
        id: 12,
        planId: '',
        project: '',
        definition: 5,
        status: 'completed',
        result: 'succeeded',
        reason: 'individualCI',
        branch: 'refs/heads/main',
        commit,
        deleted: false,
        repository: { id: '', name: '' },
        tags: [],
        finished: '',
        requesters: [],
      })
    for (const depth of [0, 1])
      it(`is what differs from the last green run, at depth ${depth}`, async () => {
        const { fork } = shared
        const clone = cloned('refs/heads/main', depth)
        assert.equal(filesOf(await find(clone.folder, onBranch, { green: run(fork) })), 'c/of-main.py - ')
        const same = await find(clone.folder, onBranch, { green: run(clone.git('rev-parse', 'HEAD').toUpperCase()) })
        assert.equal(filesOf(same), ' - ')
      })
    it('is the same after the branch was forced to another history', async () => {
      const { source } = shared
      const clone = cloned('refs/heads/main', 1)
      assert.equal(filesOf(await find(clone.folder, onBranch, { green: run(source) })), 'a/x.py b/z.py c/of-main.py - b/x.py')
    })
    const table: [why: string, green: Fact<Run | undefined> | 'no connection', hints: Partial<BaseHints>, says: RegExp][] = [
      ['the service does not tell', unknown('the service answered 503'), {}, /the last green run is not known: the service answered 503/],
      ['no run was green', known(undefined), {}, /no run of this pipeline on 'refs\/heads\/main' was green yet/],
      ['its commit is gone', run('ab'.repeat(20)), {}, /the commit ababababab is not in this checkout/],
      ['its commit is not told', run(''), {}, /does not tell its commit/],
      ['its commit is an option', run('--all'), {}, /does not tell its commit/],
      ['there is no connection', 'no connection', {}, /no connection/],
      ['the pipeline is not told', known(undefined), { definition: undefined }, /does not tell its pipeline/],
    ]
    for (const [why, green, hints, says] of table)
      for (const depth of [0, 1])
        it(`is unknown where ${why}, at depth ${depth}`, async () => {
          const clone = cloned('refs/heads/main', depth)
          isUnknown(await find(clone.folder, { ...onBranch, ...hints }, { green }), says)
        })
  })

  describe('since', () => {
    const names: [name: (one: Forked) => string][] = [
      [() => 'main'],
      [() => 'origin/main'],
      [() => 'refs/heads/main'],
      [({ one }) => one.git('rev-parse', 'main')],
      [({ fork }) => fork],
      [() => 'v1'],
      [() => 'refs/tags/v1'],
      [() => 'HEAD~4'],
    ]
    for (const [at, [name]] of names.entries())
      for (const depth of [0, 1])
        it(`is where a topic left what is named (${at}), at depth ${depth}`, async () => {
          const clone = cloned('refs/heads/topic', depth)
          assert.equal(filesOf(await find(clone.folder, { ...inPull, since: name(shared) })), ofTopic)
        })
    for (const since of ['nope', '--all', 'HEAD~99', 'v1..main', '../x', 'ab'.repeat(20), 'main:a'])
      for (const depth of [0, 1])
        it(`is unknown of ${since}, at depth ${depth}`, async () => {
          const clone = cloned('refs/heads/topic', depth)
          isUnknown(await find(clone.folder, { ...onBranch, since }), /not known|not in this checkout/)
        })
    it('is unknown of a branch that cannot be had as it is now', async () => {
      const { one } = forked()
      const clone = one.checkedOut(folder(), 'refs/heads/topic', 0)
      renameSync(one.folder, `${one.folder}-gone`)
      isUnknown(await find(clone.folder, { ...onBranch, since: 'main' }), /is not known/)
      isUnknown(await find(clone.folder, { ...onBranch, since: 'origin/main' }), /is not known as it is now/)
      assert.equal(filesOf(await find(clone.folder, { ...onBranch, since: 'HEAD~4' })), ofTopic)
    })
  })

  describe('of anything', () => {
    it('is unknown outside of a work tree, and where nothing is committed', async () => {
      const empty = new Repository(folder(), environment)
      isUnknown(await find(base, inPull), /is in no work tree of git/)
      isUnknown(await find(empty.folder, inPull), /has no commit checked out/)
    })
    it('is what lies at or below a path, and names the ones that do not count', async () => {
      const { fork } = shared
      const clone = cloned('refs/heads/topic', 0)
      const found = await find(clone.folder, { ...onBranch, since: fork }, { targetPath: 'a', excludePaths: ['a/x'] })
      assert.deepEqual([filesOf(found), found.kind === 'known' && found.diff.excludePaths], [' - a/x.py', ['a/x']])
      assert.equal(filesOf(await find(clone.folder, { ...onBranch, since: 'HEAD' }, { targetPath: 'b' })), ' - ')
    })
    it('does not take a path at which there is nothing', async () => {
      const { fork } = shared
      const clone = cloned('refs/heads/topic', 0)
      for (const targetPath of ['A', 'sdk', 'a/x'])
        await assert.rejects(find(clone.folder, { ...onBranch, since: fork }, { targetPath }), { code: 'INPUT_INVALID' })
    })
  })

  describe('of a diff.json', () => {
    const text = '{"ChangedFiles":["a/é","b/y"],"DeletedFiles":[],"ExcludePaths":["c"],"PRNumber":"9"}'
    const read = async (bytes: string | Uint8Array, more: object = {}): Promise<FoundDiff> => {
      const sources = folder()
      const one = new Repository(sources, environment)
      one.put('out/diff.json', bytes)
      return await find(sources, inPull, { diffFile: 'out/diff.json', ...more })
    }
    it('is as it says, without git', async () => {
      const found = await read(text, { excludePaths: ['d', 'c'], targetPath: 'a' })
      const diff = { changed: ['a/é'], deleted: [], excludePaths: ['c', 'd'], pullRequest: '9' }
      assert.deepEqual(found, { kind: 'known', diff, base: '', head: '', says: 'as out/diff.json says' })
    })
    it('is as Windows PowerShell writes it', async () =>
      assert.equal(filesOf(await read(Buffer.from(`\uFEFF${text}`, 'utf16le'))), 'a/é b/y - '))
    it('is unknown where it names no file, as one does that was written after git had failed', async () => {
      for (const none of ['"ChangedFiles":[],"DeletedFiles":[]', '"ChangedFiles":null', '"DeletedFiles":""'])
        isUnknown(await read(`{${none},"ExcludePaths":["c"],"PRNumber":"9"}`), /^out\/diff\.json names no file/)
      assert.equal(filesOf(await read(text, { targetPath: 'z' })), ' - ')
    })
    it('is a Problem where it is missing or broken', async () => {
      await assert.rejects(find(base, inPull, { diffFile: 'nope.json' }), { code: 'FILE_MISSING' })
      await assert.rejects(read('{}'), { code: 'FILE_INVALID' })
    })
  })
})
