import assert from 'node:assert/strict'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseManifest } from '../../core/build/manifest.ts'
import { runPipeline } from '../../local-agent/server/run-pipeline.ts'
import { root } from '../root.ts'
import { issues, output } from './example.ts'

/** Pythons that no machine has, enough for a matrix of more than 32,000 bytes. */
const missing = Array.from({ length: 90 }, (_, at) => `{ tag: cp3${at + 100} }`).join(', ')
const on = (pythons: string): string => `[{ platform_tag: any, platform_instance: here, platform_arch: any, python: [${pythons}] }]`
const matrix = `packages:
  spam: { source: libs/spam, wheels: ${on('{ tag: py3 }')} }
  eggs: { source: libs/eggs, wheels: ${on(missing)} }
`
const pipeline = `stages:
- stage: plan
  jobs:
  - job: plan
    steps:
    - { task: GenerateMatrix@1, name: gm, inputs: { indexUrl: ., wheelsPerJob: 50 } }
- stage: build
  jobs:
  - job: wheels
    strategy: { matrix: "$[ stageDependencies.plan.plan.outputs['gm.matrix'] ]" }
    steps:
    - { task: BuildWheels@1, name: bw, inputs: { onFailure: continue } }
`

describe('a matrix beyond 32,000 bytes', function () {
  this.timeout(60_000)
  const temporary = mkdtempSync(join(tmpdir(), 'large-plan-'))
  after(() => rmSync(temporary, { recursive: true, force: true }))

  it('is built by legs that fetch their work from the plan`s artifact, through the built tasks', async () => {
    for (const name of ['spam', 'eggs']) {
      const folder = join(temporary, 'libs', name)
      mkdirSync(folder, { recursive: true })
      const build = 'build-backend = "fixture_backend"\nbackend-path = ["."]\nrequires = []'
      writeFileSync(join(folder, 'pyproject.toml'), `[build-system]\n${build}\n[project]\nname = "${name}"\nversion = "1.0"\n`)
      writeFileSync(join(folder, 'project.json'), JSON.stringify({ name, version: '1.0', modules: { [`${name}.py`]: '' } }))
      cpSync(join(root, 'test/fixtures/project/fixture_backend.py'), join(folder, 'fixture_backend.py'))
    }
    writeFileSync(join(temporary, 'wheel_matrix.yml'), matrix)
    writeFileSync(join(temporary, 'azure-pipelines.yml'), pipeline)
    const report = await runPipeline({ file: join(temporary, 'azure-pipelines.yml'), out: join(temporary, 'out') })
    assert.deepEqual([report.result, issues(report, 'error')], ['succeededWithIssues', []], report.log.join('\n'))
    const legs = JSON.parse(output(report, 'gm.matrix') ?? '{}') as Record<string, { job_data: string }>
    assert.deepEqual(Object.keys(legs), ['wheel_any_1', 'wheel_any_2'])
    for (const [leg, { job_data: data }] of Object.entries(legs))
      assert.deepEqual(JSON.parse(data), {
        version: 1,
        leg,
        planDigest: output(report, 'gm.planDigest'),
        plan: output(report, 'gm.planArtifact'),
      })
    const manifests = Object.keys(legs).map((leg) => {
      const path = join(report.folder, 'artifacts', `wheels.build.wheels.${leg}.1`, 'manifest.json')
      return parseManifest(readFileSync(path, 'utf8'), path)
    })
    assert.deepEqual(
      manifests.flatMap(({ files }) => files.map(({ name }) => name)),
      ['spam-1.0-py3-none-any.whl'],
    )
    assert.equal(manifests.flatMap(({ failures }) => failures).length, 90)
    assert.ok(manifests.every(({ planDigest }) => planDigest === output(report, 'gm.planDigest')))
  })
})
