import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gitEnvironment } from '../../../adapters/local/git-environment.ts'
import { localGit } from '../../../adapters/local/git.ts'
import { localProcesses } from '../../../adapters/local/processes.ts'
import { Problem } from '../../../core/problem.ts'

/** Real repositories, made for the test by the system's git. */
describe('localGit', () => {
  const base = mkdtempSync(join(tmpdir(), 'git-'))
  const at = (...parts: string[]): string => join(base, ...parts)
  const environment = {
    PATH: process.env['PATH'],
    HOME: base,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'a',
    GIT_AUTHOR_EMAIL: 'a@test',
    GIT_COMMITTER_NAME: 'a',
    GIT_COMMITTER_EMAIL: 'a@test',
  }
  const git = localGit(localProcesses(), environment, base)
  const call = (folder: string, ...args: string[]): string =>
    execFileSync('git', ['-c', 'protocol.file.allow=always', ...args], { cwd: at(folder), env: environment, encoding: 'utf8' }).trim()
  let times = 1_790_000_000
  const commit = (folder: string, file: string): string => {
    writeFileSync(at(folder, file), `${file}\n`)
    call(folder, 'add', '-A')
    const date = `${(times += 60)} +0000`
    execFileSync('git', ['commit', '-q', '-m', file], {
      cwd: at(folder),
      env: { ...environment, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
    })
    return call(folder, 'rev-parse', 'HEAD')
  }
  const repository = (folder: string): string => {
    mkdirSync(at(folder))
    call(folder, 'init', '-q', '-b', 'main')
    return pathToFileURL(at(folder)).href
  }
  let url = ''
  let [first, second, side]: string[] = []

  before(() => {
    url = repository('spam')
    first = commit('spam', 'one')
    call('spam', 'tag', 'light')
    call('spam', 'tag', '-a', 'v1.0', '-m', 'one')
    second = commit('spam', 'two')
    call('spam', 'checkout', '-q', '-b', 'feature/v1.0', first)
    side = commit('spam', 'three')
    call('spam', 'tag', 'main', side)
    call('spam', 'checkout', '-q', 'refs/heads/main', '--')
    call('spam', 'checkout', '-q', '-B', 'trunk', second)
  })
  after(() => rmSync(base, { recursive: true, force: true }))

  describe('commitOf', () => {
    const table: [why: string, ref: () => string, commit: () => string | undefined][] = [
      ['a whole commit as it is, without asking', () => 'AB'.repeat(20), () => 'ab'.repeat(20)],
      ['a branch', () => 'trunk', () => second],
      ['a branch of several parts', () => 'feature/v1.0', () => side],
      ['a lightweight tag', () => 'light', () => first],
      ['an annotated tag as the commit that it is of, not as a branch that ends so', () => 'v1.0', () => first],
      ['a tag before a branch of its name', () => 'main', () => side],
      ['a whole ref', () => 'refs/heads/main', () => second],
      ['HEAD', () => 'HEAD', () => second],
      ['nothing, as HEAD', () => '', () => second],
      ['no ref that is not there', () => 'v9', () => undefined],
      ['no short commit', () => (first ?? '').slice(0, 8), () => undefined],
      ['no pattern', () => 'v*', () => undefined],
      ['no option', () => '--upload-pack=touch x', () => undefined],
    ]
    for (const [why, ref, expected] of table) it(`takes ${why}`, async () => assert.equal(await git.commitOf(url, ref()), expected()))

    const refused: [why: string, url: string][] = [
      ['a remote helper', 'ext::sh -c touch% pwned'],
      ['an option', '--upload-pack=touch pwned'],
      ['a path', '/etc'],
      ['a repository that is not there', 'file:///nowhere/at/all'],
      ['another scheme', 'ftp://host/x'],
    ]
    for (const [why, address] of refused)
      it(`refuses ${why}`, async () => {
        await assert.rejects(git.commitOf(address, 'main'), { code: 'UNRESOLVED' })
        assert.ok(!existsSync(at('pwned')))
      })

    it('does not wait for a password, nor show one', async () => {
      const server = createServer((_, answer) => answer.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end())
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const { port } = server.address() as AddressInfo
      try {
        await assert.rejects(git.commitOf(`http://me:hunter2@127.0.0.1:${port}/x`, 'main'), (error) => {
          assert.ok(error instanceof Problem)
          assert.equal(error.code, 'UNRESOLVED')
          assert.doesNotMatch(error.text, /hunter2/)
          return true
        })
        await assert.rejects(git.commitOf(`http://127.0.0.1:${port}/x`, 'main'), { code: 'UNRESOLVED' })
      } finally {
        server.closeAllConnections()
        server.close()
      }
    })

    describe('over http', () => {
      /** The dumb protocol: files as `git update-server-info` leaves them. It knows no shallow fetch. */
      const served = async (failures: number, work: (url: string, requests: string[]) => Promise<void>): Promise<void> => {
        call('spam', 'update-server-info')
        const requests: string[] = []
        const server = createServer((request, answer) => {
          requests.push(request.url ?? '')
          const path = at('spam/.git', new URL(request.url ?? '', 'http://x').pathname.replace('/spam/', ''))
          if (requests.length <= failures) answer.writeHead(503).end()
          else if (existsSync(path)) answer.end(readFileSync(path))
          else answer.writeHead(404).end()
        })
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
        const { port } = server.address() as AddressInfo
        try {
          await work(`http://127.0.0.1:${port}/spam`, requests)
        } finally {
          server.closeAllConnections()
          server.close()
        }
      }
      const quick = localGit(localProcesses(), environment, base, { attempts: 3, base: 1, most: 2 })

      it('tries again what a server was too busy for', async () =>
        await served(2, async (http) => assert.equal(await quick.commitOf(http, 'v1.0'), first)))
      it('but not for ever', async () =>
        await served(99, async (http, requests) => {
          await assert.rejects(quick.commitOf(http, 'v1.0'), /returned error: 503/)
          assert.equal(requests.length, 3)
        }))
      it('and not what is not there', async () =>
        await served(0, async (http, requests) => {
          await assert.rejects(quick.commitOf(http.replace('/spam', '/eggs'), 'v1.0'), { code: 'UNRESOLVED' })
          assert.ok(requests.length <= 2)
        }))
      it('fetches all from a server that knows no shallow fetch', async () =>
        await served(0, async (http) => {
          await quick.fetch(http, first ?? '', at('dumb'))
          assert.deepEqual([existsSync(at('dumb/one')), existsSync(at('dumb/two'))], [true, false])
          assert.equal(call('dumb', 'describe', '--tags', '--exact-match', '--match', 'v*'), 'v1.0')
        }))
    })

    it('says so where there is no git', async () => {
      const none = localGit(localProcesses(), { PATH: at('spam') }, base)
      await assert.rejects(none.commitOf(url, 'main'), /git cannot be started/)
    })
  })

  describe('timeOf', () => {
    it('is when the commit was made', async () =>
      assert.deepEqual(
        [await git.timeOf(at('spam'), first ?? ''), await git.timeOf(at('spam'), second ?? '')],
        [1_790_000_060, 1_790_000_120],
      ))
    it('is unknown of another commit, outside a repository, and of what is none', async () =>
      assert.deepEqual(
        [await git.timeOf(at('spam'), 'ab'.repeat(20)), await git.timeOf(tmpdir(), first ?? ''), await git.timeOf(at('spam'), '--all')],
        [undefined, undefined, undefined],
      ))
    const asRoot = process.getuid?.() === 0 ? it : it.skip
    asRoot('reads a checkout of another user', async () => {
      chownSync(at('spam'), 12345, 12345)
      chownSync(at('spam/.git'), 12345, 12345)
      const time = await git.timeOf(at('spam'), first ?? '')
      chownSync(at('spam'), 0, 0)
      chownSync(at('spam/.git'), 0, 0)
      assert.equal(time, 1_790_000_060)
    })
  })

  describe('fetch', () => {
    it('leaves the tree of one commit with its tags, and tells its time', async () => {
      const time = await git.fetch(url, first ?? '', at('tagged'))
      assert.deepEqual([time, existsSync(at('tagged/one')), existsSync(at('tagged/two'))], [1_790_000_060, true, false])
      assert.equal(call('tagged', 'describe', '--tags', '--exact-match', '--match', 'v*'), 'v1.0')
    })

    it('takes a commit that no tag names', async () => {
      await git.fetch(url, second ?? '', at('untagged'))
      assert.deepEqual([readFileSync(at('untagged/two'), 'utf8'), call('untagged', 'rev-parse', 'HEAD')], ['two\n', second])
      assert.equal(call('untagged', 'rev-list', '--count', 'HEAD'), '1')
    })

    it('fetches all where the server gives no bare commit', async () => {
      await git.fetch(url, first ?? '', at('bare'))
      const old = {
        ...environment,
        GIT_PROTOCOL: 'version=0',
        GIT_CONFIG_COUNT: '1',
        GIT_CONFIG_KEY_0: 'protocol.version',
        GIT_CONFIG_VALUE_0: '0',
      }
      const hidden = call('spam', 'commit-tree', '-p', second ?? '', '-m', 'parent of a branch', `${second}^{tree}`)
      const tip = call('spam', 'commit-tree', '-p', hidden, '-m', 'tip', `${second}^{tree}`)
      call('spam', 'branch', 'above', tip)
      await localGit(localProcesses(), old, base).fetch(url, hidden, at('full'))
      assert.equal(call('full', 'rev-parse', 'HEAD'), hidden)
      assert.equal(call('full', 'rev-parse', '--is-shallow-repository'), 'false')
    })

    it('brings submodules at their commits', async () => {
      const inner = repository('inner')
      commit('inner', 'within')
      repository('outer')
      call('outer', 'submodule', '--quiet', 'add', inner, 'lib')
      const outer = commit('outer', 'file')
      await git.fetch(pathToFileURL(at('outer')).href, outer, at('with-submodule'))
      assert.ok(existsSync(at('with-submodule/lib/within')))
    })

    it('runs no hook of a template', async () => {
      mkdirSync(at('template/hooks'), { recursive: true })
      writeFileSync(at('template/hooks/post-checkout'), `#!/bin/sh\ntouch ${at('hooked')}\n`, { mode: 0o755 })
      const templated = { ...environment, GIT_TEMPLATE_DIR: at('template') }
      await localGit(localProcesses(), templated, base).fetch(url, second ?? '', at('unhooked'))
      assert.ok(!existsSync(at('hooked')))
    })

    it('fails for a commit that is not there, and for what is none', async () => {
      await assert.rejects(git.fetch(url, 'ab'.repeat(20), at('none')), { code: 'UNRESOLVED' })
      await assert.rejects(git.fetch(url, '--all', at('none2')), { code: 'UNRESOLVED' })
    })

    it('stops when the run is cancelled', async () => {
      const cancelled = localGit(localProcesses(AbortSignal.abort()), environment, base)
      await assert.rejects(cancelled.fetch(url, second ?? '', at('cancelled')), /was stopped \(cancelled\)/)
    })
  })
})

describe('gitEnvironment', () => {
  it('keeps what git needs and no secret of the agent', () => {
    const given = {
      PATH: '/bin',
      HTTPS_PROXY: 'p',
      INPUT_TOKEN: 's',
      SECRET_X: 's',
      ENDPOINT_AUTH_Y: 's',
      SYSTEM_ACCESSTOKEN: 's',
      GIT_DIR: '/x',
    }
    const made = gitEnvironment(given, 'https://host/x')
    assert.deepEqual(
      [made['PATH'], made['HTTPS_PROXY'], made['GIT_TERMINAL_PROMPT'], Object.values(made).includes('s')],
      ['/bin', 'p', '0', false],
    )
    assert.equal(made['GIT_DIR'], undefined)
  })
  it('lets a repository on the net lead into no folder of this machine', () => {
    assert.doesNotMatch(gitEnvironment({}, 'https://host/x')['GIT_ALLOW_PROTOCOL'] ?? '', /file|ext/)
    assert.match(gitEnvironment({}, 'file:///x')['GIT_ALLOW_PROTOCOL'] ?? '', /file/)
  })
  it('keeps a way to ssh that was given', () => assert.equal(gitEnvironment({ GIT_SSH_COMMAND: 'mine' }, '')['GIT_SSH_COMMAND'], 'mine'))
})
