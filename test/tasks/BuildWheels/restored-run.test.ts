import assert from 'node:assert/strict'
import { join } from 'node:path'
import { localFiles } from '../../../adapters/local/files.ts'
import { formatManifest, parseManifest } from '../../../core/build/manifest.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { built, failed, manifest, suiteRun } from '../../core/collect/told.ts'
import { collectWheels } from '../../../flows/collect-wheels.ts'
import { wheelsToTest } from '../../../tasks/BuildWheels/sdist/wheels-to-test.ts'
import { recordingLog } from '../../fakes/recording-log.ts'
import { type CollectedRun, CollectingYard } from './collecting.ts'
import { keyOf, RestoringYard } from './restoring.ts'

const wheel = 'core-1.0-py3-none-any.whl'
const plan = 'plan_gm.build.plan'

describe('a run that has restored some of what it planned', () => {
  let [cache, run] = [new RestoringYard(), new CollectingYard()]
  beforeEach(() => {
    ;[cache, run] = [new RestoringYard(), new CollectingYard()]
  })
  afterEach(() => {
    cache.remove()
    run.remove()
  })
  const codes = ({ outcome }: CollectedRun): string[] => outcome.problems.map(({ code }) => code)
  /** Leaves what restoring attaches, and the plan it went by. */
  const restoreInto = async (attempt = 1): Promise<string> => {
    const where = { stage: 'build', job: 'plan', leg: '', attempt }
    const { pipeline } = await cache.restore({ where, buildId: '1', step: '' })
    for (const { artifact, name, bytes } of pipeline.attached) run.leave(artifact, name, bytes)
    return cache.planText()
  }
  const suites = [suiteRun({ project: 'core', wheel, reports: ['u.junit.xml'] })]

  it('is collected as if it had built all, and says who built what was restored', async () => {
    cache.folders('linux', 'core')
    await cache.save('core@linux', { texts: { 'u.junit.xml': '<testsuites/>' }, manifest: { suites } })
    run.leave(`${plan}.1`, 'plan.json', await restoreInto())
    run.leg('linux', { 'web-1.0-py3-none-any.whl': 'w' }, {}, { project: 'web' })
    const done = await run.collect()
    assert.deepEqual([codes(done), done.outcome.outputs['restoredCount'], done.outcome.outputs['builtCount']], [[], '1', '2'])
    assert.match(
      done.log.text(),
      /core-1\.0-\S+ of build\.plan\.linux, attempt 1 \(from the cache, built by run 41, build\.wheels\.linux\)/,
    )
    assert.match(done.outcome.summary, /attempt 1 \(from the cache, built by run 41/)
    assert.match(done.outcome.summary, /suites: 1 passed/)
    const set = done.pipeline.attached.find(({ name }) => name === 'manifest.json')
    const [first] = parseManifest(Buffer.from(set?.bytes ?? []).toString(), 'm').files
    assert.deepEqual([first?.origin, first?.fingerprint, first?.leg], ['restored', keyOf('core@linux'), 'build.plan.linux'])
  })

  it('lends what was restored to jobs that only test', async () => {
    cache.folders('linux', 'core')
    cache.folders('mac', 'core')
    await cache.save('core@linux')
    await cache.save('core@mac')
    await cache.restore()
    const files = localFiles(join(cache.folder, 'temp'))
    const workspace = { temp: '', staging: '', sources: cache.folder }
    const offers = await wheelsToTest(
      { testWheels: ['staging'], buildId: '1' },
      { artifacts: undefined, files, log: recordingLog(), workspace },
    )()
    assert.deepEqual(
      offers.map(({ file, manifest: { leg } }) => `${file.name} ${file.origin} ${leg}`),
      [`${wheel} restored linux`],
    )
  })

  it('misses the step that restores', async () => {
    cache.folders('linux', 'core')
    run.leave(`${plan}.1`, 'plan.json', cache.planText())
    run.leg('docs', { 'web-1.0-py3-none-any.whl': 'w' })
    const done = await run.collect()
    assert.deepEqual(codes(done), ['LEG_MISSING'])
    assert.match(
      done.outcome.problems[0]?.text ?? '',
      /linux of plan_gm\.build\.plan\.1, which the cache has and no step restored.*mode: restore/,
    )
  })

  it('takes what the next attempt built in place of what could not be restored', async () => {
    cache.folders('linux', 'core', 'web')
    await cache.save('web@linux')
    run.leave(`${plan}.1`, 'plan.json', await restoreInto())
    const first = await run.collect()
    assert.deepEqual(codes(first), ['BUILD_FAILED'])
    assert.match(first.outcome.problems[0]?.message ?? '', /core \(build\.plan\.linux, CACHE_INVALID\)/)
    assert.ok(run.artifacts.has('distrusted.build.plan.1'))
    const text = JSON.stringify({ version: 1, kind: 'changes', packages: [], jobs: [] })
    run.leave(`${plan}.2`, 'plan.json', text)
    const file = built(wheel, 'c', { project: 'core', fingerprint: keyOf('core@linux') })
    run.leave('wheels.build.linux.1', wheel, 'c')
    run.leave(
      'wheels.build.linux.1',
      'manifest.json',
      formatManifest(manifest({ job: 'build', planDigest: sha256Of(text), files: [file] })),
    )
    const done = await run.collect()
    assert.deepEqual([codes(done), done.outcome.outputs['builtCount']], [[], '2'])
  })

  it('says nothing of what each attempt has restored again', async () => {
    cache.folders('linux', 'core', 'web')
    await cache.save('web@linux')
    run.leave(`${plan}.1`, 'plan.json', await restoreInto())
    const again = new RestoringYard()
    try {
      again.folders('linux', 'web')
      await again.save('web@linux')
      const { pipeline } = await again.restore({ where: { stage: 'build', job: 'plan', leg: '', attempt: 2 }, buildId: '1' })
      for (const { artifact, name, bytes } of pipeline.attached) run.leave(artifact, name, bytes)
      run.leave(`${plan}.2`, 'plan.json', again.planText())
    } finally {
      again.remove()
    }
    const { files, warnings, failures } = await collectWheels(run.laid(), localFiles(run.folder))
    assert.deepEqual(
      [files.map(({ file, manifest: { attempt } }) => `${file.project} ${attempt}`), warnings, failures],
      [['web 2'], [], []],
    )
  })

  it('tells again what had failed when it was built', async () => {
    cache.folders('linux', 'core')
    await cache.save('core@linux', { kind: 'failed', files: {}, manifest: { failures: [failed({ package: 'core' })] } })
    run.leave(`${plan}.1`, 'plan.json', await restoreInto())
    const done = await run.collect()
    assert.deepEqual(codes(done), ['BUILD_FAILED'])
    assert.match(done.outcome.problems[0]?.message ?? '', /core 1\.0 for 3\.11 \(build\.plan\.linux, BUILD_FAILED\)/)
  })
})
