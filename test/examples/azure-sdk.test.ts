import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type GitHost, gitHost } from '../local-agent/git-host.ts'
import { root } from '../root.ts'
import { findPython } from '../servers/python.ts'
import { issues, output } from './example.ts'
import { OwnPipeline, type OwnReport } from './own-pipeline.ts'

/** As most of azure-sdk-for-python's packages are written; two read their version from a file. */
const setup = (name: string, needs = ''): string => `import os, re
from setuptools import setup, find_packages
PACKAGE_NAME = "${name}"
with open(os.path.join(os.path.dirname(__file__), "version.py")) as fd:
    version = re.search(r'^VERSION\\s*=\\s*[\\'"]([^\\'"]*)', fd.read(), re.MULTILINE).group(1)
setup(name=PACKAGE_NAME, version=version, packages=find_packages(exclude=["tests"]), python_requires=">=3.9", install_requires=[${needs}])
`
const pyproject = (name: string, needs = ''): string => `[project]\nname = "${name}"\nversion = "1.2.0"\ndependencies = [${needs}]\n`
const version = 'VERSION = "1.2.0"\n'
const ci = (parameters: string): string => `trigger: none
extends:
  template: ../../eng/pipelines/templates/stages/archetype-sdk-client.yml
  parameters:
    ServiceDirectory: auto
${parameters}`

const files: Readonly<Record<string, string>> = {
  'sdk/core/ci.yml': ci('    Artifacts:\n    - { name: azure-core, safeName: azurecore }\n'),
  'sdk/core/azure-core/setup.py': setup('azure-core', "'requests>=2.21.0'"),
  'sdk/core/azure-core/version.py': version,
  'sdk/storage/ci.yml': ci(`    TriggeringPaths: [/eng/storage.json]
    Artifacts:
    - { name: azure-storage-blob, safeName: azurestorageblob, triggeringPaths: [/sdk/shared/vault.json] }
    - { name: azure-storage-queue, safeName: azurestoragequeue }
    AdditionalMatrixConfigs:
    - { Name: storage_live, Path: sdk/storage/platform-matrix.json, Selection: sparse, GenerateVMJobs: true }
`),
  'sdk/storage/platform-matrix.json': JSON.stringify({
    matrix: { $IMPORT: 'eng/pipelines/templates/stages/platform-matrix.json', Emulator: ['on', 'off'] },
  }),
  'sdk/storage/azure-storage-blob/setup.py': setup('azure-storage-blob', "'azure-core>=1.0.0,<2.0.0'"),
  'sdk/storage/azure-storage-blob/version.py': version,
  'sdk/storage/azure-storage-queue/pyproject.toml': pyproject('azure-storage-queue', '"azure-core>=1.0.0"'),
  'sdk/identity/ci.yml': ci('    Artifacts:\n    - { name: azure-identity }\n'),
  'sdk/identity/azure-identity/pyproject.toml': pyproject('azure-identity', '"azure-core>=1.0.0"'),
  'sdk/old/ci.yml': ci('    Artifacts:\n    - { name: azure-old }\n'),
  'sdk/old/azure-old/pyproject.toml': pyproject('azure-old', '"azure-core<1.0.0"'),
  'sdk/template/ci.yml': ci('    Artifacts:\n    - { name: azure-template }\n'),
  'sdk/template/azure-template/pyproject.toml': pyproject('azure-template'),
  'sdk/shared/vault.json': '{}\n',
  'eng/storage.json': '{}\n',
  'eng/rules.yml': readFileSync(join(root, 'test/fixtures/changes/rules.yml'), 'utf8'),
  'eng/pipelines/templates/stages/platform-matrix.json': `{
  // Pools are known to the pipeline alone.
  "displayNames": { "--disablecov": "", "false": "", "true": "", "sdist": "sdist" },
  "matrix": {
    "Agent": {
      "windows-2022": { "OSVmImage": "env:WINDOWSVMIMAGE", "Pool": "env:WINDOWSPOOL" },
      "ubuntu-24.04": { "OSVmImage": "env:LINUXVMIMAGE", "Pool": "env:LINUXPOOL" },
      "macos-latest": { "OSVmImage": "env:MACVMIMAGE", "Pool": "env:MACPOOL" }
    },
    "PythonVersion": [ "3.9", "3.13" ],
    "CoverageArg": "--disablecov",
    "TestSamples": "false"
  },
  "include": [
    {
      "CoverageConfig": {
        "ubuntu2404_39_coverage": {
          "OSVmImage": "env:LINUXVMIMAGE", "Pool": "env:LINUXPOOL", "PythonVersion": "3.9", "CoverageArg": "", "TestSamples": "false"
        }
      }
    },
    { "Config": { "docker": { "Container": "ubuntu", "Pool": "env:LINUXPOOL", "PythonVersion": "3.13" } } }
  ]
}
`,
}

