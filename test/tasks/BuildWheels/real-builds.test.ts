import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseManifest } from '../../../core/build/manifest.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { findPython, minorOf } from '../../servers/python.ts'
import { project, Yard } from './projects.ts'
import { quick } from './quick.ts'
import { jobData, jobPackage, tryRun } from './try-run.ts'

describe('BuildWheels with a real backend', () => {
  let yard: Yard
  let minor: number
  before(function () {
    minor = minorOf(findPython(this))
  })
  beforeEach(() => (yard = new Yard()))
  afterEach(() => yard.remove())

  it('builds a folder by the real pip: wheel, sidecar and manifest', async () => {
    yard.tree('sources/lib', project())
    const { outcome, manifest, pipeline } = await tryRun(yard, { packages: 'lib', buildFrontend: 'pip' })
    assert.equal(outcome.result, 'succeeded', outcome.problems[0]?.text)
    assert.deepEqual(outcome.outputs, {
      wheelsDirectory: yard.path('staging'),
      artifactName: 'wheels.build.wheels.wheel_any.2',
      builtCount: '1',
      failedCount: '0',
      restoredCount: '0',
    })
    assert.deepEqual(
      pipeline.attached.map(({ artifact, name }) => `${artifact}/${name}`),
      ['spam-1.0-py3-none-any.whl', 'spam-1.0-py3-none-any.whl.json', 'manifest.json'].map(
        (name) => `wheels.build.wheels.wheel_any.2/${name}`,
      ),
    )
    const [file] = manifest.files
    const wheel = readFileSync(yard.path('staging/spam-1.0-py3-none-any.whl'))
    assert.deepEqual(
      [file?.name, file?.size, file?.sha256, file?.project, file?.version, file?.tags, file?.origin, file?.release, file?.source],
      ['spam-1.0-py3-none-any.whl', wheel.length, sha256Of(wheel), 'spam', '1.0', ['py3-none-any'], 'built', true, 'lib'],
    )
    const { stage, job, leg, attempt, commit, buildId } = manifest
    assert.deepEqual([stage, job, leg, attempt, commit, buildId], ['build', 'wheels', 'wheel_any', 2, 'c0ffee', '77'])
  })

  it('writes a sidecar that stands in for the manifest', async () => {
    yard.tree('sources/lib', project())
    const { manifest } = await tryRun(yard, { packages: 'lib' }, { host: quick() })
    const sidecar = parseManifest(readFileSync(yard.path('staging/spam-1.0-py3-none-any.whl.json'), 'utf8'), 'sidecar')
    assert.deepEqual(sidecar, manifest)
  })

  it('builds the leg of a plan from sdists whose hashes hold', async () => {
    const [spam, eggs] = [project(), project({ name: 'eggs', version: '2.0' })].map((one) => yard.sdist(one))
    const packages = [
      jobPackage({ sdist_url: spam?.url ?? '', sdist_sha256: spam?.sha256 ?? '' }),
      jobPackage({ name: 'eggs', version: '2.0', sdist_url: eggs?.url ?? '', sdist_sha256: eggs?.sha256 ?? '' }),
    ]
    const { outcome, manifest } = await tryRun(yard, { jobData: jobData(packages) }, { host: quick() })
    assert.equal(outcome.result, 'succeeded', outcome.problems[0]?.text)
    assert.deepEqual(
      manifest.files.map(({ name, source }) => [name, source]),
      [
        ['spam-1.0-py3-none-any.whl', `${spam?.url}#sha256=${spam?.sha256}`],
        ['eggs-2.0-py3-none-any.whl', `${eggs?.url}#sha256=${eggs?.sha256}`],
      ],
    )
    assert.equal(manifest.planDigest, 'a'.repeat(64))
  })

  it('fails a row whose sdist has another hash, before it is unpacked', async () => {
    const { url } = yard.sdist(project({ fault: 'raises' }))
    const { manifest } = await tryRun(
      yard,
      { jobData: jobData([jobPackage({ sdist_url: url, sdist_sha256: 'b'.repeat(64) })]) },
      { host: quick() },
    )
    assert.deepEqual(
      manifest.failures.map(({ code }) => code),
      ['HASH_MISMATCH'],
    )
  })

  it('builds a broken row and loses no other', async () => {
    const rows = ['one', 'two', 'three'].map((name) => yard.sdist(project({ name, ...(name === 'two' ? { fault: 'raises' } : {}) })))
    const packages = rows.map(({ url, sha256 }, at) =>
      jobPackage({ name: ['one', 'two', 'three'][at] ?? '', sdist_url: url, sdist_sha256: sha256 }),
    )
    const { outcome, manifest, pipeline } = await tryRun(yard, { jobData: jobData(packages) }, { host: quick() })
    assert.equal(outcome.result, 'failed')
    assert.deepEqual([outcome.outputs['builtCount'], outcome.outputs['failedCount']], ['2', '1'])
    assert.deepEqual(
      manifest.files.map(({ project }) => project),
      ['one', 'three'],
    )
    assert.deepEqual(
      manifest.failures.map(({ package: name, code, log }) => [name, code, log]),
      [['two', 'BUILD_FAILED', 'two-1.0-3.log']],
    )
    assert.deepEqual(
      outcome.problems.map(({ code }) => code),
      ['BUILD_FAILED'],
    )
    assert.match(outcome.problems[0]?.text ?? '', /ValueError: this backend is broken/)
    const log = pipeline.attached.find(({ name }) => name === 'two-1.0-3.log')
    assert.match(Buffer.from(log?.bytes ?? []).toString(), /Traceback[\s\S]*ValueError: this backend is broken/)
  })

  it('ends with issues where failures are to be passed over', async () => {
    yard.tree('sources/lib', project({ fault: 'raises' }))
    const { outcome } = await tryRun(yard, { packages: 'lib', onFailure: 'continue' }, { host: quick() })
    assert.deepEqual([outcome.result, outcome.problems.length, outcome.outputs['failedCount']], ['issues', 1, '1'])
  })

  it('lets no line of a build act on the agent', async () => {
    yard.tree(
      'sources/lib',
      project({ prints: ['##vso[task.setvariable variable=PATH]evil', 'x ##vso[task.complete result=Succeeded]', '##[error]no'] }),
    )
    const { log } = await tryRun(yard, { packages: 'lib' }, { host: quick() })
    assert.match(log.text(), /foreign:.*#_#vso\[task\.setvariable/)
    assert.doesNotMatch(log.text(), /##vso\[|##\[error/)
  })

  it('attaches nothing where the artifact is empty, and still keeps all', async () => {
    yard.tree('sources/lib', project())
    const { outcome, pipeline } = await tryRun(yard, { packages: 'lib', artifact: '', outputDirectory: 'dist' }, { host: quick() })
    assert.deepEqual([pipeline.attached.length, outcome.outputs['artifactName']], [0, ''])
    assert.ok(existsSync(join(yard.path('sources/dist'), 'spam-1.0-py3-none-any.whl')))
  })

  it('marks what is never to be released', async () => {
    yard.tree('sources/lib', project())
    assert.equal((await tryRun(yard, { packages: 'lib', release: 'false' }, { host: quick() })).manifest.files[0]?.release, false)
  })

  it('builds an sdist file of the sources', async () => {
    const { path } = yard.sdist(project())
    assert.equal((await tryRun(yard, { packages: path }, { host: quick() })).manifest.files[0]?.name, 'spam-1.0-py3-none-any.whl')
  })

  it('keeps one file where two pythons come to the same', async () => {
    const { url, sha256 } = yard.sdist(project())
    const source = { sdist_url: url, sdist_sha256: sha256 }
    const rows = [jobPackage(source), jobPackage({ ...source, python: `3.${minor}`, python_tag: `cp3${minor}`, abi: '' })]
    const { outcome, manifest, pipeline } = await tryRun(yard, { jobData: jobData(rows) }, { host: quick() })
    assert.deepEqual([outcome.result, manifest.files.length, pipeline.attached.length], ['succeeded', 1, 3])
  })
})
