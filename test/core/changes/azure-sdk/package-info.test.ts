import assert from 'node:assert/strict'
import fc from 'fast-check'
import { localPackage } from '../../../../core/changes/packages/declared.ts'
import type { LocalPackage } from '../../../../core/changes/local-package.ts'
import { formatPackageInfo, isCiFile, parsePackageInfo } from '../../../../core/changes/azure-sdk/package-info.ts'
import { parseRequirement } from '../../../../core/python/requirement.ts'
import { parseVersion } from '../../../../core/python/version.ts'
import { problemCode } from '../../../fakes/problem-code.ts'

/** As Save-Package-Properties.ps1 leaves it. */
const theirs = {
  Name: 'azure-ai-ml',
  Version: '1.27.0',
  DevVersion: null,
  DirectoryPath: 'sdk/ml/azure-ai-ml',
  ServiceDirectory: 'ml',
  ReadMePath: 'sdk/ml/azure-ai-ml/README.md',
  ChangeLogPath: 'sdk/ml/azure-ai-ml/CHANGELOG.md',
  Group: null,
  SdkType: 'client',
  IsNewSdk: true,
  ArtifactName: 'azure-ai-ml',
  ReleaseStatus: 'unreleased',
  IncludedForValidation: false,
  AdditionalValidationPackages: ['', 'sdk/core/azure-core', '/sdk/core/corehttp/', '.\\sdk\\a'],
  ArtifactDetails: { name: 'azure-ai-ml', triggeringPaths: ['/sdk/ml/shared', '/sdk/ml/ci.yml'], safeName: 'azureaiml' },
  CIParameters: { CIMatrixConfigs: [{ Name: 'ml', Path: 'sdk/ml/matrix.json', Selection: 'sparse', GenerateVMJobs: true }] },
  SpecProjectPath: null,
}
const parse = (more: object = {}): LocalPackage => parsePackageInfo(JSON.stringify({ ...theirs, ...more }), 'info.json')
const written = (one: LocalPackage, as: 'direct' | 'indirect', exists?: (path: string) => boolean): Record<string, unknown> =>
  JSON.parse(formatPackageInfo(one, as, exists))

describe('parsePackageInfo', () => {
  it('reads what azure-sdk writes', () => {
    const { info, version, configs, ...one } = parse()
    assert.deepEqual(one, {
      name: 'azure-ai-ml',
      project: 'azure-ai-ml',
      folder: 'sdk/ml/azure-ai-ml',
      versionTool: '',
      needs: [],
      service: 'ml',
      artifact: 'azure-ai-ml',
      group: '',
      triggers: ['sdk/ml/shared', 'sdk/ml/ci.yml'],
      ciFile: { path: 'sdk/ml/ci.yml', sole: false },
      additional: ['sdk/core/azure-core', 'sdk/core/corehttp', 'sdk/a'],
    })
    assert.equal(version?.text, '1.27.0')
    assert.deepEqual(
      configs.map(({ name, selection }) => [name, selection]),
      [['ml', 'sparse']],
    )
    assert.deepEqual(info, theirs)
  })

  it('reads keys in any case, and a byte order mark', () => {
    const lower = Object.fromEntries(Object.entries(theirs).map(([key, value]) => [key.toLowerCase(), value]))
    const { info: _, ...one } = parsePackageInfo(`\uFEFF${JSON.stringify(lower)}`, 'i')
    const { info: __, ...other } = parse()
    assert.deepEqual(one, other)
  })

  const cases: [more: object, key: keyof LocalPackage, expected: unknown][] = [
    [{ ArtifactName: null }, 'artifact', 'azure-ai-ml'],
    [{ ArtifactName: 'ml' }, 'artifact', 'ml'],
    [{ Version: null }, 'version', undefined],
    [{ Version: '' }, 'version', undefined],
    [{ Group: 'com.azure' }, 'group', 'com.azure'],
    [{ ArtifactDetails: null }, 'triggers', []],
    [{ ArtifactDetails: { triggeringPaths: '/eng/x' } }, 'triggers', ['eng/x']],
    [{ ArtifactDetails: { triggeringPaths: null } }, 'ciFile', undefined],
    [{ ArtifactDetails: { triggeringPaths: ['/x/precise.yml'] } }, 'ciFile', undefined],
    [{ AdditionalValidationPackages: null }, 'additional', []],
    [{ CIParameters: null }, 'configs', []],
    [{ CIParameters: {} }, 'configs', []],
    [{ ServiceDirectory: undefined }, 'service', ''],
    [{ DirectoryPath: './sdk//ml/x/' }, 'folder', 'sdk/ml/x'],
    [{ DirectoryPath: 'sdk\\ml\\x' }, 'folder', 'sdk/ml/x'],
    [{ DirectoryPath: '.' }, 'folder', '.'],
    [{ DirectoryPath: '' }, 'folder', '.'],
  ]
  for (const [more, key, expected] of cases)
    it(`has ${key} ${JSON.stringify(expected)} with ${JSON.stringify(more)}`, () => assert.deepEqual(parse(more)[key], expected))

  const broken: object[] = [
    { Name: undefined },
    { Name: 'sdk/azcore' },
    { Name: 'a\u001b[31m' },
    { Name: 3 },
    { Version: 'one' },
    { DirectoryPath: '../outside' },
    { DirectoryPath: 'a/../../b' },
    { DirectoryPath: '/etc' },
    { DirectoryPath: 'C:\\a' },
    { DirectoryPath: null },
    { AdditionalValidationPackages: [3] },
    { CIParameters: { CIMatrixConfigs: [{ Selection: 'some' }] } },
  ]
  for (const more of broken)
    it(`refuses ${JSON.stringify(more)}`, () =>
      assert.equal(
        problemCode(() => parse(more)),
        'FILE_INVALID',
      ))

  for (const text of ['', '{', '[]', 'null', '"x"', `{"Name":"a","DirectoryPath":"a","x":${'['.repeat(2000)}${']'.repeat(2000)}}`])
    it(`refuses ${JSON.stringify(text.slice(0, 30))}`, () =>
      assert.equal(
        problemCode(() => parsePackageInfo(text, 'i')),
        'FILE_INVALID',
      ))

  it('takes a path of nothing but slashes in no time', () =>
    assert.deepEqual(parse({ AdditionalValidationPackages: [`${'/'.repeat(1_000_000)}x${'/'.repeat(1_000_000)}y`] }).additional, ['x/y']))

  it('never throws but Problems', () =>
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...Object.keys(theirs)), fc.jsonValue()), (more) => {
        const code = problemCode(() => parse(more))
        assert.ok(code === undefined || code === 'FILE_INVALID')
      }),
    ))
})

