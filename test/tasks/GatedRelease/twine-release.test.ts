import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { loggingCommandOf } from '../../../core/logging-command.ts'
import type { RequestRecord } from '../../../local-agent/services/faults.ts'
import { wheel } from '../../local-agent/services/distributions.ts'
import { bundled } from '../../bundled.ts'
import { findTwine } from '../../servers/twine.ts'
import { startTask } from './as-agent.ts'
import { account, made, type RealRelease, startApprovedRelease, token, type Told, whole } from './real-release.ts'

interface Ended {
  readonly result: string
  readonly outputs: Record<string, string>
  readonly problems: readonly string[]
}

describe('a release by twine', function () {
  this.timeout(240_000)
  let release: RealRelease
  let folder: string
  let program: string
  const programs = mkdtempSync(join(tmpdir(), 'twine-release-'))

  before(async function () {
    folder = findTwine(this).folder
    release = await startApprovedRelease()
    program = bundled(join(import.meta.dirname, 'release-child.js'), programs, 'mjs')
  })
  beforeEach(() => {
    release.clear()
    release.script.clear()
    release.hooks.before = release.hooks.after = () => undefined
  })
  after(async () => {
    rmSync(programs, { recursive: true, force: true })
    await release?.close()
  })

  const start = (told: Told): ChildProcess => {
    const env = { ...process.env, PATH: [folder, process.env['PATH'] ?? ''].join(delimiter), SYSTEM_ACCESSTOKEN: 'token-canary' }
    return spawn(process.execPath, [program, JSON.stringify(told)], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
  }
  const ended = async (child: ChildProcess): Promise<Ended> => {
    const [output, [code]] = await Promise.all([text(child.stdout ?? assert.fail()), once(child, 'exit')])
    assert.equal(code, 0)
    return JSON.parse(output) as Ended
  }
  const publishing = (): Told => release.publishing({ inputs: { uploader: 'twine' } })
  const isUpload = ({ method }: RequestRecord): boolean => method === 'POST'

  it('is published whole, and again without a single upload', async () => {
    const before = release.posts()
    const first = await ended(start(publishing()))
    assert.deepEqual([first.problems, first.outputs['publishedCount'], first.outputs['skippedCount']], [[], '3', '0'])
    assert.deepEqual(release.shelved(), whole)
    const second = await ended(start(publishing()))
    assert.deepEqual([second.outputs['publishedCount'], second.outputs['skippedCount'], release.posts() - before], ['0', '3', 3])
  })

  it('stops at a name that somebody takes meanwhile, and leaves the rest alone', async () => {
    const other = wheel({ name: 'spam', version: '1.0', says: 'other' })
    release.hooks.before = (request) => {
      if (isUpload(request)) release.shelve(other.file, other.bytes)
    }
    const { result, problems, outputs } = await ended(start(publishing()))
    assert.deepEqual([result, outputs['publishedCount']], ['failed', '1'])
    assert.match(problems.join(), /other bytes under the name spam-1\.0/)
    assert.deepEqual(new Set(Object.keys(release.shelved())), new Set([made[2]?.file, other.file]))
  })

  it('takes a file for published that was stored before its index failed', async () => {
    release.script.add({ method: 'POST', path: /legacy/, carriedOut: true, times: 1, do: 'reset' })
    const { problems, outputs } = await ended(start(publishing()))
    assert.deepEqual([problems, outputs['publishedCount']], [[], '3'])
    assert.deepEqual(release.shelved(), whole)
  })

  for (const when of ['never', 'already'] as const)
    for (const at of [when === 'never' ? 1 : 2])
      it(`killed in upload ${at}, ${when} carried out, is taken up by running it again`, async () => {
        const told = publishing()
        if (when === 'never') release.script.add({ method: 'POST', path: /legacy/, after: at - 1, do: 'reset' })
        const child = start(told)
        const gone = once(child, 'exit')
        let uploads = 0
        const kill = async (request: RequestRecord): Promise<void> => {
          if (isUpload(request) && ++uploads === at && child.kill('SIGKILL')) await gone
        }
        if (when === 'never') release.hooks.before = kill
        else release.hooks.after = kill
        assert.deepEqual(await gone, [null, 'SIGKILL'])
        const stored = Object.keys(release.shelved()).length
        assert.equal(stored, when === 'never' ? at - 1 : at)
        const before = release.posts()
        const again = await ended(start(told))
        assert.deepEqual(
          [again.problems, again.outputs['publishedCount'], again.outputs['skippedCount']],
          [[], String(3 - stored), String(stored)],
        )
        assert.equal(release.posts() - before, 3 - stored)
        assert.deepEqual(release.shelved(), whole)
      })

  if (process.platform === 'linux')
    it('shows its password in the arguments of no process, and gives twine nothing else that is secret', async () => {
      const secret = Buffer.from(`${account.username}:${account.password}`).toString('base64')
      const seen: { args: string; variables: string }[] = []
      release.hooks.before = (request) => {
        if (isUpload(request))
          seen.push(...processes().filter(({ args }) => args.includes('\0-m\0twine\0upload\0') && args.includes(release.index.uploadUrl)))
      }
      const child = start(publishing())
      assert.equal((await ended(child)).outputs['publishedCount'], '3')
      assert.equal(seen.length, 3)
      for (const { args, variables } of seen) {
        for (const hidden of [account.password, secret, 'token-canary']) assert.ok(!args.includes(hidden))
        assert.ok(variables.includes(`TWINE_PASSWORD=${account.password}`))
        assert.ok(!variables.replace(`TWINE_PASSWORD=${account.password}`, '').includes('canary'))
      }
    })

  /** The task itself, as an agent with twine on its PATH starts it. */
  const task = (programs = folder): ReturnType<typeof startTask> => {
    const before = process.env['PATH']
    process.env['PATH'] = [programs, before ?? ''].join(delimiter)
    try {
      return startTask({ ...publishing(), attached: release.folder() }, release.folder())
    } finally {
      process.env['PATH'] = before
    }
  }

  it('that is cancelled while twine uploads says so, and of the index nothing', async () => {
    const child = task()
    const exit = once(child, 'exit')
    // The upload is never answered: only the signal can end it.
    release.hooks.before = async (request) => {
      if (isUpload(request) && child.kill('SIGINT')) await exit
    }
    const out = await text(child.stdout)
    const issues = out.split('\n').filter((line) => loggingCommandOf(line) === 'task.logissue')
    assert.match(issues.join('\n'), /code=REFUSED;.*The run was cancelled/)
    assert.equal(issues.length, 1)
    assert.doesNotMatch(out, /INDEX_UNREACHABLE|Check the address/)
  })

  it('that is cancelled while a python is asked for its twine does not say that there is none', async () => {
    const way = release.folder()
    const told = join(way, 'told')
    writeFileSync(join(way, 'python3'), `#!/bin/sh\n: > ${told}\nexec sleep 100\n`, { mode: 0o755 })
    const child = task(way)
    while (!existsSync(told)) await new Promise((resolve) => setImmediate(resolve))
    child.kill('SIGTERM')
    const out = await text(child.stdout)
    assert.match(out, /The run was cancelled/)
    assert.doesNotMatch(out, /TWINE_MISSING/)
  })

  it('prints no secret, as the agent runs it to find faults', async () => {
    // twine warns, and all that it prints is shown.
    release.script.add({ method: 'POST', path: /legacy/, do: { status: 500 } })
    const child = task()
    const [out, problems] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
    assert.deepEqual(release.shelved(), whole)
    const lines = `${out}\n${problems}`.split('\n')
    assert.ok(lines.some((line) => line.includes('Response from')) && lines.some((line) => line.startsWith('##vso[task.debug]')))
    const basic = Buffer.from(`${account.username}:${account.password}`).toString('base64')
    // What task-lib prints of a secret variable for debugging the agent masks, which knows it from the beginning.
    const masked = ['##vso[task.setsecret]', '##vso[task.debug]TWINE_PASSWORD=']
    const shown = lines.filter((line) => !masked.some((command) => line.startsWith(command)))
    assert.deepEqual(
      shown.filter((line) => [account.password, basic, token].some((secret) => line.includes(secret))),
      [],
    )
  })

  it('leaves no secret in any file', () => {
    const files = readdirSync(release.temporary, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    assert.ok(files.length > 20)
    for (const entry of files) {
      const bytes = readFileSync(join(entry.parentPath, entry.name))
      for (const secret of [account.password, 'token-canary', Buffer.from(`${account.username}:${account.password}`).toString('base64')])
        assert.ok(!bytes.includes(secret), entry.name)
    }
  })
})

/** Arguments and environment of every process of this user. */
function processes(): { readonly args: string; readonly variables: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [{ args: readFileSync(`/proc/${pid}/cmdline`, 'utf8'), variables: readFileSync(`/proc/${pid}/environ`, 'utf8') }]
      } catch {
        return []
      }
    })
}