/** One step for a pool, as generate-job-matrix.yml has one for each; the first leaves what later steps of theirs read. */
const step = (pool: string, filter: string, more = ''): string => `  - task: GenerateMatrix@1
    name: pr_${pool}
    inputs:
      mode: changes
      matrixConfigs: |
        - Name: Python_ci
          Path: eng/pipelines/templates/stages/platform-matrix.json
          Selection: sparse
          NonSparseParameters: Agent
          GenerateVMJobs: true
      rules: eng/rules.yml
      excludePaths: sdk/cosmos/
      batchSize: 2
      displayNameFilter: $(displayNameFilter)
      filters: |
        container=^$
        SupportedClouds=^$|Public
        Pool=${filter}
${more}`
const leaving = `      diffOutput: $(Build.ArtifactStagingDirectory)/diff/diff.json
      packageInfoOutput: $(Build.ArtifactStagingDirectory)/PackageInfo
`
const reading = `      diffFile: $(Build.ArtifactStagingDirectory)/diff/diff.json
      packageInfo: $(Build.ArtifactStagingDirectory)/PackageInfo
`
const tests = (pool: string): string => `- job: test_${pool}
  dependsOn: plan
  condition: and(succeeded(), ne(dependencies.plan.outputs['pr_${pool}.hasJobs'], 'false'))
  pool: { name: $(Pool), vmImage: $(OSVmImage) }
  strategy: { matrix: "$[ dependencies.plan.outputs['pr_${pool}.matrix'] ]" }
  steps:
  - { checkout: none }
  - { bash: 'echo "told: $(System.JobName) $(Pool) $(OSVmImage) $(PythonVersion) [$(CoverageArg)] $(ArtifactPackageNames)"' }
`
const jobs = `- job: plan
  variables:
    LINUXPOOL: azsdk-pool-linux
    LINUXVMIMAGE: ubuntu-24.04
    WINDOWSPOOL: azsdk-pool-win
    WINDOWSVMIMAGE: windows-2022
    MACPOOL: Azure Pipelines
    MACVMIMAGE: macos-latest
    displayNameFilter: $[ coalesce(variables.jobMatrixFilter, '.*') ]
  steps:
  - { checkout: self, fetchDepth: 2 }
${step('Linux', '.*Linux.*Pool$', leaving)}
${step('Windows', '.*Windows.*Pool$', reading)}
${step('Mac', '.*MacPool$', reading)}
  - { publish: $(Build.ArtifactStagingDirectory), artifact: saved }
${['Linux', 'Mac'].map(tests).join('')}`

