import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { formatManifest, parseManifest } from '../../../core/build/manifest.ts'
import { parseCobertura } from '../../../core/coverage/cobertura.ts'
import { formatCobertura } from '../../../core/coverage/format.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { collectWheels } from '../../../flows/collect-wheels.ts'
import { localFiles } from '../../../adapters/local/files.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { built, failed, manifest, pure, suiteRun } from '../../core/collect/told.ts'
import { buildsOf, type CollectedRun, CollectingYard, expecting, timelineRecord, wellTimeline, wheelsPlan } from './collecting.ts'

const sdist = 'demo-1.0.tar.gz'
const binary = 'demo-1.0-cp311-cp311-linux_x86_64.whl'
const coverage = (hits: readonly number[]): string =>
  formatCobertura(new Map([['src/a.py', new Map(hits.map((one, at) => [at + 1, { hits: one, branches: undefined }]))]]), 0)

describe('collecting a run', () => {
  let yard: CollectingYard
  beforeEach(() => {
    yard = new CollectingYard()
  })
  afterEach(() => yard.remove())
  const codes = ({ outcome }: CollectedRun): string[] => outcome.problems.map(({ code }) => code)
  /** That nothing came of it, and why. */
  const refused = (run: CollectedRun, ...expected: string[]): string => {
    assert.deepEqual([codes(run), run.outcome.result, run.done], [expected, 'failed', []])
    assert.deepEqual([run.outcome.outputs['artifactName'], run.outcome.outputs['builtCount']], ['', '0'])
    return run.outcome.problems.map(({ text }) => text).join('\n')
  }

  it('leaves one set: its files, their digests and its manifest, in one artifact', async () => {
    yard.plan('linux mac')
    yard.leg('linux', { [pure]: 'w', [sdist]: 's' })
    yard.leg('mac', { 'tool-x64.exe': 'e' }, {}, { origin: 'extra', tags: [] })
    const run = await yard.collect(expecting('*.whl = 1', '*.tar.gz = 1', 'tool-*.exe = 1'))
    assert.deepEqual([run.outcome.result, codes(run)], ['succeeded', []])
    assert.deepEqual(
      run.done,
      [pure, sdist, 'tool-x64.exe', 'SHA256SUMS', 'manifest.json'].map((name) => `attach ${name}`),
    )
    assert.deepEqual([...new Set(run.pipeline.attached.map(({ artifact }) => artifact))], ['release.package.collect.1'])
    assert.deepEqual(run.outcome.outputs, {
      wheelsDirectory: join(yard.folder, 'staging'),
      artifactName: 'release.package.collect.1',
      builtCount: '3',
      failedCount: '0',
      restoredCount: '0',
    })
    const folder = join(yard.folder, 'staging')
    assert.equal(readFileSync(join(folder, 'SHA256SUMS'), 'utf8').split('\n')[0], `${sha256Of('w')}  ${pure}`)
    const { files, collected } = parseManifest(readFileSync(join(folder, 'manifest.json'), 'utf8'), 'm')
    assert.deepEqual(
      [collected, files.map(({ name, origin, leg }) => `${name} ${origin} ${leg}`)],
      [true, [`${pure} built build.test.linux`, `${sdist} built build.test.linux`, 'tool-x64.exe extra build.test.mac']],
    )
    assert.deepEqual((await collectWheels([folder], localFiles(folder))).files.length, 3)
  })

  it('is done again by a step that is tried again, and into a folder of its own', async () => {
    yard.leg('linux', { [pure]: 'w' })
    await yard.collect({ outputDirectory: 'set', artifact: '' })
    const { outcome, done } = await yard.collect({ outputDirectory: 'set', artifact: '' })
    assert.deepEqual([outcome.outputs['artifactName'], done], ['', []])
    assert.deepEqual(readdirSync(join(yard.folder, 'sources/set')).sort(), ['SHA256SUMS', pure, 'manifest.json'].sort())
  })

  it('takes of a run that was run again what the last attempts have, and no set of an earlier collecting', async () => {
    yard.leg('linux', { [binary]: 'old' })
    yard.leg('linux', { [binary]: 'new' }, { attempt: 2 })
    const set = manifest({ stage: 'package', job: 'collect', leg: '', files: [built(binary, 'old')], collected: true })
    yard.leave('release.package.collect.1', binary, 'old')
    yard.leave('release.package.collect.1', 'manifest.json', formatManifest(set))
    const run = await yard.collect({ where: { stage: 'package', job: 'collect', leg: '', attempt: 2 } })
    assert.deepEqual(
      [run.outcome.outputs['artifactName'], run.pipeline.attached[0]?.bytes.toString()],
      ['release.package.collect.2', 'new'],
    )
  })

  it('refuses a planned leg that never ran, and one that ended before its end', async () => {
    yard.plan('linux mac windows')
    yard.leg('linux', { [pure]: 'w' })
    yard.leave('wheels.test.mac.1', binary, 'b')
    yard.leave('wheels.test.mac.1', `${binary}.json`, formatManifest(manifest({ leg: 'mac', files: [built(binary, 'b')] })))
    const text = refused(await yard.collect(), 'LEG_MISSING')
    assert.match(text, /mac, windows of build\.test \(plan_gm\.build\.plan\.1\); build\.test\.mac \(run 1, attempt 1\) ended before/)
  })

  it('refuses a leg whose last attempt ended before its end', async () => {
    yard.leg('linux', { [pure]: 'w' }, { failures: [failed()] })
    yard.leave('wheels.test.linux.2', binary, 'b')
    yard.leave('wheels.test.linux.2', `${binary}.json`, formatManifest(manifest({ leg: 'linux', attempt: 2, files: [built(binary, 'b')] })))
    assert.match(refused(await yard.collect(), 'LEG_MISSING', 'BUILD_FAILED'), /attempt 2\) ended before/)
  })

  it('goes by the last plan of each job', async () => {
    yard.plan('linux mac')
    yard.plan('linux', 2)
    yard.leg('linux', { [pure]: 'w' })
    assert.equal((await yard.collect()).outcome.result, 'succeeded')
  })

  it('asks of two plans that share a leg name for two jobs', async () => {
    yard.plan('linux')
    yard.plan('linux', 1, 'other')
    yard.leg('linux', { [pure]: 'w' })
    assert.match(refused(await yard.collect(), 'LEG_MISSING'), /linux of plan_other\.build\.plan\.1, of which no job left a manifest/)
    yard.leg('linux', {}, { job: 'more' })
    assert.equal((await yard.collect()).outcome.result, 'succeeded')
  })

  it('asks for no leg of a plan that is left out by name, and for those of others whatever is selected', async () => {
    yard.plan('linux mac')
    yard.leg('linux', { [pure]: 'w' })
    refused(await yard.collect({ artifacts: ['wheels.*'] }), 'LEG_MISSING')
    assert.equal((await yard.collect({ artifacts: ['wheels.*', '!plan_gm.*'] })).outcome.result, 'succeeded')
  })

  it('leaves out artifacts that are not selected', async () => {
    yard.leg('linux', { [pure]: 'w' })
    yard.leg('mac', { [binary]: 'b' })
    const { outcome } = await yard.collect({ artifacts: ['!*.mac.*'] })
    assert.equal(outcome.outputs['builtCount'], '1')
  })

  it('asks for every wheel of a plan that legs share out', async () => {
    const plan = wheelsPlan('1.0', '2.0')
    yard.leave('plan.plan.1', 'plan.json', plan)
    yard.leg('Job1', { [binary]: 'b' }, { planDigest: sha256Of(plan) })
    assert.match(refused(await yard.collect(), 'LEG_MISSING'), /not all there: demo 2\.0 for cp311 on linux_x86_64\./)
  })

  it('refuses what failed, also where it would never have been released, and tells its tests first', async () => {
    const failing = [{ name: 'tests.test_a', says: 'boom', at: undefined }]
    yard.leg('linux', { [pure]: 'w' })
    yard.leg(
      'mac',
      {},
      {
        suites: [suiteRun({ result: 'failed', says: '1 of 2 tests failed', failing })],
        failures: [failed({ code: 'TESTS_FAILED', release: false })],
      },
    )
    yard.leg('windows', {}, { failures: [failed({ python: '3.12' })] })
    const run = await yard.collect()
    const text = refused(run, 'TESTS_FAILED', 'BUILD_FAILED')
    assert.match(
      text,
      /unit on 3\.11 \(demo, build\.test\.mac\): 1 of 2 tests failed[^]*demo 1\.0 for 3\.12 \(build\.test\.windows, BUILD_FAILED\)/,
    )
    assert.match(run.outcome.summary, /Nothing was collected[^]*\*\*failed\*\*[^]*There for release/)
    assert.equal(run.outcome.outputs['failedCount'], '1')
  })

  it('takes a suite that may fail, and one that passed when it was run again', async () => {
    yard.leg('linux', {}, { suites: [suiteRun({ result: 'failed' })], failures: [failed({ code: 'TESTS_FAILED' })] })
    yard.leg('linux', { [pure]: 'w' }, { attempt: 2, suites: [suiteRun(), suiteRun({ suite: 'lint', result: 'allowed' })] })
    const run = await yard.collect()
    assert.equal(run.outcome.result, 'succeeded')
    assert.match(run.outcome.summary, /\| lint \|.*failed \(allowed\)/)
  })

  it('refuses a set that is not what was expected, with all that is amiss', async () => {
    yard.leg('linux', { [pure]: 'w', [sdist]: 's' })
    assert.match(
      refused(await yard.collect(expecting('*.whl = 1', 'tool.exe = 1')), 'RELEASE_SET'),
      /'tool\.exe = 1' is matched by none; no line names demo/,
    )
  })

  it('tells of a run that has nothing for release, and refuses to tag it', async () => {
    yard.leg('linux', { [pure]: 'w' }, {}, { release: false })
    refused(await yard.collect({ buildTag: 'Automated' }), 'NO_WHEELS')
    assert.deepEqual((await yard.collect({ buildTag: 'Automated', ...expecting('* = 0') })).pipeline.tags, ['Automated'])
    const { log, done } = await yard.collect()
    assert.deepEqual(done, ['attach SHA256SUMS', 'attach manifest.json'])
    assert.match(log.text(), /No file of this run is for release\./)
  })

  it('lets a run pass in which nothing was planned', async () => {
    yard.leave('plan.plan.1', 'plan.json', '{"version":1,"kind":"changes","jobs":[]}')
    const { outcome, log } = await yard.collect()
    assert.equal(outcome.result, 'succeeded')
    assert.match(log.text(), /Nothing was planned in this run\./)
    yard.plan('linux')
    assert.equal(await rejectedCode(yard.collect()), 'NO_WHEELS')
  })

  it('takes a pure wheel that many legs have built once, and says so', async () => {
    for (const at of [310, 311, 312]) yard.leg(`linux_${at}`, { [pure]: at === 311 ? 'x' : 'w' })
    const run = await yard.collect(expecting('*.whl = 1'))
    assert.ok(run.log.lines.includes(`info: ${pure}: built by 3 legs, 2 different contents; that of build.test.linux_310 is taken.`))
    assert.match(run.outcome.summary, /built by 3 legs/)
  })

  it('refuses one file in two contents', async () => {
    for (const leg of ['a', 'b']) yard.leg(leg, { 'tool.exe': leg }, {}, { origin: 'extra' })
    assert.equal(await rejectedCode(yard.collect()), 'CONFLICT')
  })

  it('refuses an extra file under a name that the set needs', async () => {
    yard.leg('a', { [pure]: 'w', 'coverage.xml': 'c' }, {}, { origin: 'extra' })
    refused(await yard.collect(), 'CONFLICT')
  })

  it('leaves out what is not for release and what was built along', async () => {
    yard.leg('a', { [pure]: 'w' })
    yard.leg('b', { [binary]: 'w' }, {}, { release: false })
    yard.leg('c', { 'base-1.0-py3-none-any.whl': 'w' }, {}, { origin: 'dependency' })
    const run = await yard.collect()
    assert.deepEqual(
      run.done,
      [pure, 'SHA256SUMS', 'manifest.json'].map((name) => `attach ${name}`),
    )
    assert.match(run.log.text(), /Not for release: demo-1\.0-cp311.*of build\.test\.b\./)
  })

  describe('with coverage', () => {
    const measured = (name: string): { suites: ReturnType<typeof suiteRun>[] } => ({ suites: [suiteRun({ coverage: name })] })
    const laid = async (...legs: [leg: string, hits: readonly number[]][]): Promise<CollectedRun> => {
      yard.leg('sdist', { [sdist]: 's' })
      for (const [leg, hits] of legs) yard.leave(yard.leg(leg, {}, measured(`${leg}.coverage.xml`)), `${leg}.coverage.xml`, coverage(hits))
      return await yard.collect()
    }

    it('merges that of all legs and publishes it once, before nothing but the tag', async () => {
      const run = await laid(['a', [1, 0, 0]], ['b', [0, 2, 0]], ['c', [1, 0, 0]])
      assert.deepEqual(run.done.slice(-3), ['attach coverage.xml', 'attach manifest.json', 'coverage'])
      const text = new TextDecoder().decode(run.pipeline.coverage[0])
      const hits = [...(parseCobertura(text, 'c').coverage.get('src/a.py') ?? [])].map(([line, one]) => [line, one.hits])
      assert.deepEqual(
        [run.pipeline.coverage.length, hits],
        [
          1,
          [
            [1, 2],
            [2, 2],
            [3, 0],
          ],
        ],
      )
      assert.match(run.outcome.summary, /Coverage: 66\.6 % of 3 lines/)
    })

    it('counts what a later attempt has measured anew once', async () => {
      yard.leave(yard.leg('a', {}, { ...measured('c.xml'), attempt: 2 }), 'c.xml', coverage([0, 1]))
      const run = await laid(['a', [1, 0]])
      assert.match(run.outcome.summary, /Coverage: 50 % of 2 lines/)
    })

    it('has what was measured in an attempt that ended before its manifest, and kept by the next', async () => {
      const sidecar = manifest({ leg: 'a', files: [built(pure, 'w')], ...measured('c.xml') })
      for (const [name, content] of [
        [pure, 'w'],
        [`${pure}.json`, formatManifest(sidecar)],
        ['c.xml', coverage([1, 0])],
      ] as const)
        yard.leave('wheels.test.a.1', name, content)
      yard.leg('a', {}, { attempt: 2 })
      const run = await laid()
      assert.deepEqual([run.outcome.result, run.outcome.outputs['builtCount'], run.pipeline.coverage.length], ['succeeded', '2', 1])
    })

    it('refuses one that is told of and not there, or broken', async () => {
      yard.leg('a', { [pure]: 'w' }, measured('gone.xml'))
      refused(await yard.collect(), 'FILE_MISSING')
      yard.leave('wheels.test.a.1', 'gone.xml', '<coverage')
      refused(await yard.collect(), 'FILE_INVALID')
    })
  })

  describe('with a tag', () => {
    const tagged = { buildTag: 'Automated' }
    beforeEach(() => void yard.leg('linux', { [pure]: 'w' }))

    it('puts it on last', async () => assert.deepEqual((await yard.collect(tagged)).done.at(-1), 'tag Automated'))

    it('puts it on only where a git tag is built, and says so', async () => {
      for (const branch of ['refs/heads/tags/v1', 'refs/pull/7/merge', '']) {
        const run = await yard.collect({ ...tagged, branch }, { builds: undefined })
        assert.deepEqual([run.pipeline.tags, run.outcome.result], [[], 'succeeded'])
        assert.match(run.log.text(), /The tag 'Automated' is not put on the run: it builds .*no git tag\./)
      }
    })

    for (const [what, records, says] of [
      ['a job that failed', [...wellTimeline, timelineRecord('mac', { result: 'failed' })], /the job 'mac' failed/],
      [
        'a job that still runs',
        [...wellTimeline, timelineRecord('mac', { state: 'inProgress' })],
        /the job 'mac' still runs\. Let this stage depend on/,
      ],
      ['a timeline without this job', [timelineRecord('linux')], /does not have this job/],
    ] as const)
      it(`refuses ${what}`, async () =>
        assert.match(
          refused(await yard.collect(tagged, { builds: async () => await Promise.resolve(buildsOf(records)) }), 'RUN_UNWELL'),
          says,
        ))

    it('refuses a run of which nothing can be known', async () => {
      refused(await yard.collect(tagged, { builds: undefined }), 'RUN_UNWELL')
      const unknown = { kind: 'unknown', why: 'the service said 503' } as const
      const builds = { run: async () => await Promise.resolve(unknown), timeline: async () => await Promise.resolve(unknown) }
      assert.match(refused(await yard.collect(tagged, { builds: async () => await Promise.resolve(builds) }), 'RUN_UNWELL'), /503/)
    })

    it('is not put on where anything else is wrong', async () => {
      yard.leg('mac', {}, { failures: [failed()] })
      refused(await yard.collect(tagged), 'BUILD_FAILED')
    })
  })

  it('needs the artifacts of its run, with a manifest in one of them', async () => {
    assert.equal(await rejectedCode(yard.collect({}, { artifacts: undefined })), 'CREDENTIALS')
    assert.equal(await rejectedCode(yard.collect({ buildId: '' })), 'CREDENTIALS')
    yard.leave('docs', 'index.html', 'x')
    assert.equal(await rejectedCode(yard.collect()), 'NO_WHEELS')
  })

  it('refuses files that are not what their manifest tells, and those that are not there', async () => {
    const artifact = yard.leg('a', { [pure]: 'w' })
    yard.leave(artifact, pure, 'other')
    assert.equal(await rejectedCode(yard.collect()), 'HASH_MISMATCH')
    yard.artifacts.get(artifact)?.delete(pure)
    assert.equal(await rejectedCode(yard.collect()), 'FILE_MISSING')
  })

  it('stands three hundred legs, and tells how far it is', async () => {
    const legs = Array.from({ length: 300 }, (_, at) => `leg_${at}`)
    yard.plan(legs.join(' '))
    for (const leg of legs) yard.leg(leg, { [`demo-1.0-cp311-cp311-${leg}.whl`]: leg })
    const run = await yard.collect(expecting('*.whl = 300'))
    assert.deepEqual([run.outcome.result, run.pipeline.attached.length], ['succeeded', 302])
    assert.ok(run.pipeline.steps.length > 100)
  })
})
