import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { monorepo, type Planned, pyproject, type RepositoryWorld, repositoryWorld } from './repository-world.ts'

/** A service with its ci.yml, and one whose package is tested along with the other's. */
const azure: Readonly<Record<string, string>> = {
  'sdk/core/azure-core/pyproject.toml': pyproject('azure-core'),
  'sdk/core/ci.yml': [
    'extends:',
    '  parameters:',
    '    Artifacts:',
    '    - { name: azure-core, safeName: azurecore, triggeringPaths: [/eng/core.txt] }',
    '    MatrixConfigs:',
    '    - { Name: core_ci, Path: eng/matrix.json, Selection: sparse }',
    '',
  ].join('\n'),
  'sdk/data/azure-data/pyproject.toml': pyproject('azure-data', ['azure-core']),
  'sdk/template/azure-template/pyproject.toml': pyproject('azure-template'),
  'eng/core.txt': '',
  'eng/matrix.json': JSON.stringify({ matrix: { PythonVersion: ['3.9', '3.12'] } }),
}

/** A PackageInfo as theirs. */
function info(name: string, service: string, more: object = {}): string {
  const folder = `sdk/${service}/${name}`
  const own = {
    Name: name,
    Version: '1.0.0',
    DirectoryPath: folder,
    ServiceDirectory: service,
    ArtifactName: name,
    IncludedForValidation: true,
  }
  return JSON.stringify({ ...own, SdkType: 'client', ArtifactDetails: { name, triggeringPaths: [] }, ...more })
}

describe('GenerateMatrix with the files of azure-sdk', () => {
  let world: RepositoryWorld
  let base: string
  beforeEach(() => {
    world = repositoryWorld()
    base = world.repository.commit(azure)
  })
  afterEach(() => world.remove())

  const at = (...parts: string[]): string => join(world.sources, ...parts)
  const changed = async (files: Record<string, string | null>, inputs: Record<string, string> = {}): Promise<Planned> => {
    world.repository.commit(files)
    return await world.plan({ since: base, ...inputs })
  }
  const json = (...path: string[]): unknown => JSON.parse(readFileSync(at(...path), 'utf8'))

  it('reads ci.yml: triggering paths, and matrices of its own', async () => {
    const { selected, matrix, plan } = await changed({ 'eng/core.txt': 'x' }, { indirectDepth: '0' })
    assert.deepEqual(selected('direct'), ['azure-core'])
    assert.match(plan.packages.find(({ name }) => name === 'azure-core')?.says ?? '', /eng\/core\.txt changed, one of its triggering paths/)
    assert.deepEqual(Object.keys(matrix), ['job_39', 'job_312'])
  })

  it('tests the template where nothing else is concerned', async () => {
    const { selected } = await changed({ 'doc/a.md': 'x' })
    assert.deepEqual(selected('indirect'), ['azure-template'])
  })

  it('writes the diff and what is selected, and tells the services', async () => {
    const { selected } = await changed(
      { 'sdk/core/azure-core/a.py': 'x', 'eng/core.txt': null },
      { diffOutput: 'out/diff.json', packageInfoOutput: 'out/PackageInfo', excludePaths: 'doc/' },
    )
    assert.deepEqual(json('out', 'diff.json'), {
      ChangedFiles: ['sdk/core/azure-core/a.py'],
      ChangedServices: ['core'],
      ExcludePaths: ['doc/'],
      DeletedFiles: ['eng/core.txt'],
      PRNumber: '-1',
    })
    assert.deepEqual(selected('indirect'), ['azure-data'])
    assert.deepEqual(readdirSync(at('out', 'PackageInfo')).sort(), ['azure-core.json', 'azure-data.json'])
    const included = ['azure-core', 'azure-data'].map((name) => {
      const read: { IncludedForValidation?: boolean; DirectoryPath?: string } = JSON.parse(
        readFileSync(at('out/PackageInfo', `${name}.json`), 'utf8'),
      )
      return [read.IncludedForValidation, read.DirectoryPath]
    })
    assert.deepEqual(included, [
      [false, 'sdk/core/azure-core'],
      [true, 'sdk/data/azure-data'],
    ])
    const [tags] = world.pipeline.annotations
    assert.deepEqual([tags?.type, tags?.name, new TextDecoder().decode(tags?.bytes)], ['AdditionalTags', 'AdditionalTags', '["core"]\n'])
  })

  it('writes no diff that it does not know, and says so', async () => {
    await world.plan({ diffOutput: 'diff.json' })
    assert.equal(existsSync(at('diff.json')), false)
    assert.match(world.log.text(), /warning: diff\.json is not written/)
  })

  it('warns of files of other packages beside its own', async () => {
    mkdirSync(at('out'))
    writeFileSync(at('out', 'azure-old.json'), '{}')
    await changed({ 'sdk/core/azure-core/a.py': 'x' }, { packageInfoOutput: 'out' })
    assert.match(world.log.text(), /warning: .*out holds 1 more .*azure-old\.json/)
  })

  it('reads both back: the same is selected', async () => {
    const first = await changed({ 'sdk/core/azure-core/a.py': 'x' }, { diffOutput: 'out/diff.json', packageInfoOutput: 'out/PackageInfo' })
    const again = await world.plan({ diffFile: 'out/diff.json', packageInfo: 'out/PackageInfo' })
    assert.deepEqual([again.selected('direct'), again.selected('indirect')], [first.selected('direct'), first.selected('indirect')])
    assert.deepEqual(Object.keys(again.matrix), Object.keys(first.matrix))
  })

  it('plans from diff.json and PackageInfo alone, without git', async () => {
    const bare = repositoryWorld()
    try {
      bare.repository.put('.git', null)
      bare.repository.put('eng/matrix.json', azure['eng/matrix.json'] ?? '')
      bare.put('info/azure-core.json', info('azure-core', 'core', { AdditionalValidationPackages: ['sdk/data/azure-data'] }))
      bare.put('info/azure-data.json', info('azure-data', 'data'))
      bare.put('diff.json', JSON.stringify({ ChangedFiles: ['sdk/core/azure-core/x.py'], ExcludePaths: null, DeletedFiles: [] }))
      const inputs = {
        diffFile: 'diff.json',
        packageInfo: 'info',
        matrixConfigs: '[{ Path: eng/matrix.json, Selection: all }]',
        packageKey: 'Name',
      }
      const { selected, matrix, plan } = await bare.plan(inputs, { 'Build.SourceVersion': 'c0ffee' })
      assert.deepEqual([selected('direct'), selected('indirect')], [['azure-core'], ['azure-data']])
      assert.deepEqual(
        Object.entries(matrix).map(([leg, cells]) => [leg, cells['ArtifactPackageNames']]),
        [
          ['job_39', 'azure-core'],
          ['job_312', 'azure-core'],
          ['job_39_ib1', 'azure-data'],
        ],
      )
      assert.deepEqual([plan.head, plan.says], ['c0ffee', '1 file changed as diff.json says.'])
    } finally {
      bare.remove()
    }
  })

  it('refuses a PackageInfo of no packages: nothing would be tested', async () => {
    mkdirSync(at('info'))
    assert.equal(await rejectedCode(changed({ 'sdk/core/azure-core/a.py': 'x' }, { packageInfo: 'info' })), 'FILE_MISSING')
  })
})

