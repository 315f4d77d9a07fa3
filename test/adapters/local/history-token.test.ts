import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { localHistory } from '../../../adapters/local/history.ts'
import { credentialsFor } from '../../../adapters/local/history-remote.ts'
import { type LocalProcesses, localProcesses } from '../../../adapters/local/processes.ts'
import type { Command } from '../../../core/ports.ts'
import { plainGit, Repository } from '../../servers/git-repository.ts'
import { type GitServer, serveGit } from '../../servers/git-server.ts'

const token = 'the-token-of-the-job'
const quick = { attempts: 3, base: 1, most: 2 }

/** As a git sees it that reads no configuration of the environment. */
function withoutCount({ env, ...command }: Command): Command {
  return { ...command, env: Object.fromEntries(Object.entries(env).filter(([name]) => name !== 'GIT_CONFIG_COUNT')) }
}

describe('the token of the job', () => {
  const base = mkdtempSync(join(tmpdir(), 'token-'))
  const environment = plainGit(base)
  let azure: GitServer
  let other: GitServer
  let busy = 0
  let [first, last]: string[] = []

  before(async () => {
    azure = await serveGit(join(base, 'served'), ({ headers, url }, answer) => {
      const refused = headers.authorization !== `Bearer ${token}`
      if (refused) answer.writeHead(401, { 'www-authenticate': 'Bearer' }).end()
      else if (url?.startsWith('/org/p/_git/moved') === true) answer.writeHead(302, { location: `${other.url}${url}` }).end()
      else if (busy-- > 0) answer.writeHead(503).end()
      else return false
      return true
    })
    other = await serveGit(join(base, 'served'))
    const one = new Repository(join(base, 'served/org/p/_git/spam'), environment)
    first = one.commit({ a: '1' })
    last = one.commit({ a: '2' })
    one.commit({ a: '3' })
    cpSync(one.folder, join(base, 'served/org/p/_git/moved'), { recursive: true })
  })
  after(async () => {
    await Promise.all([azure.close(), other.close()])
    rmSync(base, { recursive: true, force: true })
  })
  beforeEach(() => {
    azure.requests.length = 0
    other.requests.length = 0
    busy = 0
  })

  let made = 0
  /** A clone of depth 1 whose origin is then `url`, and all that its history starts. */
  const cloned = (url: string, more: { provider?: string; environment?: Record<string, string> } = {}) => {
    const one = new Repository(join(base, `clone-${++made}`), environment)
    one.git('fetch', '--quiet', '--depth=1', `file://${join(base, 'served/org/p/_git/spam')}`, 'main')
    one.git('checkout', '--quiet', '--detach', 'FETCH_HEAD')
    one.git('remote', 'add', 'origin', url)
    const commands: Command[] = []
    const real = localProcesses()
    const noting = (command: Command): Command => (commands.push(command), command)
    const processes: LocalProcesses = {
      run: async (command, on) => await real.run(noting(command), on),
      output: async (command, bytes, on) => await real.output(noting(command), bytes, on),
    }
    const remote = { token, provider: more.provider ?? 'TfsGit', collectionUri: `${azure.url}/org/` }
    const history = localHistory(processes, { ...environment, ...more.environment }, one.folder, remote, quick)
    return { one, history, commands }
  }
  const keepsSecret = (one: Repository, commands: readonly Command[], says: string | undefined): void => {
    assert.ok(!commands.some(({ args }) => args.join(' ').includes(token)))
    assert.ok(!readFileSync(join(one.folder, '.git/config'), 'utf8').includes(token))
    assert.ok(!(says ?? '').includes(token))
  }
  const shownTo = ({ requests }: GitServer): boolean => requests.some(({ headers }) => JSON.stringify(headers).includes(token))

  it('is said to be shown by no older git, where it is not taken', async () => {
    const old: LocalProcesses = {
      run: async (command, on) => await localProcesses().run(withoutCount(command), on),
      output: async (command, bytes, on) => await localProcesses().output(withoutCount(command), bytes, on),
    }
    const { one } = cloned(`${azure.url}/org/p/_git/spam`)
    const remote = { token, provider: 'TfsGit', collectionUri: `${azure.url}/org/` }
    const says = await localHistory(old, environment, one.folder, remote, quick).fetch({ refs: [first ?? ''], deepen: 0, tags: false })
    assert.match(says ?? '', /could not read Username.* from version 2\.31 on/)
    assert.equal(shownTo(azure), false)
  })

  it('fetches from Azure Repos, and is in no argument, message or file', async () => {
    const { one, history, commands } = cloned(`${azure.url}/org/p/_git/spam`)
    const says = await history.fetch({ refs: [first ?? ''], deepen: 0, tags: false })
    assert.equal(says, undefined)
    assert.deepEqual(await history.diff(first ?? '', last ?? '').catch(() => 'not here'), 'not here')
    assert.equal(await history.fetch({ refs: [one.git('rev-parse', 'HEAD')], deepen: 'all', tags: false }), undefined)
    assert.deepEqual(await history.diff(first ?? '', last ?? ''), [{ path: 'a', kind: 'changed' }])
    keepsSecret(one, commands, says)
    assert.ok(shownTo(azure))
  })

  it('goes whatever name of a user the address has', async () => {
    const { history } = cloned(`${azure.url.replace('://', '://org@')}/org/p/_git/spam`)
    assert.equal(await history.fetch({ refs: ['refs/heads/main'], deepen: 1, tags: false }), undefined)
  })

  it('takes the place of what the checkout has kept, so that there is one header', async () => {
    const { one, history } = cloned(`${azure.url}/org/p/_git/spam`)
    one.git('config', `http.${azure.url}/org/p/_git/spam.extraheader`, 'Authorization: basic b2xk')
    assert.equal(await history.fetch({ refs: ['refs/heads/main'], deepen: 1, tags: false }), undefined)
  })

  it('comes after what the environment configures', async () => {
    const given = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'http.extraheader', GIT_CONFIG_VALUE_0: 'X-Of-Mine: 1' }
    const { history } = cloned(`${azure.url}/org/p/_git/spam`, { environment: { ...given, GIT_CURL_VERBOSE: '1', GIT_TRACE_REDACT: '0' } })
    assert.equal(await history.fetch({ refs: ['refs/heads/main'], deepen: 1, tags: false }), undefined)
  })

  it('is shown again where the server was busy', async () => {
    const { history } = cloned(`${azure.url}/org/p/_git/spam`)
    busy = 2
    assert.equal(await history.fetch({ refs: ['refs/heads/main'], deepen: 1, tags: false }), undefined)
  })

  it('fetches what a partial clone lacks', async () => {
    const served = join(base, 'served/org/p/_git/spam')
    new Repository(served, environment).git('config', 'uploadpack.allowFilter', 'true')
    const folder = join(base, 'partial')
    const one = new Repository(join(base, 'with-partial'), environment)
    one.git('clone', '--quiet', '--no-checkout', '--filter=blob:none', `file://${served}`, folder)
    one.git('-C', folder, 'remote', 'set-url', 'origin', `${azure.url}/org/p/_git/spam`)
    const partial = localHistory(
      localProcesses(),
      environment,
      folder,
      { token, provider: 'TfsGit', collectionUri: `${azure.url}/org/` },
      quick,
    )
    assert.equal(new TextDecoder().decode(await partial.show(first ?? '', 'a')), '1')
  })

  const kept: [why: string, url: () => string, provider?: string][] = [
    ['another host', () => `${other.url}/org/p/_git/spam`],
    ['another collection of the host', () => `${azure.url}/organisation/p/_git/spam`],
    ['GitHub', () => `${azure.url}/org/p/_git/spam`, 'GitHub'],
    ['an address that leads elsewhere', () => `${azure.url}/org/p/_git/moved`],
  ]
  for (const [why, url, provider] of kept)
    it(`is shown to nobody else: ${why}`, async () => {
      const { one, history, commands } = cloned(url(), provider === undefined ? {} : { provider })
      const says = await history.fetch({ refs: ['refs/heads/main'], deepen: 1, tags: false })
      keepsSecret(one, commands, says)
      assert.ok(!shownTo(other))
      assert.equal(shownTo(azure), url().endsWith('/moved'))
      assert.ok(says !== undefined || url().startsWith(other.url))
    })

  it('is not shown where the repository has the address stand for another', async () => {
    const { one, history } = cloned(`${azure.url}/org/p/_git/spam`)
    one.git('config', `url.${other.url}/.insteadOf`, `${azure.url}/`)
    assert.equal(await history.fetch({ refs: ['refs/heads/main'], deepen: 1, tags: false }), undefined)
    assert.deepEqual([shownTo(other), other.requests.length > 0, azure.requests.length], [false, true, 0])
  })

  it('is not in what a server says that repeats it', async () => {
    const echo = await serveGit(base, ({ headers }, answer) => {
      answer.writeHead(403, { 'content-type': 'text/plain' }).end(`fatal: no ${headers.authorization}`)
      return true
    })
    const one = new Repository(join(base, 'echoed'), environment)
    one.commit({ a: '1' })
    one.git('remote', 'add', 'origin', `${echo.url}/org/p/_git/spam`)
    const history = localHistory(
      localProcesses(),
      environment,
      one.folder,
      { token, provider: 'TfsGit', collectionUri: `${echo.url}/org/` },
      quick,
    )
    const says = (await history.fetch({ refs: ['refs/heads/main'], deepen: 0, tags: false })) ?? 'it worked'
    await echo.close()
    assert.match(says, /cannot be/)
    assert.ok(!says.includes(token))
  })

  it('is asked to be kept by the checkout elsewhere', async () => {
    const { history } = cloned(`${azure.url}/org/p/_git/spam`, { provider: 'GitHub' })
    assert.match((await history.fetch({ refs: ['refs/heads/main'], deepen: 1, tags: false })) ?? '', /persistCredentials: true/)
  })

  it('goes along from what the checkout has kept', async () => {
    const { one, history } = cloned(`${azure.url}/org/p/_git/spam`, { provider: 'GitHub' })
    one.git('config', `http.${azure.url}/org/p/_git/spam.extraheader`, `Authorization: Bearer ${token}`)
    assert.equal(await history.fetch({ refs: ['refs/heads/main'], deepen: 1, tags: false }), undefined)
  })
})

