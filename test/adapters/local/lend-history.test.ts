import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { localLender } from '../../../adapters/local/lend-history.ts'
import { localProcesses } from '../../../adapters/local/processes.ts'
import type { Command } from '../../../core/ports.ts'
import { plainGit, Repository } from '../../servers/git-repository.ts'

describe('a lent history', () => {
  let folder: string
  let origin: Repository
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lend-history-'))
    origin = new Repository(join(folder, 'origin'))
    origin.commit({ 'README.md': 'one\n', 'sdk/a/code.py': 'one\n', 'sdk/b/code.py': 'one\n' })
    origin.git('tag', 'a_1.0')
    origin.git('tag', '-a', '-m', 'b', 'b_2.0')
    origin.commit({ 'sdk/b/code.py': 'two\n' })
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  /** Git in a folder, and what it prints. */
  const git = (at: string, ...args: readonly string[]): string =>
    execFileSync('git', args, { cwd: at, env: origin.environment, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim()
  const described = (at: string, ...how: readonly string[]): string => git(at, 'describe', '--tags', '--dirty', '--abbrev=0', ...how)

  /** Lends a checkout's history to a copy of one of its folders; where that lies. */
  async function lend(top: string, inside: string, whole = false): Promise<string> {
    const into = join(folder, `lent-${inside.replaceAll('/', '-')}`)
    cpSync(join(top, inside), join(into, inside), { recursive: true, filter: (path) => !path.endsWith('.git') })
    await localLender(localProcesses(), plainGit(folder), folder).lend({ top, inside, into, whole })
    return into
  }

  for (const inside of ['sdk/a', 'sdk', ''])
    it(`describes its commit as the checkout does, with a copy of '${inside}' alone`, async () => {
      const lent = await lend(origin.folder, inside)
      assert.deepEqual(
        [git(lent, 'rev-parse', 'HEAD'), described(lent, '--match', 'a_*'), described(lent, '--match', 'b_*')],
        [origin.git('rev-parse', 'HEAD'), 'a_1.0', 'b_2.0'],
      )
      assert.equal(git(lent, 'status', '--porcelain'), '')
      assert.equal(git(lent, 'log', '--format=%s').split('\n').length, 2)
      assert.equal(git(lent, 'show', 'HEAD~1:sdk/b/code.py'), 'one')
    })

  it('sees what was changed in the part, and is not seen by the checkout', async () => {
    origin.put('sdk/a/code.py', 'changed\n')
    origin.put('README.md', 'changed\n')
    const lent = await lend(origin.folder, 'sdk/a')
    assert.equal(git(lent, 'status', '--porcelain'), 'M sdk/a/code.py')
    assert.match(described(lent), /-dirty$/)
    git(lent, 'add', '-A')
    git(lent, 'commit', '--quiet', '-m', 'in the build')
    git(lent, 'tag', 'mine')
    assert.equal(origin.git('tag', '-l', 'mine'), '')
    assert.notEqual(origin.git('rev-parse', 'HEAD'), git(lent, 'rev-parse', 'HEAD'))
  })

  it('knows the files of its part, as what packs them asks', async () => {
    const lent = await lend(origin.folder, 'sdk/a')
    assert.equal(git(lent, 'ls-files', 'sdk/a'), 'sdk/a/code.py')
    assert.equal(git(lent, 'archive', '--format=tar', 'HEAD').length > 0, true)
  })

  it('can be carried away whole', async () => {
    const lent = await lend(origin.folder, 'sdk/a', true)
    rmSync(origin.folder, { recursive: true })
    assert.equal(described(lent), 'b_2.0')
    assert.ok(!existsSync(join(lent, '.git', 'objects', 'info', 'alternates')))
  })

  it('counts as there what a sparse checkout leaves out', async () => {
    const sparse = origin.checkedOut(join(folder, 'sparse'), 'refs/heads/main', 0)
    sparse.git('sparse-checkout', 'set', 'sdk/a')
    assert.ok(!existsSync(join(sparse.folder, 'sdk/b')))
    const lent = await lend(sparse.folder, '')
    assert.equal(git(lent, 'status', '--porcelain'), '')
    assert.deepEqual([existsSync(join(lent, 'sdk/a/code.py')), existsSync(join(lent, 'sdk/b'))], [true, false])
  })

  it('is cut off where the checkout is', async () => {
    const shallow = origin.checkedOut(join(folder, 'shallow'), 'refs/heads/main', 1)
    const lent = await lend(shallow.folder, 'sdk/a')
    assert.equal(git(lent, 'rev-parse', '--is-shallow-repository'), 'true')
    assert.equal(git(lent, 'status', '--porcelain'), '')
    assert.throws(() => described(lent))
  })

  it('is that of a work tree which keeps its objects elsewhere', async () => {
    const worktree = join(folder, 'worktree')
    origin.git('worktree', 'add', '--quiet', '--detach', worktree, 'HEAD~1')
    const lent = await lend(worktree, 'sdk/a')
    assert.equal(git(lent, 'rev-parse', 'HEAD'), origin.git('rev-parse', 'HEAD~1'))
    assert.equal(git(lent, 'status', '--porcelain'), '')
  })

  it('holds of a folder whose name has letters that mean more', async () => {
    const odd = 'sdk/[a] b!*'
    origin.commit({ [`${odd}/code.py`]: 'x\n', 'sdk/a b!/code.py': 'x\n' })
    const lent = await lend(origin.folder, odd)
    assert.equal(git(lent, 'status', '--porcelain'), '')
  })

  it('asks nothing that git 2.25 does not know, and no other way of keeping refs', async () => {
    const calls: Command[] = []
    const local = localProcesses()
    const heard: typeof local = {
      run: async (command, on) => (calls.push(command), await local.run(command, on)),
      output: async (command, ...to) => (calls.push(command), await local.output(command, ...to)),
    }
    const into = join(folder, 'into')
    mkdirSync(into)
    await localLender(heard, plainGit(folder), folder).lend({ top: origin.folder, inside: 'sdk/a', into, whole: false })
    const late = ['--object-format=sha1', '--no-cone', '--initial-branch=main']
    assert.deepEqual(
      calls.flatMap(({ args }) => args.filter((arg) => late.includes(arg))),
      [],
    )
    assert.equal(calls.find(({ args }) => args.includes('init'))?.env['GIT_DEFAULT_REF_FORMAT'], 'files')
    assert.match(readFileSync(join(into, '.git/info/sparse-checkout'), 'utf8'), /^\/sdk\/a\/\n$/)
  })

  it('is none where there is no checkout', async () => {
    const plain = join(folder, 'plain')
    mkdirSync(plain)
    writeFileSync(join(plain, 'x'), '')
    const lender = localLender(localProcesses(), { ...plainGit(folder), GIT_CEILING_DIRECTORIES: folder }, folder)
    await assert.rejects(lender.lend({ top: plain, inside: '', into: join(folder, 'into'), whole: false }), { code: 'UNRESOLVED' })
    assert.equal(await lender.hasTags(plain), false)
    assert.equal(readFileSync(join(plain, 'x'), 'utf8'), '')
  })

  it('knows whether there is any tag', async () => {
    const lender = localLender(localProcesses(), plainGit(folder), folder)
    const untagged = origin.checkedOut(join(folder, 'untagged'), 'refs/heads/main', 0)
    assert.deepEqual([await lender.hasTags(origin.folder), await lender.hasTags(untagged.folder)], [true, false])
  })
})
