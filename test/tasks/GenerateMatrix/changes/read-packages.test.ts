import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { localFiles } from '../../../../adapters/local/files.ts'
import { localProcesses } from '../../../../adapters/local/processes.ts'
import { Problem } from '../../../../core/problem.ts'
import { type ReadPackages, readPackages } from '../../../../tasks/GenerateMatrix/changes/read-packages.ts'
import { rejectedCode } from '../../../fakes/problem-code.ts'

const project = (name: string, more = ''): string => `[project]\nname = "${name}"\nversion = "1.0"\n${more}`
const ci = (parameters: object): string => JSON.stringify({ extends: { parameters } })
const info = (name: string, folder: string, more: object = {}): string =>
  JSON.stringify({ Name: name, Version: '1.0', DirectoryPath: folder, ServiceDirectory: 'core', ...more })

describe('readPackages', () => {
  let base = ''
  beforeEach(async () => void (base = await mkdtemp(join(tmpdir(), 'read-packages-'))))
  afterEach(async () => await rm(base, { recursive: true, force: true }))

  const lay = async (files: Readonly<Record<string, string>>): Promise<string[]> => {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(base, 's', path)), { recursive: true })
      await writeFile(join(base, 's', path), text)
    }
    return Object.keys(files).sort()
  }
  const read = async (
    tracked: readonly string[] | undefined,
    packageInfo?: string,
    packages: readonly string[] = [],
  ): Promise<ReadPackages> => {
    const sources = join(base, 's')
    const world = { files: localFiles(join(base, 't')), processes: localProcesses(), environment: process.env, windows: false, sources }
    return await readPackages({ packages, packageInfo }, world, { top: sources, tracked })
  }

  const sdk = {
    'sdk/core/azure-core/pyproject.toml': project('azure-core'),
    'sdk/core/azure-mgmt-core/pyproject.toml': project('azure-mgmt-core', 'dependencies = ["azure-core>=1"]'),
    'sdk/core/ci.yml': ci({
      Artifacts: [{ name: 'azure-core', triggeringPaths: ['/eng/tox', '../gone.txt'] }],
      MatrixConfigs: [{ Name: 'own', Path: 'm.json' }],
    }),
    'sdk/core/ci.mgmt.yml': ci({ Artifacts: [{ name: 'azure-mgmt-core' }] }),
    'sdk/ml/azure-ai-ml/pyproject.toml': project('azure-ai-ml'),
    'eng/ml/ci.yml': ci({ TriggeringPaths: ['/never'] }),
    'sdk/a/b/pyproject.toml': project('b'),
    'sdk/a/ci.yml': ci({}),
    'eng/tox/tox.ini': '',
    'packages/free/pyproject.toml': project('free'),
  }

  for (const how of ['as git tells', 'as it lies there'])
    it(`reads a repository ${how}, with the ci files of its services`, async () => {
      const tracked = await lay(sdk)
      const { packages, notes } = await read(how === 'as git tells' ? tracked : undefined)
      assert.deepEqual(
        packages.map(({ name, triggers, ciFile, configs }) => [name, triggers.join(' '), ciFile?.path, ciFile?.sole, configs.length]),
        [
          ['azure-ai-ml', '', undefined, undefined, 0],
          ['azure-core', 'eng/tox sdk/gone.txt sdk/core/ci.yml', 'sdk/core/ci.yml', false, 1],
          ['azure-mgmt-core', 'sdk/core/ci.mgmt.yml', 'sdk/core/ci.mgmt.yml', false, 0],
          ['b', 'sdk/a/ci.yml', 'sdk/a/ci.yml', true, 0],
          ['free', '', undefined, undefined, 0],
        ],
      )
      assert.deepEqual(notes, ['sdk/core/ci.yml names the triggering path sdk/gone.txt, which is not there.'])
    })

  it('misses a ci file that is not checked out', async () => {
    const tracked = await lay(sdk)
    await rm(join(base, 's/sdk/a/ci.yml'))
    await assert.rejects(read(tracked), { code: 'FILE_MISSING', text: /sdk\/a\/ci\.yml is not here, though git tracks it/ })
  })

  it('reads PackageInfo, and what its packages need from their folders', async () => {
    const tracked = await lay({
      ...sdk,
      'info/azure-core.json': info('azure-core', 'sdk/core/azure-core', {
        ArtifactDetails: { triggeringPaths: ['/eng/tox', '/sdk/core/ci.yml'] },
      }),
      'info/mgmt/azure-mgmt-core.json': info('azure-mgmt-core', 'sdk/core/azure-mgmt-core', { Version: '9' }),
      'info/gone.json': info('gone', 'sdk/core/gone'),
    })
    const { packages, notes } = await read(tracked, 'info')
    assert.deepEqual(notes, [
      'PackageInfo says that gone lies in sdk/core/gone, where no package file could be read: what it needs is not known.',
    ])
    assert.deepEqual(
      packages.map(({ name, version, needs, triggers, ciFile }) => [
        name,
        version?.text,
        needs[0]?.requirement.project,
        triggers.length,
        ciFile?.sole,
      ]),
      [
        ['azure-core', '1.0', 'setuptools', 2, false],
        ['azure-mgmt-core', '9', 'azure-core', 1, false],
        ['gone', '1.0', undefined, 0, undefined],
      ],
    )
    assert.equal((await read(tracked, join(base, 's/info'))).packages.length, 3)
  })

  it('refuses a folder without PackageInfo', async () => {
    await lay({ 'info/readme.md': '' })
    for (const folder of ['info', 'nowhere']) assert.equal(await rejectedCode(read([], folder)), 'FILE_MISSING')
  })

  it('throws all that is broken as one Problem', async () => {
    const broken = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`p${String(at).padStart(2, '0')}/pyproject.toml`, '[project']))
    const tracked = await lay({ ...sdk, ...broken, 'sdk/a/ci.yml': 'x: [' })
    const error: unknown = await read(tracked).catch((thrown: unknown) => thrown)
    assert.ok(error instanceof Problem && error.code === 'FILE_INVALID')
    assert.match(error.message, /^31 things are wrong .*p00\/pyproject\.toml:1 .*p19\/pyproject\.toml:1 .*And 11 more\.$/)
  })

  it('throws the one thing that is broken as it is', async () => {
    assert.equal(await rejectedCode(read(await lay({ 'a/pyproject.toml': '[project]' }))), 'FILE_INVALID')
    assert.equal(await rejectedCode(read([], undefined, ['packages/*'])), 'FILE_MISSING')
    await lay({ 'info/a.json': '{' })
    const error: unknown = await read([], 'info').catch((thrown: unknown) => thrown)
    assert.ok(error instanceof Problem && error.message.startsWith('info/a.json '))
  })

  it('throws what is broken in the folders of PackageInfo, and names that it tells twice', async () => {
    await lay({ 'a/pyproject.toml': '[project', 'info/a.json': info('a', 'a') })
    assert.equal(await rejectedCode(read([], 'info')), 'FILE_INVALID')
    await lay({ 'a/pyproject.toml': project('a'), 'info/b.json': info('A', 'b') })
    assert.equal(await rejectedCode(read([], 'info')), 'FILE_INVALID')
  })

  it('follows no link of a ci file out of the repository', async () => {
    const tracked = await lay({ 'sdk/x/a/pyproject.toml': project('a') })
    await writeFile(join(base, 'secret.yml'), ci({}))
    await symlink(join(base, 'secret.yml'), join(base, 's/sdk/x/ci.yml'))
    assert.equal(await rejectedCode(read([...tracked, 'sdk/x/ci.yml'])), 'FILE_INVALID')
  })
})
