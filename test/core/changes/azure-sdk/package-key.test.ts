import assert from 'node:assert/strict'
import { valueOfKey } from '../../../../core/changes/azure-sdk/package-key.ts'
import { problemCode } from '../../../fakes/problem-code.ts'
import { local } from '../local.ts'

const own = local('Azure.Core', { artifact: 'azure-core', folder: 'sdk/core/azure-core', service: 'core', group: 'com.azure' })

describe('valueOfKey', () => {
  const table: [key: string, expected: string][] = [
    ['ArtifactName', 'azure-core'],
    ['artifactname', 'azure-core'],
    ['Name', 'Azure.Core'],
    ['DirectoryPath', 'sdk/core/azure-core'],
    ['ServiceDirectory', 'core'],
    ['Group', 'com.azure'],
    ['Version', '1.0'],
  ]
  for (const [key, expected] of table) it(`${key} is ${expected}`, () => assert.equal(valueOfKey(own, key), expected))

  it('finds what only a PackageInfo holds, whatever its case', () => {
    const told = local('a', { info: { SdkType: 'client', count: 3, artifactDetails: { name: 'a' } } })
    assert.deepEqual([valueOfKey(told, 'sdktype'), valueOfKey(told, 'Count')], ['client', '3'])
    assert.equal(
      problemCode(() => valueOfKey(told, 'ArtifactDetails')),
      'INPUT_INVALID',
    )
  })

  it('refuses a key that nobody knows', () =>
    assert.equal(
      problemCode(() => valueOfKey(own, 'Nmae')),
      'INPUT_INVALID',
    ))
})
