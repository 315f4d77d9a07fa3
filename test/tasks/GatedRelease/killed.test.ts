import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Outcome } from '../../../core/outcome.ts'
import { run } from '../../../tasks/GatedRelease/run.ts'
import { bundled } from '../../bundled.ts'
import { countDeeds } from './deeds.ts'
import { account, type RealRelease, realPorts, startRealRelease, type Told, whole } from './real-release.ts'
import { inputsOf } from './releasing.ts'

describe('a release that is killed', function () {
  this.timeout(480_000)
  let release: RealRelease
  let digest: string
  let program: string
  const programs = mkdtempSync(join(tmpdir(), 'killed-'))

  before(async () => {
    program = bundled(join(import.meta.dirname, 'release-child.js'), programs, 'mjs')
    release = await startRealRelease()
    const told = release.planning()
    const { outputs } = await again(told)
    digest = outputs['planDigest'] ?? ''
    release.adopt(told.attached, 'job-1')
    release.approve(outputs['approvalCode'] ?? '')
  })
  beforeEach(() => {
    release.clear()
    release.hooks.before = release.hooks.after = () => undefined
  })
  after(async () => {
    rmSync(programs, { recursive: true, force: true })
    await release.close()
  })

  const start = (told: Told): ChildProcess =>
    spawn(process.execPath, [program, JSON.stringify(told)], { stdio: ['ignore', 'ignore', 'inherit'] })
  /** Whether it was killed before it had ended well. */
  const isKilled = async (child: ChildProcess): Promise<boolean> => {
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
    assert.ok(signal === 'SIGKILL' || code === 0, `${signal} ${code}`)
    return signal === 'SIGKILL'
  }
  /** What nobody kills needs no process of its own. */
  const again = async (told: Told): Promise<Outcome & { readonly deeds: number }> => {
    const { ports, deeds } = countDeeds(realPorts(told), () => undefined)
    return { ...(await run(inputsOf(told.inputs, told.agent), ports)), deeds: deeds() }
  }
  /** Kills it at its n-th request to service or index, which is then never carried out; or at its n-th upload, which already is. */
  const killedAt = async (n: number, what: 'request' | 'upload', told: Told): Promise<boolean> => {
    let count = 0
    if (what === 'request') release.script.add({ path: /^/, after: n - 1, do: 'reset' })
    const child = start(told)
    const fate = isKilled(child)
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
  const takeUp = async (what: string, told: Told): Promise<Outcome> => {
    const stored = Object.keys(release.shelved()).length
    const before = release.posts()
    const outcome = await again(told)
    const { publishedCount, skippedCount } = outcome.outputs
    assert.deepEqual([outcome.problems, publishedCount, skippedCount], [[], String(3 - stored), String(stored)], what)
    assert.equal(release.posts() - before, 3 - stored, what)
    assert.deepEqual(release.shelved(), whole, what)
    return outcome
  }

  it('is published whole when nobody kills it, and again without a single upload', async () => {
    assert.equal((await takeUp('first', release.publishing())).outputs['approvers'], 'Grace')
    await takeUp('second', release.publishing())
  })

  // Planning only reads: what service and index have done by then changes nothing.
  it('at any request of its plan has attached nothing, and is planned alike by running it again', async () => {
    for (let n = 1; ; n++) {
      const told = release.planning()
      if (!(await killedAt(n, 'request', told))) return assert.ok(n > 5, `only ${n} requests`)
      assert.deepEqual(readdirSync(told.attached), [])
      assert.equal((await again(told)).outputs['planDigest'], digest)
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
        if (!(await killedAt(n, what, told))) break
        stored.add(Object.keys(release.shelved()).length)
        await takeUp(`${what} ${n}`, told)
      }
      assert.deepEqual([...stored], states)
    })

  it('at any file of its plan leaves a plan that is whole or none, and the next attempt plans alike', async () => {
    const { deeds } = await again(release.planning())
    const left = new Set<string>()
    for (let dies = 1; dies <= deeds; dies++) {
      const told = release.planning({ dies })
      assert.ok(await isKilled(start(told)))
      left.add(plansIn(told.attached).join())
      const second = await again({ ...told, agent: { ...told.agent, 'System.JobAttempt': '2' } })
      assert.equal(second.outputs['planDigest'], digest)
      assert.ok(plansIn(told.attached).includes('release-plan.build.plan.2'))
      assert.equal(new Set(readdirSync(told.attached).map((plan) => planIn(told.attached, plan))).size, 1)
    }
    assert.deepEqual([...left], ['', 'release-plan.build.plan.1'])
  })

  it('at any file is taken up by running it again', async () => {
    const { deeds } = await again(release.publishing())
    assert.ok(deeds > 20, String(deeds))
    const recorded = new Set<string>()
    for (let dies = 1; dies <= deeds; dies++) {
      release.clear()
      const told = release.publishing({ dies })
      assert.ok(await isKilled(start(told)))
      recorded.add(readdirSync(told.attached).join())
      await takeUp(`file ${dies}`, told)
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