describe('credentialsFor', () => {
  const collection = 'https://dev.azure.com/org/'
  const table: [url: string, collectionUri: string, shown: boolean][] = [
    ['https://dev.azure.com/org/p/_git/r', collection, true],
    ['https://org@dev.azure.com/Org/p/_git/r', collection, true],
    ['https://org.visualstudio.com/p/_git/r', collection, true],
    ['https://org.visualstudio.com/DefaultCollection/p/_git/r', collection, true],
    ['https://dev.azure.com/org/p/_git/r', 'https://org.visualstudio.com/', true],
    ['https://ado.corp/tfs/Main/p/_git/r', 'https://ado.corp/tfs/Main/', true],
    ['https://ado.corp/tfs/Other/p/_git/r', 'https://ado.corp/tfs/Main/', false],
    ['https://dev.azure.com/org2/p/_git/r', collection, false],
    ['https://dev.azure.com/other/p/_git/r', collection, false],
    ['https://other.visualstudio.com/p/_git/r', collection, false],
    ['https://dev.azure.com.evil.test/org/p/_git/r', collection, false],
    ['https://dev.azure.com@evil.test/org/p/_git/r', collection, false],
    ['https://dev.azure.com:444/org/p/_git/r', collection, false],
    ['http://dev.azure.com/org/p/_git/r', collection, false],
    ['http://org.visualstudio.com/p/_git/r', collection, false],
    ['https://dev.azure.com/org/../other/p/_git/r', collection, false],
    ['git@ssh.dev.azure.com:v3/org/p/r', collection, false],
    ['file:///org/p/_git/r', collection, false],
    ['/org/p', collection, false],
    ['', '', false],
  ]
  for (const [url, collectionUri, shown] of table)
    it(`${shown ? 'shows' : 'does not show'} the token of ${collectionUri} to ${url}`, () =>
      assert.equal(credentialsFor(url, { token: 't', provider: 'tfsgit', collectionUri }).length > 0, shown))

  it('has none without a token, or of another host than Azure Repos', () => {
    const url = 'https://dev.azure.com/org/p/_git/r'
    assert.deepEqual(credentialsFor(url, { token: undefined, provider: 'TfsGit', collectionUri: collection }), [])
    assert.deepEqual(credentialsFor(url, { token: 't', provider: 'TfsGit', collectionUri: undefined }), [])
    assert.deepEqual(credentialsFor(url, { token: 't', provider: 'GitHub', collectionUri: collection }), [])
  })
  it('names the repository alone, without its user', () =>
    assert.deepEqual(
      credentialsFor('https://me:pw@dev.azure.com/org/p/_git/r', { token: 't', provider: 'TfsGit', collectionUri: collection }).at(-1),
      ['http.https://dev.azure.com/org/p/_git/r.extraheader', 'Authorization: Bearer t'],
    ))
})
