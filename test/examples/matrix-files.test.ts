import assert from 'node:assert/strict'
import { issues, output } from './example.ts'
import { OwnPipeline, type OwnReport } from './own-pipeline.ts'

const pools =
  '{ "matrix": { "Agent": { "ubuntu": { "Pool": "linuxes", "OSVmImage": "env:LinuxImage" }, "windows": { "Pool": "windowses" } } } }'
const matrix = `
displayNames: { --pre: pre }
matrix: { $IMPORT: ci/pools.json, PythonVersion: ['3.10', '3.14'], Args: ['', --pre] }
exclude: [{ PythonVersion: '3.10', Args: --pre }, { pool: WINDOWSES, pythonVersion: '3.10' }]
`
const jobs = (inputs: string): string => `- job: plan
  variables: { LinuxImage: ubuntu-24.04 }
  steps:
  - { task: GenerateMatrix@1, name: gm, inputs: { mode: matrix, matrixConfig: ci/matrix.yml, ${inputs} } }
- job: test
  dependsOn: plan
  condition: and(succeeded(), ne(dependencies.plan.outputs['gm.hasJobs'], 'false'))
  strategy: { matrix: "$[ dependencies.plan.outputs['gm.matrix'] ]" }
  steps:
  - { bash: 'echo "told: $(System.JobName) $(Pool) $(PythonVersion) [$(Args)]"' }
`

describe('a matrix file, through the built task', function () {
  this.timeout(60_000)
  const own = new OwnPipeline()
  before(() => {
    own.write('repository/ci/matrix.yml', matrix)
    own.write('repository/ci/pools.json', pools)
  })
  after(() => own.remove())

  const run = async (name: string, inputs: string): Promise<OwnReport> => await own.run(name, jobs(inputs), {})
  /** What the legs have printed, sorted: they run side by side. */
  const told = ({ log }: OwnReport): string[] => [...new Set(log.flatMap((line) => /told: [^"$]+\]$/.exec(line)?.[0] ?? []))].sort()

  it('is the jobs of a run, with its parameters as their variables', async () => {
    const report = await run('whole', 'selection: all')
    assert.deepEqual([report.result, issues(report, 'error')], ['succeeded', []], report.log.join('\n'))
    assert.deepEqual(told(report), [
      'told: job_310_ubuntu linuxes 3.10 []',
      'told: job_314_pre_ubuntu linuxes 3.14 [--pre]',
      'told: job_314_pre_windows windowses 3.14 [--pre]',
      'told: job_314_ubuntu linuxes 3.14 []',
      'told: job_314_windows windowses 3.14 []',
    ])
    assert.equal(output(report, 'gm.jobCount'), '5')
  })

  it('gives legs the variables that the file says, names to read and a limit', async () => {
    own.write(
      'repository/ci/several.yml',
      `legName: py{PythonVersion}_{os}
maxParallel: 1
matrix:
- { os: { ubuntu: { Pool: linuxes } }, PythonVersion: ['3.10', '3.14'] }
- { os: { windows: { Pool: windowses } }, PythonVersion: '3.14' }
variables:
- set: { Args: '' }
- where: { os: windows }
  set: { Args: 'tool-$(PythonVersion).exe' }`,
    )
    const yaml = jobs('')
      .replace('ci/matrix.yml, ', 'ci/several.yml')
      .replace('{ matrix: "', `{ maxParallel: "$[ dependencies.plan.outputs['gm.maxParallel'] ]", matrix: "`)
    const report = await own.run('several', yaml, {})
    assert.deepEqual([report.result, issues(report, 'error')], ['succeeded', []], report.log.join('\n'))
    assert.deepEqual(told(report), [
      'told: py310_ubuntu linuxes 3.10 []',
      'told: py314_ubuntu linuxes 3.14 []',
      'told: py314_windows windowses 3.14 [tool-3.14.exe]',
    ])
    assert.equal(output(report, 'gm.maxParallel'), '1')
  })

  it('runs no job where filters leave none, and says which one took the last', async () => {
    const report = await run('none', 'filters: Pool=macs')
    assert.deepEqual([report.result, issues(report, 'error'), told(report)], ['succeeded', [], []], report.log.join('\n'))
    assert.match(issues(report, 'warning').join(), /the filter 'Pool=macs' took the last/)
    assert.equal(output(report, 'gm.hasJobs'), 'false')
  })

  it('fails the run where it is wrong, and runs no job', async () => {
    const report = await run('wrong', 'filters: "Pool=("')
    assert.deepEqual([report.result, told(report)], ['failed', []])
    assert.match(issues(report, 'error').join(), /'Pool=\('/)
  })
})
