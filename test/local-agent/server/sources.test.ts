import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Mistake } from '../../../local-agent/mistake.ts'
import { type LocalFile, readLocalFile } from '../../../local-agent/server/local-file.ts'
import { building, readSources, type Sources } from '../../../local-agent/server/sources.ts'
import { fill } from '../../../local-agent/server/variables.ts'
import { type GitHost, gitHost } from '../git-host.ts'

describe('what a run builds', function () {
  this.timeout(60_000)
  const folder = mkdtempSync(join(tmpdir(), 'sources-'))
  let host: GitHost
  before(() => {
    host = gitHost(folder)
    mkdirSync(join(folder, 'plain'))
    mkdirSync(join(host.tree.folder, 'sub'))
    host.tree.git('-C', host.folder, 'update-ref', 'refs/pull/8/merge', host.main)
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  const values: Readonly<Record<string, string>> = {
    repository: 'with space/host.git',
    change: 'change',
    number: '7',
    tag: 'refs/tags/v1.0',
  }
  const read = (local: Partial<LocalFile>): Sources =>
    readSources(folder, readLocalFile(join(folder, 'p.yml'), local), (text) => fill(text, (name) => values[name]))
  const pullRequest = { number: '7', source: 'change', target: 'main', fork: false }
  const remote = (branch: string, commit: string) => ({ url: pathToFileURL(host.folder).href, branch, commit })

  it('is a folder as it lies, of no commit where git knows none', () =>
    assert.deepEqual(read({ repository: 'plain', branch: 'refs/heads/$(change)', reason: 'Schedule' }), {
      repository: join(folder, 'plain'),
      provider: 'TfsGit',
      reason: 'Schedule',
      branch: 'refs/heads/change',
      version: '0'.repeat(40),
    }))

  it('is a work tree as it lies, a folder of one as well', () => {
    for (const repository of ['tree', 'tree/sub']) {
      const { version, remote: from } = read({ repository })
      assert.deepEqual([version, from], [host.main, undefined], repository)
    }
  })

  it('is fetched of a bare repository, a branch or whatever ref is named', () => {
    assert.deepEqual(read({ repository: '$(repository)' }).remote, remote('refs/heads/main', host.main))
    const { version, branch } = read({ repository: '$(repository)', branch: '$(tag)' })
    assert.deepEqual([branch, version], ['refs/tags/v1.0', host.tree.git('rev-parse', 'v1.0')])
  })

  it('is the merge commit of a pull request, whose reason and branch count', () =>
    assert.deepEqual(
      read({
        repository: '$(repository)',
        provider: 'GitHub',
        branch: 'refs/heads/other',
        pullRequest: { number: '$(number)', source: 'refs/heads/$(change)', target: 'refs/heads/main', fork: true },
      }),
      {
        repository: host.folder,
        provider: 'GitHub',
        reason: 'PullRequest',
        branch: 'refs/pull/7/merge',
        version: host.merge,
        remote: remote('refs/pull/7/merge', host.merge),
        pullRequest: { number: 7, source: 'change', target: 'main', fork: true, commit: host.change },
      },
    ))

  it('is fetched for a pull request of a work tree too', () =>
    assert.equal(read({ repository: 'tree', pullRequest }).remote?.url, host.tree.url))

  it('is what lies there, not what a hook of git was told', () => {
    process.env['GIT_DIR'] = join(dirname(folder), 'elsewhere')
    try {
      assert.equal(read({ repository: '$(repository)' }).version, host.main)
    } finally {
      delete process.env['GIT_DIR']
    }
  })

  it('is a work tree at its own tag, or of a tag that it does not have', () => {
    host.tree.git('tag', 'here', host.main)
    for (const branch of ['refs/tags/here', 'refs/tags/elsewhere']) assert.equal(read({ repository: 'tree', branch }).branch, branch)
    assert.equal(
      read({ repository: 'tree/sub', branch: 'refs/tags/v1.0' }).branch,
      'refs/tags/v1.0',
      'the tags of the whole are not those of a part',
    )
  })

  it('is what a command line names, and then no pull request', () => {
    const given = readLocalFile(join(folder, 'p.yml'), { repository: 'tree', pullRequest, branch: 'refs/heads/main' })
    assert.equal(building(given, undefined), given)
    const { branch, pullRequest: none, repository } = building(given, 'refs/tags/v1.0')
    assert.deepEqual([branch, none, repository], ['refs/tags/v1.0', undefined, 'tree'])
    for (const ref of ['v1.0', 'main', '', 'refs/', 'refs//x', 'refs/tags', 'refs/tags/', 'refs/tags/v1 0', 'refs/tags/v1/', '--all'])
      assert.throws(() => building(given, ref), Mistake, ref)
  })

  const wrong: readonly (readonly [why: string, local: Partial<LocalFile>, says: RegExp])[] = [
    ['a repository that is not there', { repository: 'nowhere' }, /nowhere is no folder/],
    ['a branch that is not there', { repository: '$(repository)', branch: 'refs/heads/gone' }, /has no refs\/heads\/gone/],
    ['a work tree at another commit than its tag', { repository: 'tree', branch: '$(tag)' }, /is not at refs\/tags\/v1\.0: check it out/],
    ['a branch that git would take for an option', { repository: '$(repository)', branch: '--all' }, /has no --all/],
    [
      'a pull request that is not there',
      { repository: 'tree', pullRequest: { ...pullRequest, number: '9' } },
      /has no refs\/pull\/9\/merge/,
    ],
    ['a target that is not there', { repository: 'tree', pullRequest: { ...pullRequest, target: 'mian' } }, /has no refs\/heads\/mian/],
    ['a pull request that is no merge', { repository: '$(repository)', pullRequest: { ...pullRequest, number: '8' } }, /no merge/],
    ['no number', { repository: 'tree', pullRequest: { ...pullRequest, number: '$(none)' } }, /'\$\(none\)' is no number/],
    ['a folder without git', { repository: 'plain', pullRequest }, /not the top of a git repository/],
    ['a folder within a repository', { repository: 'tree/sub', pullRequest }, /not the top of a git repository/],
  ]
  for (const [why, local, says] of wrong)
    it(`cannot be ${why}`, () =>
      assert.throws(
        () => read(local),
        (error) => error instanceof Mistake && says.test(error.message),
      ))
})