describe('formatPackageInfo', () => {
  it('writes what it read, but for how it is included', () => {
    assert.deepEqual(written(parse(), 'direct'), theirs)
    assert.deepEqual(written(parse(), 'indirect'), { ...theirs, IncludedForValidation: true })
    assert.deepEqual(Object.keys(written(parse(), 'indirect')), Object.keys(theirs))
    const lower = parsePackageInfo('{"name":"a","directorypath":"a","includedforvalidation":false,"Own":[1.5]}', 'i')
    assert.deepEqual(written(lower, 'indirect'), { name: 'a', directorypath: 'a', includedforvalidation: true, Own: [1.5] })
  })

  const core = parseRequirement('azure-core>=1.30')
  assert.ok(core !== undefined)
  const said = {
    version: parseVersion('1.0'),
    versionTool: '',
    needs: [{ kind: 'run' as const, of: '', requirement: core }],
    sources: new Map(),
  }
  const own: LocalPackage = {
    ...localPackage('sdk/storage/azure-mgmt-storage', 'azure-mgmt-storage', said, new Map()),
    triggers: ['sdk/storage/ci.yml'],
    ciFile: { path: 'sdk/storage/ci.yml', sole: true },
    configs: [{ name: 'n', path: 'p.json', selection: 'all', nonSparseParameters: ['x'], batching: false }],
  }

  it('writes all of their keys for a package of the repository', () => {
    const info = written(own, 'indirect', (path) => path.endsWith('README.md'))
    assert.deepEqual(info, {
      ...theirs,
      Name: 'azure-mgmt-storage',
      Version: '1.0',
      DirectoryPath: 'sdk/storage/azure-mgmt-storage',
      ServiceDirectory: 'storage',
      ReadMePath: 'sdk/storage/azure-mgmt-storage/README.md',
      ChangeLogPath: '',
      SdkType: 'mgmt',
      ArtifactName: 'azure-mgmt-storage',
      ReleaseStatus: null,
      IncludedForValidation: true,
      AdditionalValidationPackages: [],
      ArtifactDetails: { name: 'azure-mgmt-storage', triggeringPaths: ['/sdk/storage/ci.yml'] },
      CIParameters: { CIMatrixConfigs: [{ Name: 'n', Path: 'p.json', Selection: 'all', NonSparseParameters: ['x'], PRBatching: false }] },
    })
    assert.deepEqual(Object.keys(info), Object.keys(theirs))
  })

  it('is read again as the package that it was, but for what it needs', () => {
    const { info: _, needs: __, ciFile, ...again } = parsePackageInfo(formatPackageInfo(own, 'direct'), 'i')
    const { info: ___, needs: ____, ciFile: before, ...was } = own
    assert.deepEqual([again, ciFile?.path], [was, before?.path])
  })

  it('knows files at the top', () => {
    const top: LocalPackage = { ...own, folder: '.' }
    assert.equal(written(top, 'direct', () => true)['ReadMePath'], 'README.md')
  })
})

describe('isCiFile', () => {
  const cases: [path: string, expected: boolean][] = [
    ['ci.yml', true],
    ['sdk/a/ci.yml', true],
    ['sdk/a/ci.tests.YML', true],
    ['sdk/a/ci.yaml', false],
    ['sdk/ci.yml/x', false],
    ['sdk/a/precise.yml', false],
  ]
  for (const [path, expected] of cases) it(`${expected ? 'takes' : 'does not take'} ${path}`, () => assert.equal(isCiFile(path), expected))
})
