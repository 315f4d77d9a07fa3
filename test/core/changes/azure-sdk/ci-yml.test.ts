import assert from 'node:assert/strict'
import { type CiFile, ciFilesByFolder, ciFolderOf, parseCiYml, withCiFile } from '../../../../core/changes/azure-sdk/ci-yml.ts'
import { localPackage } from '../../../../core/changes/packages/declared.ts'
import type { LocalPackage } from '../../../../core/changes/local-package.ts'
import { problemCode } from '../../../fakes/problem-code.ts'

const yml = `
# NOTE: Please refer to https://aka.ms/azsdk/engsys/ci-yaml before editing this file.
trigger:
  branches: { include: [main] }
extends:
  template: ../../eng/pipelines/templates/stages/archetype-sdk-client.yml
  parameters:
    ServiceDirectory: core
    TestProxy: true
    triggeringPaths:
    - /sdk/shared
    Artifacts:
    - name: azure-core
      safeName: azurecore
      triggeringPaths: [ ../shared/x.py, /eng/tox ]
    - Name: azure-mgmt-core
      groupId: com.azure
    - \${{ if eq(variables['x'], 'y') }}:
      - name: hidden
    MatrixConfigs:
    - Name: Core_ci
      Path: sdk/core/platform-matrix.json
      Selection: sparse
      GenerateVMJobs: true
    AdditionalMatrixConfigs:
    - { name: extra, path: sdk/core/extra.json, PRBatching: false }
`

const file = (path: string, parameters: object): CiFile => parseCiYml(JSON.stringify({ extends: { parameters } }), path)
const core = (more: Partial<LocalPackage> = {}): LocalPackage => ({
  ...localPackage('sdk/core/azure-core', 'azure-core', { version: undefined, versionTool: '', needs: [], sources: new Map() }, new Map()),
  ...more,
})

describe('parseCiYml', () => {
  it('reads what azure-sdk writes, whatever the case of its keys', () => {
    const { path, artifacts, triggers, configs } = parseCiYml(yml, 'sdk/core/ci.yml')
    assert.equal(path, 'sdk/core/ci.yml')
    assert.deepEqual(artifacts, [
      { name: 'azure-core', group: '', triggers: ['../shared/x.py', '/eng/tox'] },
      { name: 'azure-mgmt-core', group: 'com.azure', triggers: [] },
    ])
    assert.deepEqual(triggers, ['/sdk/shared'])
    assert.deepEqual(
      configs.map(({ name, path: matrix, selection, batching }) => [name, matrix, selection, batching]),
      [
        ['Core_ci', 'sdk/core/platform-matrix.json', 'sparse', true],
        ['extra', 'sdk/core/extra.json', 'all', false],
      ],
    )
  })

  const empty: [why: string, text: string][] = [
    ['an empty file', ''],
    ['comments', '# nothing\n\n  # here\n'],
    ['no extends', 'steps: []'],
    ['a circle', 'extends: &x\n  parameters: *x'],
    ['no parameters', 'extends:\n  template: x.yml'],
    ['parameters of other kinds', 'extends:\n  parameters:\n    ServiceDirectory: x\n    Artifacts:'],
  ]
  for (const [why, text] of empty)
    it(`finds nothing in ${why}`, () =>
      assert.deepEqual(parseCiYml(text, 'ci.yml'), { path: 'ci.yml', artifacts: [], triggers: [], configs: [] }))

  it('takes one for a list of one, as PowerShell does', () => {
    const { artifacts, triggers, configs } = file('ci.yml', {
      Artifacts: { name: 'a', triggeringPaths: 'x' },
      TriggeringPaths: '/y',
      MatrixConfigs: { Name: 'n', Path: 'p' },
    })
    assert.deepEqual([artifacts, triggers, configs.length], [[{ name: 'a', group: '', triggers: ['x'] }], ['/y'], 1])
  })

  for (const text of [
    'a: [',
    'extends: text',
    'extends:\n  parameters:\n    Artifacts:\n    - name: [a]',
    `extends:\n  parameters: ${'['.repeat(9000)}`,
  ])
    it(`refuses ${JSON.stringify(text.slice(0, 40))}`, () =>
      assert.equal(
        problemCode(() => parseCiYml(text, 'sdk/a/ci.yml')),
        'FILE_INVALID',
      ))
})

describe('where ci files are', () => {
  it('by folder, in the order of their names', () =>
    assert.deepEqual(
      [
        ...ciFilesByFolder([
          'sdk/a/ci.tests.yml',
          'sdk/a/ci.yml',
          'sdk/b/CI.yml',
          'sdk/a/tests.yml',
          'sdk/a/x/ci.yaml',
          'sdk/a/precise.yml',
          'ci.yml',
        ]),
      ],
      [
        ['.', ['ci.yml']],
        ['sdk/a', ['sdk/a/ci.tests.yml', 'sdk/a/ci.yml']],
        ['sdk/b', ['sdk/b/CI.yml']],
      ],
    ))

  it('of a service, in sdk before eng', () => {
    assert.equal(
      ciFolderOf('core', (path) => path === 'sdk/core'),
      'sdk/core',
    )
    assert.equal(
      ciFolderOf('core', () => false),
      'eng/core',
    )
  })
})

describe('withCiFile', () => {
  const artifacts = [
    { name: 'Azure-Core', triggeringPaths: ['../shared/x.py', '/eng/tox', './../../setup.py', '../../../outside', '/../outside', ' '] },
  ]
  const one = file('sdk/core/ci.yml', {
    Artifacts: artifacts,
    TriggeringPaths: ['/sdk/shared/', 'tools', '/eng/tox'],
    MatrixConfigs: [{ Name: 'n', Path: 'p' }],
  })
  const other = file('sdk/core/ci.other.yml', { Artifacts: [{ name: 'azure-other' }] })

  it('takes the file that names the artifact, its paths from the top or from its folder, itself the last', () => {
    const { triggers, ciFile, configs } = withCiFile(core(), [other, one])
    assert.deepEqual(triggers, ['sdk/shared/x.py', 'eng/tox', 'setup.py', 'sdk/shared', 'sdk/core/tools', 'sdk/core/ci.yml'])
    assert.deepEqual(ciFile, { path: 'sdk/core/ci.yml', sole: false })
    assert.deepEqual(
      configs.map(({ name }) => name),
      ['n'],
    )
  })

  it('takes the only file, whether it names the artifact or not', () => {
    const found = withCiFile(core({ artifact: 'unknown' }), [one])
    assert.deepEqual(
      [found.triggers, found.ciFile],
      [['sdk/shared', 'sdk/core/tools', 'eng/tox', 'sdk/core/ci.yml'], { path: 'sdk/core/ci.yml', sole: true }],
    )
  })

  it('takes none of several that do not name it', () => {
    const found = core({ artifact: 'unknown' })
    assert.equal(withCiFile(found, [one, other]), found)
    assert.equal(withCiFile(found, []), found)
  })

  it('goes by group where there is one', () => {
    const grouped = file('sdk/core/ci.yml', { Artifacts: [{ name: 'azure-core', groupId: 'b' }] })
    const first = file('sdk/core/ci.a.yml', { Artifacts: [{ name: 'azure-core', groupId: 'a' }] })
    assert.equal(withCiFile(core({ group: 'B' }), [first, grouped]).ciFile?.path, 'sdk/core/ci.yml')
    assert.equal(withCiFile(core(), [first, grouped]).ciFile?.path, 'sdk/core/ci.a.yml')
    assert.equal(withCiFile(core({ group: 'c' }), [first, grouped]).ciFile, undefined)
  })
})
