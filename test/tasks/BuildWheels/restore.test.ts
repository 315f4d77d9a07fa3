import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openCache } from '../../../adapters/open-cache.ts'
import { parseManifest, type Manifest } from '../../../core/build/manifest.ts'
import { parseCobertura } from '../../../core/coverage/cobertura.ts'
import { formatCobertura } from '../../../core/coverage/format.ts'
import { totalsOfAll } from '../../../core/coverage/totals.ts'
import { suiteRun } from '../../core/collect/told.ts'
import { keyOf, type Restored, RestoringYard } from './restoring.ts'

const noConnections = { endpoint: () => undefined, identity: () => Promise.reject(new Error('nobody signs in')), secret: () => undefined }
const wheel = 'core-1.0-py3-none-any.whl'
const junit = '<testsuites><testsuite name="s" tests="2" failures="0"><testcase classname="a" name="b"/></testsuite></testsuites>'
const covered = (path: string): string => formatCobertura(new Map([[path, new Map([[1, { hits: 1, branches: undefined }]])]]), 0)

describe('restoring a plan', () => {
  let yard: RestoringYard
  beforeEach(() => {
    yard = new RestoringYard()
  })
  afterEach(() => yard.remove())
  const manifestOf = ({ pipeline }: Restored, leg: string): Manifest =>
    parseManifest(
      Buffer.from(
        pipeline.attached.find(({ artifact, name }) => artifact.includes(`.${leg}.`) && name === 'manifest.json')?.bytes ?? [],
      ).toString(),
      leg,
    )

  it('leaves each leg as if it had been built, its manifest last', async () => {
    yard.folders('linux', 'core', 'web')
    yard.folders('mac', 'core')
    for (const unit of ['core@linux', 'web@linux', 'core@mac']) await yard.save(unit)
    const done = await yard.restore()
    assert.deepEqual(done.outcome.outputs, {
      wheelsDirectory: join(yard.folder, 'staging'),
      artifactName: 'wheels.build.plan',
      builtCount: '0',
      failedCount: '0',
      restoredCount: '3',
    })
    assert.equal(done.outcome.result, 'succeeded')
    assert.deepEqual(
      done.pipeline.attached.map(({ artifact, name }) => `${artifact} ${name}`),
      [
        ...[wheel, `${wheel}.json`, 'web-1.0-py3-none-any.whl', 'web-1.0-py3-none-any.whl.json', 'manifest.json'].map(
          (name) => `wheels.build.plan.linux.1 ${name}`,
        ),
        ...[wheel, `${wheel}.json`, 'manifest.json'].map((name) => `wheels.build.plan.mac.1 ${name}`),
      ],
    )
    const { files, restored, leg, buildId, commit } = manifestOf(done, 'linux')
    assert.deepEqual([restored, leg, buildId, commit], [true, 'linux', '77', 'c0ffee'])
    assert.deepEqual(
      files.map((file) => [file.name, file.origin, file.fingerprint, file.made_by]),
      [
        [wheel, 'restored', keyOf('core@linux'), 'run 41, build.wheels.linux'],
        ['web-1.0-py3-none-any.whl', 'restored', keyOf('web@linux'), 'run 41, build.wheels.linux'],
      ],
    )
    assert.ok(existsSync(join(yard.folder, 'staging/mac', wheel)))
    assert.match(done.outcome.summary, /3 wheels restored, about 2 min saved/)
    assert.match(done.outcome.summary, /from the cache, built by run 41, build\.wheels\.linux/)
  })

  it('shows the log again, marked, and publishes the tests of each leg and the coverage of all once', async () => {
    yard.folders('linux', 'core')
    yard.folders('mac', 'core')
    const texts = (path: string): Record<string, string> => ({
      'core-3.11.log': 'gcc -c a.c\n##vso[task.complete result=Failed]\n',
      'core-3.11-unit.junit.xml': junit,
      'core-3.11-unit.coverage.xml': covered(path),
    })
    const suites = [suiteRun({ project: 'core', wheel, reports: ['core-3.11-unit.junit.xml'], coverage: 'core-3.11-unit.coverage.xml' })]
    await yard.save('core@linux', { texts: texts('a.py'), manifest: { suites } })
    await yard.save('core@mac', { texts: texts('b.py'), manifest: { suites } })
    const done = await yard.restore({ publishCoverage: true })
    const from = done.log.lines.indexOf('group: core 1.0 (from the cache, built by run 41, build.wheels.linux)')
    assert.deepEqual(done.log.lines.slice(from + 1, from + 4), [
      'foreign: [cache] gcc -c a.c',
      'foreign: [cache] #_#vso[task.complete result=Failed]',
      'end',
    ])
    assert.deepEqual(
      done.pipeline.testRuns.map(({ title, reports }) => [title, reports[0]?.toString() === junit]),
      [
        ['core 1.0 on Python 3.11 (linux): unit (from the cache)', true],
        ['core 1.0 on Python 3.11 (mac): unit (from the cache)', true],
      ],
    )
    assert.equal(done.pipeline.coverage.length, 1)
    const merged = parseCobertura(Buffer.from(done.pipeline.coverage[0] ?? []).toString(), 'c')
    assert.deepEqual([[...merged.coverage.keys()].sort(), totalsOfAll(merged.coverage).lines.covered], [['a.py', 'b.py'], 2])
    const { suites: told } = manifestOf(done, 'linux')
    assert.deepEqual(
      told?.map(({ reports, coverage }) => [reports, coverage]),
      [[['core-3.11-unit.junit.xml'], 'core-3.11-unit.coverage.xml']],
    )
    assert.deepEqual(
      done.pipeline.attached.filter(({ artifact }) => artifact.includes('linux')).map(({ name }) => name),
      [wheel, 'core-3.11.log', 'core-3.11-unit.junit.xml', 'core-3.11-unit.coverage.xml', `${wheel}.json`, 'manifest.json'],
    )
  })

  it('publishes and attaches nothing where it is told not to', async () => {
    yard.folders('linux', 'core')
    const suites = [suiteRun({ project: 'core', wheel, reports: ['u.junit.xml'] })]
    await yard.save('core@linux', { texts: { 'u.junit.xml': junit }, manifest: { suites } })
    const done = await yard.restore({ artifact: '', publishTestResults: false, outputDirectory: 'out', release: false })
    assert.deepEqual([done.pipeline.attached, done.pipeline.testRuns, done.outcome.outputs['artifactName']], [[], [], ''])
    const text = readFileSync(join(yard.folder, 'sources/out/linux/manifest.json'), 'utf8')
    assert.deepEqual(
      parseManifest(text, 'm').files.map(({ release }) => release),
      [false],
    )
  })

  it('keeps reports and logs apart that two packages of a leg call alike, and one file of both once', async () => {
    yard.wheels('linux', 'core', 'web')
    const suites = (project: string): Partial<Manifest> => ({ suites: [suiteRun({ project, reports: ['x.junit.xml'] })] })
    await yard.save('core@linux', { texts: { 'x.junit.xml': junit, 'x.log': 'one' }, manifest: suites('core') })
    await yard.save('web@linux', { texts: { 'x.junit.xml': `${junit}\n`, 'x.log': 'two' }, manifest: suites('web') })
    const done = await yard.restore()
    const { suites: told = [] } = manifestOf(done, 'linux')
    assert.deepEqual(
      told.map(({ reports }) => reports),
      [['x.junit.xml'], ['x.2.junit.xml']],
    )
    assert.equal(readFileSync(join(yard.folder, 'staging/linux/logs/x.2.log'), 'utf8'), 'two')
    assert.deepEqual(new Set(done.pipeline.attached.map(({ name }) => name)).size, done.pipeline.attached.length)
  })

  it('leaves nothing for release of a leg whose variable release is false', async () => {
    yard.cells = { Release: 'False' }
    yard.folders('strict', 'core')
    yard.cells = { release: 'true' }
    yard.folders('linux', 'core')
    await yard.save('core@strict')
    await yard.save('core@linux')
    const done = await yard.restore()
    assert.deepEqual(
      ['strict', 'linux'].map((leg) => manifestOf(done, leg).files.map(({ release }) => release)),
      [[false], [true]],
    )
  })

  it('keeps extra files extra, and what was built along apart', async () => {
    yard.folders('linux', 'core')
    const files = {
      [wheel]: {},
      'tool.exe': { origin: 'extra', bytes: Buffer.from('MZ'), made_with: wheel },
      'along-1.0-py3-none-any.whl': { origin: 'dependency', release: false, project: 'along' },
    } as const
    await yard.save('core@linux', { files })
    const done = await yard.restore()
    assert.deepEqual(
      manifestOf(done, 'linux').files.map(({ name, origin, release }) => `${name} ${origin} ${release}`),
      [`${wheel} restored true`, 'tool.exe extra true', 'along-1.0-py3-none-any.whl dependency false'],
    )
    assert.ok(existsSync(join(yard.folder, 'staging/linux/dependencies/along-1.0-py3-none-any.whl')))
    assert.equal(done.outcome.outputs['restoredCount'], '1')
    assert.equal(done.outcome.outputs['artifactName'], 'wheels.build.plan.linux.1')
  })

  it('tells again what failed, by whom', async () => {
    yard.wheels('linux', 'core')
    const failures = [
      { package: 'core', version: '1.0', python: '3', code: 'BUILD_FAILED', message: 'core 1.0 for 3: no compiler.', log: 'core.log' },
    ]
    await yard.save('core@linux', { kind: 'failed', files: {}, texts: { 'core.log': 'gcc: not found' }, manifest: { failures } })
    const done = await yard.restore()
    assert.equal(done.outcome.result, 'failed')
    const message = 'core 1.0 for 3: no compiler. (from the cache, built by run 41, build.wheels.linux)'
    assert.deepEqual(
      done.outcome.problems.map(({ code, message: says }) => [code, says]),
      [['BUILD_FAILED', message]],
    )
    assert.deepEqual(manifestOf(done, 'linux').failures, [{ ...failures[0], message }])
    assert.equal(done.outcome.outputs['failedCount'], '1')
    assert.match(done.outcome.summary, /1 failure told again/)
    assert.equal((await yard.restore({ onFailure: 'continue' })).outcome.result, 'issues')
  })

  it('is green where there is nothing to restore, and asks no cache for it', async () => {
    const done = await yard.restore()
    assert.deepEqual([done.outcome.result, yard.store.requests, done.pipeline.attached], ['succeeded', [], []])
    assert.match(done.log.text(), /nothing to restore/)
    assert.deepEqual([done.outcome.outputs['restoredCount'], done.outcome.outputs['failedCount']], ['0', '0'])
  })

  it('brings an entry from a folder, by the store that a step opens', async () => {
    yard.folders('linux', 'core')
    await yard.save('core@linux', { texts: { 'core.log': 'built' } })
    const location = { kind: 'folder', path: join(yard.folder, 'cache') } as const
    const store = await openCache({ location }, noConnections, { writes: true })
    for (const [name, { bytes, type, cache }] of yard.store.objects) await store.writing?.put(name, bytes, { type, cache, when: 'absent' })
    const done = await yard.restore({}, { store })
    assert.deepEqual([done.outcome.result, done.outcome.outputs['restoredCount']], ['succeeded', '1'])
  })

  it('a step that is tried again fetches and publishes nothing twice', async () => {
    yard.folders('linux', 'core')
    yard.folders('mac', 'web')
    const suites = [suiteRun({ project: 'core', wheel, reports: ['u.junit.xml'] })]
    await yard.save('core@linux', { texts: { 'u.junit.xml': junit }, manifest: { suites } })
    const first = await yard.restore()
    assert.deepEqual([first.outcome.result, first.outcome.outputs['failedCount']], ['failed', '1'])
    await yard.save('web@mac')
    yard.store.requests.length = 0
    const again = await yard.restore()
    assert.deepEqual([again.outcome.result, again.outcome.outputs['restoredCount'], again.pipeline.testRuns], ['succeeded', '2', []])
    assert.ok(yard.store.requests.every((request) => request.includes('/mac/')))
    assert.match(again.log.text(), /linux was restored by the try before/)
  })

  it('a step that is tried again publishes the tests of each wheel, also of another one of the same version', async () => {
    yard.folders('linux', 'core', 'other')
    const second = 'core-1.0-1-py3-none-any.whl'
    const of = (name: string, report: string): Parameters<typeof yard.save>[1] => ({
      files: { [name]: { project: 'core', source: name === wheel ? 'packages/core' : 'packages/other' } },
      texts: { [report]: junit },
      manifest: { suites: [suiteRun({ project: 'core', wheel: name, reports: [report] })] },
    })
    await yard.save('core@linux', of(wheel, 'u.junit.xml'))
    assert.deepEqual((await yard.restore()).pipeline.testRuns.length, 1)
    await yard.save('other@linux', of(second, 'v.junit.xml'))
    const again = await yard.restore()
    assert.deepEqual([again.outcome.outputs['restoredCount'], again.pipeline.testRuns.length], ['2', 1])
  })
})
