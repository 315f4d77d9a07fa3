import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { loggingCommandOf } from '../../../core/logging-command.ts'
import { run } from '../../../tasks/GatedRelease/run.ts'
import { bundled } from '../../bundled.ts'
import { mainFile, startTask } from './as-agent.ts'
import { made, type RealRelease, realPorts, startApprovedRelease, type Told, whole } from './real-release.ts'
import { inputsOf } from './releasing.ts'

describe('a release that meets others', function () {
  this.timeout(240_000)
  let release: RealRelease
  let program: string
  const programs = mkdtempSync(join(tmpdir(), 'cancelled-'))

  before(async function () {
    if (process.platform === 'win32') this.skip()
    program = bundled(mainFile, programs, 'cjs')
    release = await startApprovedRelease()
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

  const released = async (told: Told = release.publishing()): ReturnType<typeof run> =>
    await run(inputsOf(told.inputs, told.agent), realPorts(told))

  it('SIGINT or SIGTERM, in turn, at any request: it ends soon, with one result, sends nothing more, and is taken up by running it again', async () => {
    const stored = new Set<number>()
    for (let n = 1; ; n++) {
      const signal = n % 2 === 0 ? 'SIGINT' : 'SIGTERM'
      release.clear()
      const from = release.script.requests.length
      const child = startTask(release.publishing(), release.folder(), program)
      const exit = once(child, 'exit')
      // The request that it waits for is never answered: only the signal can end it.
      release.hooks.before = async (_, count) => {
        if (count === from + n && child.kill(signal)) await exit
      }
      const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), exit])
      release.hooks.before = () => undefined
      const results = out.split('\n').filter((line) => loggingCommandOf(line) === 'task.complete')
      assert.deepEqual([results.length, err], [1, ''], out)
      const asked = release.script.requests.length - from
      if (asked < n) {
        assert.match(results[0] ?? '', /result=Succeeded;/)
        break
      }
      // Once everything is there, all that it cannot do is look.
      const looking =
        Object.keys(release.shelved()).length === made.length && /Everything is uploaded, but could not be looked at/.test(out)
      assert.match(results[0] ?? '', looking ? /result=SucceededWithIssues;/ : /result=Failed;/)
      // What is asked side by side, which only reads, may have been on its way.
      const late = release.script.requests.slice(from + n).map(({ method }) => method)
      assert.ok(late.length < 8 && late.every((method) => method === 'GET'), `${late.join()}, stopped at ${n}`)
      stored.add(Object.keys(release.shelved()).length)
      assert.equal((await released()).result, 'succeeded')
      assert.deepEqual(release.shelved(), whole)
    }
    assert.deepEqual([...stored], [0, 1, 2, 3])
  })

  it('another one of the same plan at the same time: both end well, and the index has each file once', async () => {
    const outcomes = await Promise.all(Array.from({ length: 4 }, async () => await released()))
    assert.deepEqual(
      outcomes.map(({ result, problems }) => [result, problems]),
      outcomes.map(() => ['succeeded', []]),
    )
    assert.deepEqual(release.shelved(), whole)
  })
})
