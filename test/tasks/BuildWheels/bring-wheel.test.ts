import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { formatManifest, type BuiltFile } from '../../../core/build/manifest.ts'
import { noRecipe } from '../../../core/build/recipe.ts'
import type { Artifacts, RunArtifact } from '../../../core/ports.ts'
import { localFiles } from '../../../adapters/local/files.ts'
import { wheelBytes } from '../../fakes/wheel-bytes.ts'
import { builtFile } from '../PublishIndex/publishing.ts'
import { folderData, local } from './folder-legs.ts'
import { Yard } from './projects.ts'
import { type ScriptedHost, scriptedHost } from './scripted-host.ts'
import { jobData, jobPackage, type Tried, tryRun } from './try-run.ts'

const wheel = 'spam-1.0-py3-none-any.whl'

describe('BuildWheels with wheels of other jobs', () => {
  let yard: Yard
  let host: ScriptedHost
  beforeEach(() => {
    yard = new Yard()
    host = scriptedHost({ programs: { python3: {} } })
    yard.write('sources/lib/pyproject.toml', '[project]\nname = "Spam"\ndynamic = ["version"]\n')
  })
  afterEach(() => yard.remove())

  /** Leaves an artifact (or a folder) of a leg as BuildWheels does: each wheel, and the manifest of all. */
  function job(folder: string, names: readonly string[], is: Partial<BuiltFile> = {}, attempt = 1): void {
    const files = names.map((name) => builtFile(name, bytesOf(name, folder), is))
    for (const name of names) {
      const path = yard.write(`${folder}/${name}`, '')
      writeFileSync(path, bytesOf(name, folder))
    }
    const where = { stage: 'build', job: 'wheels', leg: folder.replace(/^.*\/|\.\d+$/g, ''), attempt }
    const text = formatManifest({ version: 1, ...where, planDigest: '', commit: 'c0ffee', buildId: '77', files, failures: [] })
    yard.write(`${folder}/manifest.json`, text)
  }
  /** Of native wheels each leg's are its own. */
  function bytesOf(name: string, folder: string): Uint8Array {
    if (name.startsWith('nothing-')) return wheelBytes(name, { files: {} })
    return wheelBytes(name, name.endsWith('any.whl') ? {} : { files: { 'spam.py': folder, 'spam.abi3.so': '' } })
  }
  /** The run's artifacts are folders of `run/`. */
  function artifacts(...names: readonly string[]): () => Promise<Artifacts> {
    const listed = [...names, 'release-plan.x.1'].map((name): RunArtifact => ({
      name,
      source: '',
      kind: 'Container',
      data: '',
      downloadUrl: '',
    }))
    const files = localFiles(yard.path('temp'))
    const download: Artifacts['download'] = async ({ name }, into) => await files.copy(yard.path(`run/${name}`), into)
    return async () => await Promise.resolve({ list: async () => await Promise.resolve(listed), download })
  }
  async function check(inputs: Readonly<Record<string, string>>, names: readonly string[] = []): Promise<Tried> {
    const given = { packages: 'lib', distributions: 'none', testCommand: 'pytest {wheel}', ...inputs }
    return await tryRun(yard, given, { host, artifacts: artifacts(...names) })
  }
  const tested = (): string[] => host.said.filter((one) => one.startsWith('sh ')).map((one) => one.replace(/^sh pytest \S*[/\\]/, ''))
  const problem = ({ outcome }: Tried): string => outcome.problems[0]?.text ?? ''

  const found: [what: string, testWheels: string][] = [
    ['an artifact', 'wheels.build.linux.1'],
    ['a glob of artifacts', 'wheels.*'],
    ['a name as tasks write it', 'wheels'],
    ['all but one', 'wheels*\n!wheels.build.windows.*'],
  ]
  for (const [what, testWheels] of found)
    it(`tests the wheel of ${what}`, async () => {
      job('run/wheels.build.linux.1', [wheel])
      job('run/wheels.build.windows.1', ['spam-1.0-cp314-cp314-win_amd64.whl'])
      const tried = await check({ testWheels }, ['wheels.build.linux.1', 'wheels.build.windows.1'])
      assert.equal(tried.outcome.result, 'succeeded', problem(tried))
      assert.deepEqual(tested(), [wheel])
      assert.deepEqual([tried.manifest.files, tried.outcome.outputs['builtCount']], [[], '0'])
      assert.match(tried.log.text(), /tested with spam-1\.0-py3-none-any\.whl of build\.wheels\..*, attempt 1, SHA-256 [0-9a-f]{64}/)
    })

  it('tests the wheel of a folder, without asking for artifacts', async () => {
    job('sources/dist', [wheel])
    yard.write('sources/dist/spam-1.0-cp314-cp314-linux_x86_64.whl', 'of nobody')
    const tried = await tryRun(
      yard,
      { packages: 'lib', distributions: 'none', testCommand: 'pytest {wheel}', testWheels: 'dist' },
      { host },
    )
    assert.equal(tried.outcome.result, 'succeeded', problem(tried))
    assert.match(tried.log.text(), /dist\/spam-1\.0-cp314-cp314-linux_x86_64\.whl stands in no manifest; it is not taken/)
  })

  it('tests what the last attempt of a leg has made, and what is never released', async () => {
    const native = 'spam-1.0-cp314-cp314-linux_x86_64.whl'
    job('run/wheels.linux.1', [native], { release: false }, 1)
    job('run/wheels.linux.2', [native], { release: false }, 2)
    const tried = await check({ testWheels: 'wheels.*' }, ['wheels.linux.1', 'wheels.linux.2'])
    assert.equal(tried.outcome.result, 'succeeded', problem(tried))
    assert.match(tried.log.text(), /tested with .* attempt 2/)
  })

  it('tests the bytes that are released, whatever another leg has made that is not', async () => {
    job('run/wheels.a.1', [wheel], { release: false })
    job('run/wheels.b.1', [wheel], { origin: 'dependency', release: false })
    job('run/wheels.c.1', [wheel])
    const tried = await check({ testWheels: 'wheels.*' }, ['wheels.a.1', 'wheels.b.1', 'wheels.c.1'])
    assert.equal(tried.outcome.result, 'succeeded', problem(tried))
    assert.match(tried.log.text(), /tested with .* of build\.wheels\.wheels\.c, attempt 1/)
  })

  it('tests what is not released before what was only built along', async () => {
    job('run/wheels.a.1', [wheel], { origin: 'dependency', release: false })
    job('run/wheels.b.1', [wheel], { release: false })
    const tried = await check({ testWheels: 'wheels.*' }, ['wheels.a.1', 'wheels.b.1'])
    assert.equal(tried.outcome.result, 'succeeded', problem(tried))
    assert.match(tried.log.text(), /tested with .* of build\.wheels\.wheels\.b, attempt 1/)
  })

  const unchecked: [what: string, wheel: string, inputs: Readonly<Record<string, string>>, says: RegExp][] = [
    ['its import is not to be checked', wheel, { importCheck: 'never' }, /importCheck is never/],
    ['its import cannot be checked', 'nothing-1.0-py3-none-any.whl', { packages: 'nothing' }, /no module/],
  ]
  for (const [what, name, inputs, says] of unchecked)
    it(`fails where nothing checks it: ${what}, and there is no suite`, async () => {
      yard.write('sources/nothing/pyproject.toml', '[project]\nname = "nothing"\n')
      job('run/wheels.a.1', [name], {})
      const tried = await check({ testWheels: 'wheels.*', testCommand: '', ...inputs }, ['wheels.a.1'])
      assert.deepEqual([tried.outcome.result, tried.manifest.failures.map((one) => one.code)], ['failed', ['TESTS_FAILED']])
      assert.match(problem(tried), says)
      const suites = 'unit: { run: check }'
      assert.equal(
        (await check({ testWheels: 'wheels.*', testCommand: '', suites, ...inputs }, ['wheels.a.1'])).outcome.result,
        'succeeded',
      )
    })

  it('tests nothing but the sources where no wheel is named', async () => {
    const tried = await check({ testCommand: '', suites: 'lint: { install: none, run: check }' })
    assert.equal(tried.outcome.result, 'succeeded', problem(tried))
    assert.ok(!host.said.some((one) => one.includes('.whl')))
    assert.ok(host.said.includes('sh check'))
  })
  it('fails where no wheel is named that the recipe tests', async () => {
    const recipe = { ...noRecipe, test_command: 'pytest' }
    const data = jobData([jobPackage({ recipe, source: { kind: 'folder', path: 'lib', commit: '', time: 0 } })])
    const inputs = { packages: '', jobData: data, testCommand: '', suites: 'lint: { install: none, run: check }' }
    const { manifest } = await check(inputs)
    assert.deepEqual(
      manifest.failures.map((one) => one.code),
      ['NO_WHEELS'],
    )
  })

  const refused: [what: string, testWheels: string, code: string, says: RegExp][] = [
    [
      'no artifact is meant',
      'dist.*',
      'ARTIFACT_MISSING',
      /dist\.\*.*It has release-plan\.x\.1, wheels\.build\.eggs\.1, wheels\.build\.mac\.1/,
    ],
    ['no wheel fits', 'wheels.build.mac.1', 'NO_WHEELS', /lib for 3 on linux-x86_64: spam-1\.0-cp314-cp314-macosx_11_0_arm64\.whl/],
    ['none is of its project', 'wheels.build.eggs.1', 'NO_WHEELS', /eggs-1\.0-py3-none-any\.whl/],
    ['several fit', 'wheels.build.two.1', 'CONFLICT', /spam-1\.0-py3-none-any\.whl, spam-1\.1-py3-none-any\.whl/],
    ['a glob is none', 'wheels.{a', 'INPUT_INVALID', /'testWheels' holds a brace/],
  ]
  for (const [what, testWheels, code, says] of refused)
    it(`fails where ${what}`, async () => {
      job('run/wheels.build.mac.1', ['spam-1.0-cp314-cp314-macosx_11_0_arm64.whl'])
      job('run/wheels.build.eggs.1', ['eggs-1.0-py3-none-any.whl'])
      job('run/wheels.build.two.1', [wheel, 'spam-1.1-py3-none-any.whl'])
      const tried = await check({ testWheels }, ['wheels.build.mac.1', 'wheels.build.eggs.1', 'wheels.build.two.1'])
      assert.deepEqual([tried.outcome.result, tried.manifest.failures.map((one) => one.code)], ['failed', [code]])
      assert.match(problem(tried), says)
      assert.deepEqual(tested(), [])
    })

  it('fails where the wheel is not what its manifest says', async () => {
    job('run/wheels.linux.1', [wheel])
    writeFileSync(yard.path(`run/wheels.linux.1/${wheel}`), wheelBytes('eggs-1.0-py3-none-any.whl'))
    const tried = await check({ testWheels: 'wheels.*' }, ['wheels.linux.1'])
    assert.deepEqual(
      tried.manifest.failures.map((one) => one.code),
      ['HASH_MISMATCH'],
    )
  })

  it('fails where the job may not read its run', async () => {
    const tried = await tryRun(yard, { packages: 'lib', distributions: 'none', testCommand: 'x', testWheels: 'wheels.*' }, { host })
    assert.deepEqual(
      tried.manifest.failures.map((one) => one.code),
      ['CREDENTIALS'],
    )
  })

  it('takes whatever project there is for a path that says nothing of its name', async () => {
    yard.write('sources/plain/setup.py', 'from setuptools import setup\nsetup()\n')
    job('run/wheels.linux.1', [wheel])
    const tried = await check({ packages: 'plain', testWheels: 'wheels.*' }, ['wheels.linux.1'])
    assert.equal(tried.outcome.result, 'succeeded', problem(tried))
    assert.deepEqual(tested(), [wheel])
  })

  it('takes it for one such path alone, on each python', async () => {
    for (const name of ['plain', 'bare']) yard.write(`sources/${name}/setup.py`, 'from setuptools import setup\nsetup()\n')
    job('run/wheels.linux.1', [wheel])
    host = scriptedHost({ programs: { python3: {}, 'python3.14': {} } })
    const tried = await check({ packages: 'plain\nbare', python: '3 3.14', testWheels: 'wheels.*' }, ['wheels.linux.1'])
    assert.deepEqual(
      tried.manifest.failures.map((one) => `${one.package} ${one.python} ${one.code}`),
      ['bare 3 NO_WHEELS', 'bare 3.14 NO_WHEELS'],
    )
    assert.deepEqual(tested(), [wheel, wheel])
  })

  it('brings what a package needs of its leg, and leaves to an index what is not there', async () => {
    for (const name of ['core', 'mid', 'top'])
      yard.write(`sources/pkgs/${name}/pyproject.toml`, `[project]\nname = "${name}"\nversion = "1.0"\n`)
    job('run/wheels.linux.1', ['top-1.0-py3-none-any.whl'])
    job('run/wheels.base.1', ['core-1.0-py3-none-any.whl'], { origin: 'dependency', release: false })
    const data = folderData({ dependencies: [local('core'), local('mid')], packages: [local('top', 'core', 'mid')] })
    const tried = await check({ jobData: data, packages: '', testWheels: 'wheels.*' }, ['wheels.linux.1', 'wheels.base.1'])
    assert.equal(tried.outcome.result, 'succeeded', problem(tried))
    assert.match(tried.log.text(), /mid for 3: testWheels has none; an index may/)
    assert.match(tried.log.text(), /With wheels of this job: core-1\.0-py3-none-any\.whl/)
    assert.deepEqual(tested(), ['top-1.0-py3-none-any.whl'])
  })

  it('reads artifacts once for all rows', async () => {
    yard.write('sources/two/pyproject.toml', '[project]\nname = "eggs"\nversion = "1.0"\n')
    job('run/wheels.linux.1', [wheel, 'eggs-1.0-py3-none-any.whl'])
    const tried = await check({ packages: 'lib\ntwo', testWheels: 'wheels.*' }, ['wheels.linux.1'])
    assert.deepEqual([tried.outcome.result, tested()], ['succeeded', [wheel, 'eggs-1.0-py3-none-any.whl']])
    assert.equal(tried.log.text().match(/Wheels to test are looked for/g)?.length, 1)
  })
})
