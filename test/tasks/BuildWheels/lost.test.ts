import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { Problem } from '../../../core/problem.ts'
import { fixedClock } from '../../fakes/fixed-clock.ts'
import { type Asked, flakyHost, type FlakyHost } from './flaky-host.ts'
import { Yard } from './projects.ts'
import { threeRows } from './three-rows.ts'
import { type Tried, tryRun } from './try-run.ts'

describe('BuildWheels on a host whose connection breaks', () => {
  let yard: Yard
  beforeEach(() => {
    yard = new Yard()
    for (const name of ['one', 'two', 'three']) yard.write(`sources/${name}/pyproject.toml`, '')
  })
  afterEach(() => yard.remove())

  /** Builds the rows one, two and three; the connection breaks each time that `breaks` says so of something in the row `two`. */
  async function build(breaks: (asked: Asked, count: number) => boolean): Promise<Tried & { far: FlakyHost; slept: readonly number[] }> {
    const { inputs, host } = threeRows()
    let count = 0
    const far = flakyHost(yard, host, (asked) => /[/\\]two-1\.0-3(?:[/\\]|$)/.test(asked.path) && breaks(asked, (count += 1)))
    const clock = fixedClock()
    return { ...(await tryRun(yard, inputs, { host: far, clock })), far, slept: clock.slept }
  }
  const projects = ({ manifest }: Tried): string[] => manifest.files.map(({ project }) => project)

  for (const what of ['run', 'put', 'get', 'make', 'find', 'remove'] as const)
    it(`builds a row again from its beginning when it breaks in ${what}`, async () => {
      let broke = false
      const tried = await build((asked) => asked.what === what && !broke && (broke = true))
      assert.equal(tried.outcome.result, 'succeeded', tried.outcome.problems[0]?.text)
      assert.deepEqual([projects(tried), tried.slept], [['one', 'two', 'three'], [15_000]])
      assert.match(tried.log.text(), /warning: two 1\.0 for 3: The connection to .*far broke: .*try 2 of 3/)
      assert.equal(
        tried.far.asked.filter((asked) => asked.what === 'put' && asked.path.endsWith('two-1.0-3/src')).length,
        what === 'remove' ? 1 : what === 'make' ? 1 : 2,
      )
    })

  it('fails the row alone, as lost and not as failed, when its tries are used up and the host still answers', async () => {
    const tried = await build((asked) => asked.what === 'run')
    assert.deepEqual(
      [projects(tried), tried.manifest.failures.map((one) => [one.package, one.code]), tried.slept],
      [['one', 'three'], [['two', 'HOST_LOST']], [15_000, 30_000]],
    )
  })

  it('fails the rows after it at once, with one Problem, when the host is gone', async () => {
    const { inputs, host } = threeRows()
    let gone = false
    const far = flakyHost(yard, host, (asked) => (gone ||= asked.path.includes('two-1.0-3')))
    const clock = fixedClock()
    const tried = await tryRun(yard, inputs, { host: far, clock })
    assert.deepEqual(
      tried.manifest.failures.map((one) => [one.package, one.code]),
      [
        ['two', 'HOST_LOST'],
        ['three', 'HOST_LOST'],
      ],
    )
    assert.deepEqual([projects(tried), clock.slept.length, tried.outcome.problems.length], [['one'], 2, 2])
    assert.match(tried.outcome.problems[1]?.text ?? '', /root@far does not answer any more/)
    assert.ok(!far.asked.some(({ path }) => path.includes('three')))
  })

  it('loses no wheel that is kept when it breaks in clearing up', async () => {
    const tried = await build(({ what }) => what === 'remove' && existsSync(yard.path('staging/two-1.0-py3-none-any.whl')))
    assert.deepEqual([tried.outcome.result, projects(tried), tried.slept], ['succeeded', ['one', 'two', 'three'], []])
    assert.match(tried.log.text(), /warning: .*two-1\.0-3 could not be removed/)
  })

  it('tries nothing again once the run is cancelled', async () => {
    const { inputs, host } = threeRows()
    let cancelled = false
    const far = flakyHost(yard, host, ({ path }) => (cancelled ||= path.includes('two-1.0-3')))
    const clock = fixedClock()
    const { manifest } = await tryRun(yard, inputs, { host: far, clock, cancelled: () => cancelled })
    assert.deepEqual([clock.slept, manifest.files.map(({ project }) => project)], [[], ['one']])
    assert.deepEqual(
      manifest.failures.map(({ package: name }) => name),
      ['two', 'three'],
    )
  })

  it('tries nothing again when the run is cancelled while it waits', async () => {
    const { inputs, host } = threeRows()
    const far = flakyHost(yard, host, ({ path }) => path.includes('two-1.0-3'))
    let cancelled = false
    const clock = { ...fixedClock(), sleep: async () => await Promise.resolve(void (cancelled = true)) }
    const { manifest } = await tryRun(yard, inputs, { host: far, clock, cancelled: () => cancelled })
    const tries = far.asked.filter(({ what, path }) => what === 'remove' && path.includes('two-1.0-3')).length
    assert.deepEqual([manifest.failures[0]?.code, tries], ['HOST_LOST', 1])
  })

  it('finds interpreters again', async () => {
    const { inputs, host } = threeRows()
    let broke = false
    const far = flakyHost(yard, host, ({ what }) => what === 'run' && !broke && (broke = true))
    assert.equal((await tryRun(yard, inputs, { host: far })).outcome.result, 'succeeded')
  })

  for (const code of ['HOST_UNREACHABLE', 'HOST_FAILED'] as const)
    it(`tells of every row that it was not tried where opening is ${code}, and leaves a manifest`, async () => {
      const openHost = async (): Promise<never> => await Promise.reject(new Problem(code, 'No route to root@far.', 'Check it.'))
      const { outcome, manifest } = await tryRun(yard, threeRows().inputs, { openHost })
      assert.deepEqual(
        [outcome.result, outcome.problems.length, manifest.failures.map((one) => one.code)],
        ['failed', 1, [code, code, code]],
      )
    })

  it('gives the host back, whatever came', async () => {
    const { inputs, host } = threeRows()
    const far = flakyHost(yard, host, () => false)
    let closed = 0
    const close = async (): Promise<void> => await Promise.resolve(void (closed += 1))
    await tryRun(yard, inputs, { openHost: async () => await Promise.resolve({ ...far, close }) })
    const lost = flakyHost(yard, host, () => true)
    await tryRun(yard, inputs, { openHost: async () => await Promise.resolve({ ...lost, close }) })
    assert.equal(closed, 2)
  })
})
