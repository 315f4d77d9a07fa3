import assert from 'node:assert/strict'
import { appendFileSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SuiteRun } from '../../../core/suites/suite-run.ts'
import { Yard } from './projects.ts'
import { type Done, junit, suiteHost } from './suite-host.ts'
import { type Tried, tryRun } from './try-run.ts'

describe('suites that leave what nobody wants', () => {
  let yard: Yard
  beforeEach(() => {
    yard = new Yard()
    yard.write('sources/spam/pyproject.toml', '')
  })
  afterEach(() => yard.remove())

  interface Ended extends Tried {
    readonly run: SuiteRun
    /** The one line of the log that says how it ended. */
    readonly line: string
  }
  async function run(does: Parameters<typeof suiteHost>[0], suite = 'run: "x {results}"', pip: Done = {}): Promise<Ended> {
    const suites = `bad: { ${suite} }\ngood: { run: next }`
    const environment = { PATH: process.env['PATH'], TOKEN: 'a-very-secret-token' }
    const host = suiteHost(async (text, command) => (text === 'next' ? {} : ((await does?.(text, command)) ?? {})), { pip })
    const tried = await tryRun(yard, { packages: 'spam', suites }, { host, environment })
    const [bad, good] = tried.manifest.suites ?? []
    assert.ok(bad !== undefined && good !== undefined)
    return { ...tried, run: bad, line: /^info: suite bad on .*$/m.exec(tried.log.text())?.[0] ?? '' }
  }

  it('are told in one line, whatever their reports are called', async () => {
    const { line, run: bad } = await run(() => ({ leaves: { 'a\n##vso[task.complete result=Succeeded]\r\nb.xml': '<testsuite><x' } }))
    assert.match(bad.says, /^a ##vso\[task\.complete result=Succeeded\] b\.xml, line 1 does not close /)
    assert.match(line, /does not close .*\), 0 s$/)
  })

  it('are not read where their reports are larger than any together, and the others count', async () => {
    const { run: bad, manifest } = await run((_, { env }) => {
      const folder = env['WHEELWORKS_RESULTS'] ?? assert.fail()
      mkdirSync(join(folder, 'deep'))
      for (const name of ['large.xml', 'deep/large.xml']) {
        writeFileSync(join(folder, name), '')
        truncateSync(join(folder, name), 64_000_001)
      }
      return { leaves: { 'a.xml': junit(['one']), 'z.xml': junit(['two']) } }
    })
    assert.deepEqual([bad.result, bad.counts?.tests], ['failed', 2])
    assert.equal(manifest.suites?.length, 2)
  })

  it('are not told in the words of those before, where the run is cancelled or the wheel was changed', async () => {
    for (const how of ['cancelled', 'changed']) {
      let isCancelled = false
      const host = suiteHost((_, { env }) => {
        if (how === 'changed') appendFileSync(env['WHEELWORKS_WHEEL'] ?? '', 'more')
        isCancelled = how === 'cancelled'
        return { prints: ['ValueError: said by a suite that passed'] }
      })
      const suites = 'one: { run: x }\ntwo: { run: y }'
      const { manifest } = await tryRun(yard, { packages: 'spam', suites }, { host, cancelled: () => isCancelled })
      assert.deepEqual([manifest.failures.length, /said by/.test(manifest.failures[0]?.message ?? '')], [1, false])
    }
  })

  const missing = [
    'ERROR: Could not find a version that satisfies the requirement nope==1',
    'ERROR: No matching distribution found for nope==1',
  ]
  for (const [may, result] of [
    ['false', 'failed'],
    ['true', 'allowed'],
  ])
    it(`say what could not be installed: ${result}`, async () => {
      const pip = { exit: { kind: 'exited', code: 1 }, prints: [...missing, 'see a-very-secret-token'] } as const
      const suite = `run: x, requires: [nope==1], environmentPass: [TOKEN], allowFailure: ${may}`
      const { run: bad, outcome } = await run(undefined, suite, pip)
      const says = 'pip install for the suite bad ended with exit code 1 (ERROR: No matching distribution found for nope==1)'
      assert.deepEqual([bad.result, bad.says], [result, says])
      const told = [...outcome.problems, ...(outcome.excused ?? [])].map(({ text }) => text).join('\n')
      assert.ok(told.includes(says), told)
      assert.ok(!told.includes('a-very-secret-token'))
    })
})
