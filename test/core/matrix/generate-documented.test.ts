import assert from 'node:assert/strict'
import { legsOf, namesOf, told, type Wish } from './expansion.ts'

/** The examples of https://github.com/Azure/azure-sdk-tools/blob/main/doc/common/matrix_generator.md, each with what it says comes of them. */
describe('the documented examples of the matrix language', () => {
  it('matrix: three dimensions', () => {
    const matrix = {
      operatingSystem: ['windows-2022', 'ubuntu-22.04', 'macos-latest'],
      framework: ['net461', 'netcoreapp2.1', 'net6.0'],
      additionalTestArguments: ['', '/p:UseProjectReferenceToAzureClients=true'],
    }
    assert.equal(legsOf({ matrix }).length, 18)
    assert.equal(legsOf({ matrix }, { selection: 'sparse' }).length, 3)
  })

  it('matrix: a trailing comma, as the page itself writes it', () =>
    assert.equal(legsOf('{ "matrix": { "a": [ "", "/p:Use=true", ], }, }').length, 2))

  it('include: two combinations', () =>
    assert.deepEqual(
      told(
        legsOf({
          include: [
            { param_foo: 'foo1', param_bar: 'bar3' },
            { param_foo: 'fooA', param_bar: 'barC' },
          ],
        }),
      ).map(([, cells]) => cells),
      [
        { param_foo: 'foo1', param_bar: 'bar3' },
        { param_foo: 'fooA', param_bar: 'barC' },
      ],
    ))

  it('include: two matrices come to eight combinations', () => {
    const include = [
      { param_foo: ['foo1', 'foo2'], param_bar: ['bar3', 'bar4'] },
      { param_foo: ['fooA', 'fooB'], param_bar: ['barC', 'barD'] },
    ]
    const expected = ['foo1_bar3', 'foo1_bar4', 'foo2_bar3', 'foo2_bar4', 'fooA_barC', 'fooA_barD', 'fooB_barC', 'fooB_barD']
    assert.deepEqual(namesOf({ include }), expected)
    assert.deepEqual(namesOf({ include }, { selection: 'sparse' }), expected)
  })

  it('exclude: fewer parameters than the combination has', () =>
    assert.deepEqual(namesOf({ matrix: { a: 1, b: [2, 5], c: 3 }, exclude: [{ a: 1, b: 2 }] }), ['job_1_5_3']))

  it('displayNames', () =>
    assert.deepEqual(
      namesOf({
        displayNames: { '/p:UseProjectReferenceToAzureClients=true': 'UseProjectRef' },
        matrix: { additionalTestArguments: ['/p:UseProjectReferenceToAzureClients=true'] },
      }),
      ['UseProjectRef'],
    ))

  it('$IMPORT: an example with seven elements', () => {
    const file = {
      matrix: { $IMPORT: 'example-matrix.json', endpointType: ['storage', 'cosmos'], JavaVersion: ['1.8', '1.11'] },
      include: [{ operatingSystem: 'windows', mode: 'TestFromSource', JavaVersion: '1.8' }],
    }
    const imported = {
      matrix: { operatingSystem: ['windows', 'linux'], client: ['netty', 'okhttp'] },
      include: [{ operatingSystem: 'mac', client: 'netty' }],
    }
    const [storage, cosmos] = [
      { endpointType: 'storage', JavaVersion: '1.8' },
      { endpointType: 'cosmos', JavaVersion: '1.11' },
    ]
    const [windows, linux, mac] = [
      { operatingSystem: 'windows', client: 'netty' },
      { operatingSystem: 'linux', client: 'okhttp' },
      { operatingSystem: 'mac', client: 'netty' },
    ]
    assert.deepEqual(told(legsOf(file, { selection: 'sparse' }, { 'example-matrix.json': imported })), [
      ['storage_18_windows_netty', { ...storage, ...windows }],
      ['storage_18_linux_okhttp', { ...storage, ...linux }],
      ['storage_18_mac_netty', { ...storage, ...mac }],
      ['cosmos_111_windows_netty', { ...cosmos, ...windows }],
      ['cosmos_111_linux_okhttp', { ...cosmos, ...linux }],
      ['cosmos_111_mac_netty', { ...cosmos, ...mac }],
      ['windows_TestFromSource_18', { operatingSystem: 'windows', mode: 'TestFromSource', JavaVersion: '1.8' }],
    ])
  })

  it('sparse: four by two is walked diagonally', () =>
    assert.deepEqual(namesOf({ matrix: { a: ['a0', 'a1', 'a2', 'a3'], b: ['b0', 'b1'] } }, { selection: 'sparse' }), [
      'a0_b0',
      'a1_b1',
      'a2_b0',
      'a3_b1',
    ]))

  it('names', () =>
    assert.deepEqual(
      namesOf({
        displayNames: { '/p:UseProjectReferenceToAzureClients=true': 'UseProjectRef' },
        include: [
          { framework: 'net461', operatingSystem: 'macos-latest' },
          { framework: 'net6.0', operatingSystem: 'ubuntu-22.04' },
          { framework: 'netcoreapp2.1', operatingSystem: 'windows-2022' },
          { additionalTestArguments: '/p:UseProjectReferenceToAzureClients=true', framework: 'net461', operatingSystem: 'windows-2022' },
        ],
      }),
      ['net461_macoslatest', 'net60_ubuntu2204', 'netcoreapp21_windows2022', 'UseProjectRef_net461_windows2022'],
    ))

  it('env: and the name of its value', () =>
    assert.deepEqual(
      told(
        legsOf(
          { matrix: { framework: 'net461', operatingSystem: 'env:OperatingSystem' } },
          { environment: { OperatingSystem: 'macOS-latest' } },
        ),
      ),
      [['net461_macOSlatest', { framework: 'net461', operatingSystem: 'macOS-latest' }]],
    ))

  const clouds = {
    matrix: { os: ['windows-2022', 'ubuntu-22.04'], framework: ['net461', 'net6.0', 'net7.0'] },
    include: [
      { os: 'windows-2022', framework: 'net461', ExcludedKey: 'yes' },
      { os: 'windows-2022', framework: 'net6.0', SupportedClouds: 'UsGov,Public' },
      { os: 'windows-2022', framework: 'net6.0', SupportedClouds: 'China' },
    ],
  }
  const filtered: [wish: Wish, names: string[]][] = [
    [
      { names: '.*windows.*', filters: ['ExcludedKey=^$', 'framework=(461|6\\.0)', 'SupportedClouds=^$|.*Public.*'] },
      ['windows2022_net461', 'windows2022_net60', 'windows2022_net60_UsGovPublic'],
    ],
    [{ filters: ['ExcludedKey=yes'] }, ['windows2022_net461_yes']],
    [{ filters: ['SupportedClouds=china|public'] }, ['windows2022_net60_UsGovPublic', 'windows2022_net60_China']],
  ]
  for (const [wish, names] of filtered)
    it(`filters: ${(wish.filters ?? []).join(', ')}`, () => assert.deepEqual(namesOf(clouds, wish), names))

  it('replace: a set keeps its name, and groups are taken over', () => {
    const file = {
      matrix: { Agent: { 'ubuntu-2204': { OSVmImage: 'ubuntu-24.04', Pool: 'azsdk-ubuntu-general' } }, JavaTestVersion: ['1.8', '1.11'] },
    }
    const cells = { OSVmImage: 'ubuntu-24.04', Pool: 'azsdk-ubuntu-custom' }
    assert.deepEqual(told(legsOf(file, { replace: ['.*Version=1.11/2.0', 'Pool=(.*ubuntu.*)-general/$1-custom'] })), [
      ['ubuntu2204_18', { ...cells, JavaTestVersion: '1.8' }],
      ['ubuntu2204_20', { ...cells, JavaTestVersion: '2.0' }],
    ])
  })

  it('nonSparseParameters: three by two', () => {
    const file = {
      matrix: {
        Agent: {
          'windows-2022': { OSVmImage: 'windows-2022', Pool: 'azsdk-pool' },
          'ubuntu-2204': { OSVmImage: 'ubuntu-24.04', Pool: 'azsdk-pool' },
          'macos-latest': { OSVmImage: 'macos-latest', Pool: 'Azure Pipelines' },
        },
        JavaTestVersion: ['1.8', '1.11'],
        AZURE_TEST_HTTP_CLIENTS: 'netty',
        ArmTemplateParameters: ["@{endpointType='storage'}", "@{endpointType='cosmos'}"],
      },
    }
    const agents = ['windows2022_netty_endpointTypestorage', 'ubuntu2204_netty_endpointTypecosmos', 'macoslatest_netty_endpointTypestorage']
    assert.deepEqual(namesOf(file, { selection: 'sparse', nonSparse: ['JavaTestVersion'] }), [
      ...agents.map((agent) => `job_18_${agent}`),
      ...agents.map((agent) => `job_111_${agent}`),
    ])
  })

  it('under the hood: 2 x 2 x 1 x 1 x 1', () =>
    assert.equal(
      legsOf({
        matrix: {
          framework: ['net461', 'net6.0'],
          additionalTestArguments: ['', '/p:SuperTest=true'],
          pool: ['ubuntu-24.04'],
          container: ['ubuntu-22.04'],
          testMode: ['Record'],
        },
      }).length,
      4,
    ))

  it('the sample matrix', () =>
    assert.deepEqual(
      namesOf({
        displayNames: { '/p:UseProjectReferenceToAzureClients=true': 'UseProjectRef' },
        matrix: {
          Agent: {
            ubuntu: { OSVmImage: 'ubuntu-24.04', Pool: 'Azure Pipelines' },
            windows: { OSVmImage: 'windows-2022', Pool: 'Azure Pipelines' },
          },
          TestTargetFramework: ['netcoreapp2.1', 'net461'],
        },
        include: [
          {
            Agent: { windows: { OSVmImage: 'windows-2022', Pool: 'Azure Pipelines' } },
            TestTargetFramework: ['net461', 'net5.0'],
            AdditionalTestArguments: '/p:UseProjectReferenceToAzureClients=true',
          },
        ],
        exclude: [{ OSVmImage: 'windows-2022', TestTargetFramework: 'netcoreapp2.1' }],
      }),
      ['ubuntu_netcoreapp21', 'ubuntu_net461', 'windows_net461', 'windows_net461_UseProjectRef', 'windows_net50_UseProjectRef'],
    ))
})
