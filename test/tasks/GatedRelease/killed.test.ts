import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { account, type RealRelease, startRealRelease, type Told, whole } from './real-release.ts'

/** What a release that ended by itself has told. */
interface Ended {
  readonly result: string
  readonly outputs: Record<string, string>
  readonly problems: readonly string[]
  readonly deeds: number
}

type Fate = { readonly killed: true } | ({ readonly killed: false } & Ended)

describe('a release that is killed', function () {
  this.timeout(480_000)
  let release: RealRelease
  let digest: string

  before(async () => {
    release = await startRealRelease()
    const told = release.planning()
    const { outputs } = await ended(start(told))
    digest = outputs['planDigest'] ?? ''
    release.adopt(told.attached, 'job-1')
    release.approve(outputs['approvalCode'] ?? '')
  })
  beforeEach(() => {
    release.clear()
    release.hooks.before = release.hooks.after = () => undefined
  })
  after(async () => await release.close())

  const start = (told: Told): ChildProcess =>
    spawn(process.execPath, [join(import.meta.dirname, 'release-child.js'), JSON.stringify(told)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const fateOf = async (child: ChildProcess): Promise<Fate> => {
    const [output, [code, signal]] = await Promise.all([text(child.stdout ?? assert.fail()), once(child, 'exit')])
    if (signal === 'SIGKILL') return { killed: true }
    assert.equal(code, 0)
    return { killed: false, ...(JSON.parse(output) as Ended) }
  }
  const ended = async (child: ChildProcess): Promise<Ended> => {
    const fate = await fateOf(child)
    assert.ok(!fate.killed)
    return fate
  }
  /** Kills it at its n-th request to service or index, which is then never carried out; or at its n-th upload, which already is. */
  const killedAt = async (n: number, what: 'request' | 'upload', told: Told): Promise<Fate> => {
    let count = 0
    if (what === 'request') release.script.add({ path: /^/, after: n - 1, do: 'reset' })
    const child = start(told)
    const fate = fateOf(child)
    const gone = once(child, 'exit')
    const kill = async ({ method }: { readonly method: string }): Promise<void> => {
      if ((what === 'request' || method === 'POST') && ++count === n && child.kill('SIGKILL')) await gone
    }
    release.hooks[what === 'request' ? 'before' : 'after'] = kill
    try {
      return await fate
    } finally {
      release.script.clear()
      release.hooks.before = release.hooks.after = () => undefined
    }
  }
  /** Published by a further run, which uploads what is missing and nothing else. */
  const takeUp = async (what: string, told: Told): Promise<Ended> => {
    const stored = Object.keys(release.shelved()).length
    const before = release.posts()
    const again = await ended(start(told))
    const { publishedCount, skippedCount } = again.outputs
    assert.deepEqual([again.problems, publishedCount, skippedCount], [[], String(3 - stored), String(stored)], what)
    assert.equal(release.posts() - before, 3 - stored, what)
    assert.deepEqual(release.shelved(), whole, what)
    return again
  }

  it('is published whole when nobody kills it, and again without a single upload', async () => {
    assert.equal((await takeUp('first', release.publishing())).outputs['approvers'], 'Grace')
    await takeUp('second', release.publishing())
  })

  // Planning only reads: what service and index have done by then changes nothing.
  it('at any request of its plan has attached nothing, and is planned alike by running it again', async () => {
    for (let n = 1; ; n++) {
      const told = release.planning()
      const fate = await killedAt(n, 'request', told)
      if (!fate.killed) return assert.ok(n > 5, `only ${n} requests`)
      assert.deepEqual(readdirSync(told.attached), [])
      assert.equal((await ended(start(told))).outputs['planDigest'], digest)
    }
  })

  // What is carried out without anybody being told matters of uploads alone: all else only reads.
  for (const [what, when, states] of [
    ['request', 'never', [0, 1, 2, 3]],
    ['upload', 'already', [1, 2, 3]],
  ] as const)
    it(`at any ${what}, ${when} carried out, is taken up by running it again`, async () => {
      const stored = new Set<number>()
      for (let n = 1; ; n++) {
        release.clear()
        const told = release.publishing()
        const fate = await killedAt(n, what, told)
        if (!fate.killed) break
        stored.add(Object.keys(release.shelved()).length)
        await takeUp(`${what} ${n}`, told)
      }
      assert.deepEqual([...stored], states)
    })

  it('at any file of its plan leaves a plan that is whole or none, and the next attempt plans alike', async () => {
    const { deeds } = await ended(start(release.planning()))
    const left = new Set<string>()
    for (let dies = 1; dies <= deeds; dies++) {
      const told = release.planning({ dies })
      assert.deepEqual(await fateOf(start(told)), { killed: true })
      left.add(plansIn(told.attached).join())
      const again = await ended(start({ ...told, dies: 0, agent: { ...told.agent, 'System.JobAttempt': '2' } }))
      assert.equal(again.outputs['planDigest'], digest)
      assert.ok(plansIn(told.attached).includes('release-plan.build.plan.2'))
      assert.equal(new Set(readdirSync(told.attached).map((plan) => planIn(told.attached, plan))).size, 1)
    }
    assert.deepEqual([...left], ['', 'release-plan.build.plan.1'])
  })

  it('at any file is taken up by running it again', async () => {
    const { deeds } = await ended(start(release.publishing()))
    assert.ok(deeds > 20, String(deeds))
    const recorded = new Set<string>()
    for (let dies = 1; dies <= deeds; dies++) {
      release.clear()
      const told = release.publishing({ dies })
      assert.deepEqual(await fateOf(start(told)), { killed: true })
      recorded.add(readdirSync(told.attached).join())
      await takeUp(`file ${dies}`, { ...told, dies: 0 })
    }
    assert.deepEqual([...recorded], ['', 'release-record.publish.publish.1'])
  })

  it('leaves neither the password nor the token in any file', () => {
    const files = readdirSync(release.temporary, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    assert.ok(files.length > 100)
    for (const entry of files) {
      const bytes = readFileSync(join(entry.parentPath, entry.name))
      for (const secret of [
        account.password,
        release.publishing().token,
        Buffer.from(`${account.username}:${account.password}`).toString('base64'),
      ])
        assert.ok(!bytes.includes(secret), entry.name)
    }
  })
})

function plansIn(attached: string): string[] {
  return readdirSync(attached).sort()
}

function planIn(attached: string, plan: string): string {
  return readFileSync(join(attached, plan, 'release-plan.json'), 'utf8')
}
