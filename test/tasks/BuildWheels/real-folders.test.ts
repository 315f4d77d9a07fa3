import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { localFiles } from '../../../adapters/local/files.ts'
import { collectWheels } from '../../../flows/collect-wheels.ts'
import { findPython, findPythons } from '../../servers/python.ts'
import { wheelBytes } from '../../fakes/wheel-bytes.ts'
import { folderData, local } from './folder-legs.ts'
import { type Project, project, Yard } from './projects.ts'
import { type Tried, tryRun } from './try-run.ts'

/** What a project requires to be built, which its backend then imports. */
function builtWith(requirement: string): Partial<Project> {
  const [name = ''] = requirement.split('[')
  const backend = `import os, sys\nimport ${name}\nprint('built with', ${name}.version)\nsys.path.insert(0, os.getcwd())\nfrom fixture_backend import *\n`
  const system = `[build-system]\nrequires = ["${requirement}"]\nbuild-backend = "other_backend"\nbackend-path = ["."]\n`
  return { files: { 'pyproject.toml': system, 'other_backend.py': backend } }
}

describe('BuildWheels with a real leg of folders', () => {
  let yard: Yard
  before(function () {
    findPython(this)
  })
  beforeEach(() => (yard = new Yard()))
  afterEach(() => yard.remove())

  /** An index has a rival of every project, of a higher version, that must never be taken. */
  async function build(leg: Parameters<typeof folderData>[0], inputs: Readonly<Record<string, string>> = {}): Promise<Tried> {
    const rivals = yard.path('rivals')
    for (const name of ['core', 'mid', 'top'])
      await localFiles(yard.path('temp')).write(
        `${rivals}/${name}-9.0-py3-none-any.whl`,
        wheelBytes(`${name}-9.0-py3-none-any.whl`, { files: { [`${name}.py`]: "version = '9.0'\n" } }),
      )
    const environment = { PATH: process.env['PATH'], HOME: process.env['HOME'], PIP_NO_INDEX: '1', PIP_FIND_LINKS: rivals }
    return await tryRun(yard, { jobData: folderData(leg), ...inputs }, { environment })
  }
  const versions = (...names: readonly string[]): string =>
    `python -c "${names.map((name) => `import ${name}; print('${name} is', ${name}.version)`).join('; ')}"`

  it('builds and tests with what the same commit has of the packages that it needs, whatever an index has', async () => {
    yard.tree('sources/pkgs/core', project({ name: 'core', version: '1.1.dev1', metadata: ['Provides-Extra: aio'] }))
    yard.tree('sources/pkgs/mid', project({ name: 'mid', version: '2.0', metadata: ['Requires-Dist: core[aio]>=1.0'] }))
    yard.tree('sources/pkgs/top', project({ name: 'top', metadata: ['Requires-Dist: mid'] }))
    const packages = [local('mid', 'core'), local('top', 'mid')]
    const { outcome, log, manifest } = await build({ dependencies: [local('core')], packages }, { testCommand: versions('core', 'mid') })
    assert.equal(outcome.result, 'succeeded', outcome.problems[0]?.text)
    assert.deepEqual(log.text().match(/(?:core|mid) is .*/g), ['core is 1.1.dev1', 'mid is 2.0', 'core is 1.1.dev1', 'mid is 2.0'])
    assert.deepEqual(
      manifest.files.map(({ project: name, origin, release, source }) => [name, origin, release, source]),
      [
        ['core', 'dependency', false, 'pkgs/core'],
        ['mid', 'built', true, 'pkgs/mid'],
        ['top', 'built', true, 'pkgs/top'],
      ],
    )
    assert.deepEqual([outcome.outputs['builtCount'], outcome.outputs['failedCount']], ['2', '0'])
    const wheels = readdirSync(yard.path('staging')).filter((name) => name.endsWith('.whl'))
    assert.deepEqual(wheels.sort(), ['mid-2.0-py3-none-any.whl', 'top-1.0-py3-none-any.whl'])
    const { files } = await collectWheels([yard.path('staging')], localFiles(yard.path('temp')))
    assert.deepEqual(
      files.map(({ file }) => file.project),
      ['mid', 'top'],
    )
  })

  for (const [buildFrontend, core] of [
    ['pip', 'core'],
    ['pip', 'core[aio]'],
    ['build', 'core[aio]'],
    ['uv', 'core'],
  ] as const)
    it(`gives the build requirement ${core} its local wheel, by ${buildFrontend}`, async function () {
      yard.tree('sources/pkgs/core', project({ name: 'core', version: '1.1.dev1', metadata: ['Provides-Extra: aio'] }))
      yard.tree('sources/pkgs/top', project({ name: 'top', ...builtWith(core) }))
      const [python = 'python3'] = buildFrontend === 'build' ? findPythons('build') : []
      const inputs = { buildFrontend, pythons: `3 = ${python}` }
      const { outcome, log } = await build({ dependencies: [local('core')], packages: [local('top', 'core')] }, inputs)
      // Nothing promises uv.
      if (buildFrontend === 'uv' && outcome.problems[0]?.code === 'INTERPRETER_MISSING') this.skip()
      assert.equal(outcome.result, 'succeeded', outcome.problems[0]?.text)
      assert.match(log.text(), /built with 1\.1\.dev1/)
    })

  it('gives all that is built from it the time of its commit', async () => {
    yard.tree('sources/pkgs/core', project({ name: 'core', tells: true }))
    const { log } = await build({ packages: [local('core')] })
    assert.match(log.text(), /"SOURCE_DATE_EPOCH": "1600000000"/)
    assert.ok(readFileSync(yard.path('staging/core-1.0-py3-none-any.whl')).length > 0)
  })

  describe('imports a package', () => {
    const needing = (text: string, ...metadata: readonly string[]): Project =>
      project({ name: 'top', modules: { 'top.py': text }, metadata: ['Requires-Dist: mid', ...metadata] })
    /** `core`, which `mid` needs, and `top` that needs both. */
    async function imports(top: Project, core = project({ name: 'core' }), inputs: Readonly<Record<string, string>> = {}): Promise<Tried> {
      yard.tree('sources/pkgs/core', core)
      yard.tree('sources/pkgs/mid', project({ name: 'mid', modules: { 'mid.py': 'import core\n' }, metadata: ['Requires-Dist: core'] }))
      yard.tree('sources/pkgs/top', top)
      return await build({ dependencies: [local('core'), local('mid', 'core')], packages: [local('top', 'mid')] }, inputs)
    }

    for (const importCheck of ['auto', 'always'])
      it(`beside what it needs of its leg, at second hand too (${importCheck})`, async () => {
        const { log, outcome } = await imports(needing('import mid\n'), undefined, { importCheck })
        assert.equal(outcome.result, 'succeeded', outcome.problems[0]?.text)
        assert.match(log.text(), /built {3}top for 3: .*, import ok/)
        assert.doesNotMatch(log.text(), /Traceback/)
      })

    it('that fails where what it needs of its leg breaks, or lacks a part', async () => {
      for (const core of [project({ name: 'core', modules: { 'core.py': 'raise ValueError("broken")\n' } }), undefined]) {
        const { outcome } = await imports(needing('import mid, core.gone\n'), core)
        assert.match(outcome.problems[0]?.text ?? '', /^top for 3: .*(?:ValueError: broken|No module named 'core\.gone')/)
      }
    })

    it('that is not checked where something else is missing, be it in what it needs', async () => {
      const core = project({ name: 'core', modules: { 'core.py': 'import elsewhere\n' }, metadata: ['Requires-Dist: elsewhere'] })
      const { log, outcome } = await imports(needing('import mid\n'), core)
      assert.equal(outcome.result, 'succeeded', outcome.problems[0]?.text)
      assert.match(log.text(), /import not checked \(import top needs elsewhere/)
    })
  })
})