describe('a pull request as azure-sdk-for-python has them, through the built tasks', function () {
  this.timeout(60_000)
  const own = new OwnPipeline()
  const hosts = new Map<string, GitHost>()
  before(function () {
    // A setup.py is asked for its version and what it needs.
    findPython(this)
  })
  after(() => own.remove())

  const run = async (changes: string, variables: Record<string, string> = {}): Promise<OwnReport> => {
    const name = changes.replaceAll(/[^a-z]+/g, '-')
    const host = hosts.get(name) ?? gitHost(dirname(own.write(`hosts/${name}/x`, '')), { files, changes })
    hosts.set(name, host)
    const pullRequest = { number: '7', source: 'change', target: 'main', fork: false }
    const report = await own.run(name, jobs, { repository: host.folder, provider: 'GitHub', pullRequest, variables })
    assert.deepEqual([report.code, issues(report, 'error')], [0, []], report.log.join('\n'))
    return report
  }
  /** The packages of each leg, by pool. */
  const legs = (report: OwnReport): Record<string, Record<string, string>> =>
    Object.fromEntries(
      ['Linux', 'Windows', 'Mac'].map((pool) => {
        const matrix = JSON.parse(output(report, `pr_${pool}.matrix`) ?? 'null') as Record<string, Record<string, string>>
        return [pool, Object.fromEntries(Object.entries(matrix).map(([leg, cells]) => [leg, cells['ArtifactPackageNames'] ?? '']))]
      }),
    )
  const told = ({ log }: OwnReport): string[] => [...new Set(log.flatMap((line) => /told: [^"$]+$/.exec(line)?.[0] ?? []))].sort()
  const saved = ({ run: { artifacts } }: OwnReport): ReadonlyMap<string, Uint8Array> =>
    artifacts.find(({ name }) => name === 'saved')?.files ?? new Map<string, Uint8Array>()

  it('tests what changed on all of every pool, and what needs it on one job of each', async () => {
    const report = await run('sdk/core/azure-core/azure/core/x.py')
    const direct = (agent: string): Record<string, string> => ({ [`${agent}_39`]: 'azure-core', [`${agent}_313`]: 'azure-core' })
    const queues = 'azure-storage-blob,azure-storage-queue'
    assert.deepEqual(legs(report), {
      Linux: {
        ...direct('ubuntu2404'),
        ubuntu2404_39_coverage: 'azure-core',
        ubuntu2404_39_Python_ci_ib1: 'azure-identity',
        // Its own configuration, which imports that of all: sparse is as long as the longer of both.
        on_ubuntu2404_313_storage_live_ib1: queues,
      },
      Windows: { ...direct('windows2022'), windows2022_39_Python_ci_ib1: 'azure-identity', on_windows2022_39_storage_live_ib1: queues },
      Mac: { ...direct('macoslatest'), macoslatest_39_Python_ci_ib1: 'azure-identity', on_macoslatest_39_storage_live_ib1: queues },
    })
    const ran = told(report)
    assert.equal(ran.length, 9)
    for (const line of [
      'told: ubuntu2404_39_coverage azsdk-pool-linux ubuntu-24.04 3.9 [] azure-core',
      'told: macoslatest_313 Azure Pipelines macos-latest 3.13 [--disablecov] azure-core',
      'told: on_macoslatest_39_storage_live_ib1 Azure Pipelines macos-latest 3.9 [--disablecov] azure-storage-blob,azure-storage-queue',
    ])
      assert.ok(ran.includes(line), line)
  })

  it('leaves what later steps of theirs read: the diff, the packages, and the services as an attachment', async () => {
    const report = await run('sdk/shared/vault.json')
    // A triggering path of one artifact of the service.
    const on = (...names: string[]): Record<string, string> => Object.fromEntries(names.map((name) => [name, 'azure-storage-blob']))
    assert.deepEqual(legs(report), {
      Linux: on('on_ubuntu2404_313', 'on_ubuntu2404_39_coverage', 'off_ubuntu2404_313', 'off_ubuntu2404_39_coverage'),
      Windows: on('on_windows2022_39', 'off_windows2022_39'),
      Mac: on('on_macoslatest_39', 'off_macoslatest_39'),
    })
    const text = (path: string): object => JSON.parse(new TextDecoder().decode(saved(report).get(path))) as object
    assert.deepEqual(text('diff/diff.json'), {
      ChangedFiles: ['sdk/shared/vault.json'],
      ChangedServices: ['shared'],
      ExcludePaths: ['sdk/cosmos/'],
      DeletedFiles: [],
      PRNumber: '7',
    })
    assert.deepEqual([...saved(report).keys()], ['PackageInfo/azure-storage-blob.json', 'diff/diff.json'])
    // From its setup.py, its ci.yml and what changed.
    const expected = {
      Name: 'azure-storage-blob',
      Version: '1.2.0',
      DirectoryPath: 'sdk/storage/azure-storage-blob',
      ServiceDirectory: 'storage',
      ArtifactName: 'azure-storage-blob',
      IncludedForValidation: false,
      ArtifactDetails: {
        name: 'azure-storage-blob',
        triggeringPaths: ['/sdk/shared/vault.json', '/eng/storage.json', '/sdk/storage/ci.yml'],
      },
    }
    const info = Object.entries(text('PackageInfo/azure-storage-blob.json'))
    assert.deepEqual(Object.fromEntries(info.filter(([key]) => Object.hasOwn(expected, key))), expected)
    const tags = report.run.attachments.filter(({ type }) => type === 'AdditionalTags')
    assert.deepEqual(
      tags.map(({ name, bytes }) => [name, new TextDecoder().decode(bytes)]),
      Array.from({ length: 3 }, () => ['AdditionalTags', '["storage"]\n']),
    )
  })

  it('tests the template where nothing is concerned, on the jobs that whoever queued it asks for', async () => {
    const report = await run('docs2/x.md', { jobMatrixFilter: 'ubuntu.*39$' })
    assert.deepEqual(legs(report), { Linux: { ubuntu2404_39_ib1: 'azure-template' }, Windows: {}, Mac: {} })
    assert.deepEqual(told(report), ['told: ubuntu2404_39_ib1 azsdk-pool-linux ubuntu-24.04 3.9 [--disablecov] azure-template'])
  })
})
