import assert from 'node:assert/strict'
import { chmodSync, existsSync, lstatSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { CheckoutOptions, Remote, Step } from '../../../local-agent/record.ts'
import { type GitHost, gitHost } from '../git-host.ts'
import { Bench, otherStep, type Told } from './one-job.ts'

describe('A checkout step without a remote', () => {
  const bench = new Bench()
  after(() => bench.close())
  const checkout = otherStep({ kind: 'checkout', self: true })

  it('copies all but node_modules', async () => {
    bench.write('repository/.git/HEAD', 'ref')
    bench.write('repository/node_modules/x/index.js', '')
    bench.write('repository/sub/node_modules/y/index.js', '')
    bench.write('repository/dist/out.txt', 'out')
    chmodSync(bench.write('repository/run.sh', '#!/bin/sh'), 0o755)
    symlinkSync('run.sh', join(bench.folder, 'repository', 'link'))
    const told = await bench.run([checkout])
    const sources = join(told.work, '1', 's')
    assert.deepEqual(readdirSync(sources).sort(), ['.git', 'dist', 'link', 'run.sh', 'sub'])
    assert.deepEqual(readdirSync(join(sources, 'sub')), [])
    assert.ok(lstatSync(join(sources, 'link')).isSymbolicLink())
    assert.equal(lstatSync(join(sources, 'run.sh')).mode & 0o111, 0o111)
  })

  it('leaves out a work folder within the repository', async () => {
    const work = join(bench.folder, 'repository', 'out', '_work')
    const told = await bench.run([checkout], { message: { workFolder: work } })
    assert.equal(told.outcome.result, 'succeeded')
    assert.ok(existsSync(join(work, '1', 's', 'run.sh')))
    assert.ok(!existsSync(join(work, '1', 's', 'out', '_work')))
  })

  it('copies nothing for none', async () => {
    const told = await bench.run([otherStep({ kind: 'checkout', self: false })])
    assert.deepEqual(readdirSync(join(told.work, '1', 's')), [])
  })
})

describe('A checkout step with a remote', function () {
  this.timeout(60_000)
  const bench = new Bench()
  let host: GitHost
  before(() => (host = gitHost(bench.folder)))
  after(() => bench.close())

  const checkout = (more: Partial<CheckoutOptions> = {}): Step =>
    otherStep({ kind: 'checkout', self: true, fetchDepth: 1, fetchTags: false, persistCredentials: false, ...more })
  const run = (step: Step, more: Partial<Remote> = {}, environment: Record<string, string> = {}): Promise<Told> => {
    const remote = { url: pathToFileURL(host.folder).href, branch: 'refs/pull/7/merge', commit: host.merge, ...more }
    const world = { environment: { PATH: process.env['PATH'] ?? '', HOME: bench.folder, ...environment } }
    return bench.run([step], { message: { remote }, world, variables: { 'system.accessToken': { value: 'hunter2hunter2', secret: true } } })
  }
  const commands = ({ lines }: Told): string[] => lines.filter((line) => line.startsWith('[command]git ')).map((line) => line.slice(13))

  it('runs the commands of the agent', async () => {
    const told = await run(checkout())
    assert.deepEqual(commands(told), [
      `init ${join(told.work, '1', 's')}`,
      `remote add origin ${pathToFileURL(host.folder).href}`,
      'config gc.auto 0',
      `fetch --force --no-tags --prune --prune-tags --no-recurse-submodules origin --depth=1 +${host.merge}:refs/remotes/origin/${host.merge}`,
      `fetch --force --no-tags --prune --prune-tags --no-recurse-submodules origin --depth=1 +${host.merge}`,
      `checkout --force refs/remotes/origin/${host.merge}`,
    ])
    assert.deepEqual(readdirSync(join(told.work, '1', 's')).sort(), ['.git', 'change.txt', 'main.txt'])
  })

  it('keeps the token of the job only where it is told to, and never in its log', async () => {
    for (const persistCredentials of [false, true]) {
      const told = await run(checkout({ persistCredentials }))
      const config = readFileSync(join(told.work, '1', 's', '.git', 'config'), 'utf8')
      assert.equal(config.includes('AUTHORIZATION: bearer hunter2hunter2'), persistCredentials)
      assert.ok(!told.lines.join().includes('hunter2'))
    }
  })

  const broken: readonly (readonly [why: string, more: Partial<Remote>, environment: Record<string, string>, says: RegExp])[] = [
    ['a commit is not there', { commit: '1'.repeat(40) }, {}, /^Git fetch failed with exit code: 128$/],
    ['the remote is not there', { url: 'file:///nowhere/host.git' }, {}, /^Git fetch failed with exit code: 128$/],
    ['there is no git', {}, { PATH: '/nowhere' }, /git/],
  ]
  for (const [why, more, environment, says] of broken)
    it(`fails where ${why}`, async () => {
      const told = await run(checkout(), more, environment)
      assert.equal(told.outcome.result, 'failed')
      assert.match(told.records[0]?.issues[0]?.message ?? '', says)
    })
})