describe('the hook of GenerateMatrix', function () {
  let world: RepositoryWorld
  let base: string
  before(function () {
    if (process.platform === 'win32') this.skip()
  })
  beforeEach(() => {
    world = repositoryWorld()
    base = world.repository.commit(monorepo)
    world.repository.commit({ 'packages/http/a.py': 'x' })
  })
  afterEach(() => world.remove())

  it('adds packages, and hears what is selected', async () => {
    const hook = `cat > heard.json\necho "looking around" >&2\necho '["docs"]'`
    const { selected, plan } = await world.plan({ since: base, hook, indirectDepth: '1' })
    assert.deepEqual([selected('direct'), selected('indirect')], [['http'], ['client', 'docs']])
    assert.equal(plan.packages.find(({ name }) => name === 'docs')?.says, 'the hook added it')
    const heard: { located: { Name: string }[]; diff: { ChangedFiles: string[] }; all: unknown[] } = JSON.parse(
      readFileSync(join(world.sources, 'heard.json'), 'utf8'),
    )
    assert.deepEqual(
      [heard.located.map((one) => one.Name), heard.diff.ChangedFiles, heard.all.length],
      [['client', 'http'], ['packages/http/a.py'], 4],
    )
    assert.match(world.log.text(), /group: Hook: cat.*\n(?:.*\n)*?foreign: looking around\nend/)
  })

  it('has what needs a package that it adds as direct', async () => {
    const { selected } = await world.plan({ since: base, hook: `echo '{"Name":"core","IncludedForValidation":false}'` })
    assert.deepEqual([selected('direct'), selected('indirect')], [['core', 'http'], ['client']])
  })

  it('sees no secret of the step', async () => {
    world.checkout = {
      ...world.checkout,
      environment: { ...world.checkout.environment, SYSTEM_ACCESSTOKEN: 's3cr3t', INPUT_HOOK: 'x', TOKEN: 'y' },
    }
    await world.plan({ since: base, hook: 'env > seen; true' })
    assert.doesNotMatch(readFileSync(join(world.sources, 'seen'), 'utf8'), /s3cr3t|INPUT_|^TOKEN/m)
  })

  it('is not asked where everything is selected anyway', async () => {
    await world.plan({ since: base, force: 'true', hook: 'exit 3' })
    assert.doesNotMatch(world.log.text(), /Hook/)
  })

  const refused: [why: string, hook: string][] = [
    ['fails', 'echo []; exit 3'],
    ['fails before its end', 'false\necho []'],
    ['says anything else', 'echo Selecting...'],
    ['names what is not there', `echo '["nowhere"]'`],
    ['is no command', 'no-such-command-anywhere'],
  ]
  for (const [why, hook] of refused)
    it(`is refused where it ${why}`, async () => {
      assert.equal(await rejectedCode(world.plan({ since: base, hook })), 'INPUT_INVALID')
      assert.equal(world.pipeline.attached.length, 0)
    })
})
