import assert from 'node:assert/strict'
import { localFiles } from '../../../adapters/local/files.ts'
import { formatManifest } from '../../../core/build/manifest.ts'
import { parseCobertura } from '../../../core/coverage/cobertura.ts'
import { formatCobertura } from '../../../core/coverage/format.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { built, manifest, pure, suiteRun } from '../../core/collect/told.ts'
import { type CollectedRun, CollectingYard, wheelsPlan } from './collecting.ts'

const binary = 'demo-1.0-cp311-cp311-linux_x86_64.whl'

describe('collecting what is not as jobs of this run leave it', () => {
  let yard: CollectingYard
  beforeEach(() => {
    yard = new CollectingYard()
  })
  afterEach(() => yard.remove())
  const refused = (run: CollectedRun, ...expected: string[]): string => {
    assert.deepEqual([run.outcome.problems.map(({ code }) => code), run.done], [expected, []])
    return run.outcome.problems.map(({ text }) => text).join('\n')
  }
  const taken = ({ done, outcome }: CollectedRun): string[] => {
    assert.equal(outcome.result, 'succeeded', outcome.problems.map(({ text }) => text).join('\n'))
    return done.map((one) => one.replace('attach ', '')).filter((name) => /\.(?:whl|exe|gz)$/.test(name))
  }

  it('refuses files that another run has made, which it would call its own, and legs of it are none of this run', async () => {
    yard.plan('linux mac')
    yard.leg('linux', { [pure]: 'w' })
    yard.leg('mac', { [binary]: 'b' }, { buildId: '99' })
    const text = refused(await yard.collect(), 'LEG_MISSING', 'ARTIFACT_INVALID')
    assert.match(text, /mac of build\.test \(plan_gm\.build\.plan\.1\)/)
    assert.match(text, /wheels\.test\.mac\.1 \(run 99\)/)
    assert.deepEqual(taken(await yard.collect({ artifacts: ['!wheels.test.mac.*', '!plan_gm.*'] })), [pure])
  })

  it('takes nothing of a set that another job has collected, though the leg that built it is left out', async () => {
    yard.leg('linux', { [pure]: 'w' })
    yard.leg('mac', { [binary]: 'b' })
    const files = [built(binary, 'b', { leg: 'build.test.mac' }), built(pure, 'w', { leg: 'build.test.linux' })]
    const set = manifest({ stage: 'package', job: 'other', leg: '', files, collected: true })
    for (const [name, bytes] of [
      [binary, 'b'],
      [pure, 'w'],
      ['manifest.json', formatManifest(set)],
    ] as const)
      yard.leave('set.package.other.1', name, bytes)
    assert.deepEqual(taken(await yard.collect({ artifacts: ['!wheels.test.mac.*'] })), [pure])
  })

  it('takes no leg for one that calls its manifest a set', async () => {
    yard.plan('linux mac')
    yard.leg('linux', { [pure]: 'w' })
    yard.leg('mac', { [binary]: 'b' }, { collected: true })
    assert.match(refused(await yard.collect(), 'LEG_MISSING'), /mac of build\.test/)
  })

  it('refuses a leg whose last attempt left reports and no manifest', async () => {
    yard.plan('linux')
    yard.leg('linux', {}, { suites: [suiteRun()] })
    yard.leave('wheels.test.linux.2', 'unit.junit.xml', '<testsuite/>')
    assert.match(refused(await yard.collect(), 'LEG_MISSING'), /wheels\.test\.linux\.2/)
    yard.leg('linux', {}, { suites: [suiteRun()], attempt: 3 })
    assert.equal((await yard.collect()).outcome.result, 'succeeded')
  })

  it('tells of a plan that was made anew which legs it has no more', async () => {
    yard.plan('linux mac')
    yard.plan('linux', 2)
    for (const leg of ['linux', 'mac']) yard.leg(leg, { [pure]: 'w' })
    const text = refused(await yard.collect(), 'LEG_MISSING')
    assert.match(
      text,
      /linux of plan_gm\.build\.plan\.2, of which no job left a manifest \(build\.test has some of these legs, and mac, which/,
    )
    assert.deepEqual(taken(await yard.collect({ artifacts: ['!wheels.test.mac.*'] })), [pure])
  })

  it('refuses a second step of its job that would write over the set of the first, and is tried again all the same', async () => {
    yard.leg('linux', { [pure]: 'w' })
    yard.leg('mac', { 'tool.exe': 'e' }, {}, { origin: 'extra' })
    const [wheels, tools] = [{ artifacts: ['!*.mac.*'] }, { artifacts: ['!*.linux.*'], step: 'other-step' }]
    assert.equal(await rejectedCode(yard.collect({ ...wheels, artifacts: ['none'] })), 'NO_WHEELS')
    for (const _ of [1, 2]) assert.deepEqual(taken(await yard.collect(wheels)), [pure])
    assert.equal(await rejectedCode(yard.collect(tools)), 'CONFLICT')
    assert.deepEqual(taken(await yard.collect({ ...tools, artifact: 'tools' })), ['tool.exe'])
  })

  it('attaches and tags nothing in a run that is cancelled while it writes', async () => {
    yard.leg('linux', { [pure]: 'w' })
    const whole = localFiles(yard.folder)
    let cancelled = false
    const files = { ...whole, write: async (...args: Parameters<typeof whole.write>) => ((cancelled = true), await whole.write(...args)) }
    assert.equal(await rejectedCode(yard.collect({ buildTag: 'Automated' }, { files, cancelled: () => cancelled })), 'REFUSED')
    assert.deepEqual(yard.done, [])
  })

  for (const name of ['COVERAGE.xml', 'Manifest.JSON', 'manifest.2.json', 'sha256sums', 'tool.whl.json', 'tool.exe.extra.json'])
    it(`refuses an extra file called ${name}`, async () => {
      yard.leg('a', { [name]: formatManifest(manifest()) }, {}, { origin: 'extra' })
      refused(await yard.collect(), 'CONFLICT')
    })

  it('misses a wheel that only an older plan of its job has built', async () => {
    const plan = wheelsPlan('1.0')
    yard.leave('plan.plan.1', 'plan.json', plan)
    yard.leg('Job1', { [binary]: 'b' }, { planDigest: 'old' })
    yard.leg('Job1', { 'other-1.0-py3-none-any.whl': 'o' }, { planDigest: sha256Of(plan), attempt: 2 })
    assert.match(refused(await yard.collect(), 'LEG_MISSING'), /demo 1\.0 for cp311/)
  })

  it('misses a folder that no slice of a plan of changes tells of', async () => {
    const folder = (name: string): unknown => ({ name, folder: name, local: [] })
    const jobs = [{ kind: 'folders', leg: 'all', commit: 'c', time: 0, packages: [folder('demo'), folder('Other.Name')], dependencies: [] }]
    const plan = JSON.stringify({ version: 1, kind: 'changes', jobs })
    yard.leave('plan.plan.1', 'plan.json', plan)
    yard.leg('Job1', { [pure]: 'w' }, { planDigest: sha256Of(plan) })
    assert.match(refused(await yard.collect(), 'LEG_MISSING'), /Other\.Name/)
    const other = built('other_name-1.0-py3-none-any.whl', 'o', { project: 'other-name' })
    yard.leg('Job2', {}, { planDigest: sha256Of(plan), files: [other] })
    yard.leave('wheels.test.Job2.1', other.name, 'o')
    assert.deepEqual(taken(await yard.collect()).length, 2)
  })

  it('tells the newest time of the coverage that it merges', async () => {
    for (const [leg, time] of [
      ['a', 5],
      ['b', 1_700_000_000],
      ['c', 0],
    ] as const) {
      const text = formatCobertura(new Map([['a.py', new Map([[1, { hits: 1, branches: undefined }]])]]), time)
      yard.leave(yard.leg(leg, {}, { suites: [suiteRun({ coverage: 'c.xml' })] }), 'c.xml', text)
    }
    const { pipeline } = await yard.collect()
    assert.equal(parseCobertura(new TextDecoder().decode(pipeline.coverage[0]), 'c').time, 1_700_000_000)
  })
})
