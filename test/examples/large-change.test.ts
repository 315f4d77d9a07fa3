import assert from 'node:assert/strict'
import { issues, output } from './example.ts'
import { OwnPipeline } from './own-pipeline.ts'
import { findPython } from '../servers/python.ts'
import { project } from '../tasks/BuildWheels/projects.ts'

/** So many, with names so long, that the work of two jobs passes 32,000 bytes. */
const names = Array.from({ length: 60 }, (_, at) => `acme-${'long-'.repeat(18)}name-${at + 10}`)
const [first = '', ...more] = names
const last = more.at(-1) ?? ''
const pipeline = `- job: plan
  steps:
  - task: GenerateMatrix@1
    name: gm
    inputs: { mode: changes, force: true, matrixConfigs: '[{ Path: m.yml, Selection: all }]', batchSize: 60 }
- job: build
  dependsOn: plan
  condition: and(succeeded(), ne(dependencies.plan.outputs['gm.hasJobs'], 'false'))
  strategy: { matrix: "$[ dependencies.plan.outputs['gm.matrix'] ]" }
  steps:
  - { task: BuildWheels@1, condition: "eq(variables['Leg'], 'b')", inputs: { packages: '${last}', python: '3' } }
`

describe('a plan of changes beyond 32,000 bytes', function () {
  this.timeout(60_000)
  const own = new OwnPipeline()
  before(function () {
    findPython(this)
    own.write('repository/m.yml', 'matrix: { Leg: [a, b] }\n')
    for (const name of [first, last]) own.tree(`repository/packages/${name}`, project({ name }))
    const build = '[build-system]\nrequires = []\nbuild-backend = "fixture_backend"\nbackend-path = ["."]\n'
    for (const name of names) {
      const needs = name === last ? `"${first}"` : ''
      own.write(
        `repository/packages/${name}/pyproject.toml`,
        `${build}[project]\nname = "${name}"\nversion = "1.0"\ndependencies = [${needs}]\n`,
      )
    }
  })
  after(() => own.remove())

  it('is built by legs that fetch their work from the plan`s artifact, through the built tasks', async () => {
    const report = await own.run('large', pipeline, {})
    assert.deepEqual([report.result, issues(report, 'error')], ['succeeded', []], report.log.join('\n'))
    const matrix = JSON.parse(output(report, 'gm.matrix') ?? '{}') as Record<string, Record<string, string>>
    assert.deepEqual(Object.keys(matrix), ['a', 'b'])
    for (const [leg, cells] of Object.entries(matrix)) {
      const reference = { version: 1, leg, planDigest: output(report, 'gm.planDigest'), plan: output(report, 'gm.planArtifact') }
      assert.deepEqual([cells['ArtifactPackageNames'], JSON.parse(cells['job_data'] ?? '')], [names.join(','), reference])
    }
    const manifests = report.run.artifacts.flatMap(({ files }) => [...files].filter(([path]) => path.endsWith('manifest.json')))
    const made = manifests.map(
      ([, bytes]) => JSON.parse(new TextDecoder().decode(bytes)) as { files: { project: string; origin: string }[] },
    )
    assert.deepEqual(
      made.map(({ files }) => files.map(({ project: name, origin }) => `${name} ${origin}`)),
      [[`${first} dependency`, `${last} built`]],
    )
  })
})
