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
    for (const name of ['core', 'mid', 'top', 'far', 'near'])
      await localFiles(yard.path('temp')).write(
        `${rivals}/${name}-9.0-py3-none-any.whl`,
        wheelBytes(`${name}-9.0-py3-none-any.whl`, { files: { [`${name}.py`]: "version = '9.0'\n" } }),
      )
    const environment = { PATH: process.env['PATH'], HOME: process.env['HOME'], PIP_NO_INDEX: '1', PIP_FIND_LINKS: rivals }
    return await tryRun(yard, { jobData: folderData(leg), ...inputs }, { environment })
  }
  const versions = (...names: readonly string[]): string =>
    `python -c "${names.map((name) => `import ${name}; print('${name} is', ${name}.version)`).join('; ')}"`

  it('builds and tests with what the same commit has of the packages that it needs, whatever an index has, all with its time', async () => {
    yard.tree('sources/pkgs/core', project({ name: 'core', version: '1.1.dev1', metadata: ['Provides-Extra: aio'], tells: true }))
    yard.tree('sources/pkgs/mid', project({ name: 'mid', version: '2.0', metadata: ['Requires-Dist: core[aio]>=1.0'], tells: true }))
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
    for (const name of wheels) assert.ok(readFileSync(yard.path(`staging/${name}`)).length > 0)
    assert.deepEqual(new Set(log.text().match(/"SOURCE_DATE_EPOCH": "\d*"/g)), new Set(['"SOURCE_DATE_EPOCH": "1600000000"']))
    assert.ok((log.text().match(/"SOURCE_DATE_EPOCH"/g) ?? []).length >= 2)
    const { files } = await collectWheels([yard.path('staging')], localFiles(yard.path('temp')))
    assert.deepEqual(
      files.map(({ file }) => file.project),
      ['mid', 'top'],
    )
  })

  for (const [buildFrontend, ...requirements] of [
    ['pip', 'core', 'core[aio]'],
    ['build', 'core[aio]'],
    ['uv', 'core'],
  ] as const)
    it(`gives the build requirement ${requirements.join(' or ')} its local wheel, by ${buildFrontend}`, async function () {
      yard.tree('sources/pkgs/core', project({ name: 'core', version: '1.1.dev1', metadata: ['Provides-Extra: aio'] }))
      const tops = requirements.map((one, at) => yard.tree(`sources/pkgs/top${at}`, project({ name: `top${at}`, ...builtWith(one) })))
      const [python = 'python3'] = buildFrontend === 'build' ? findPythons('build') : []
      const inputs = { buildFrontend, pythons: `3 = ${python}` }
      const packages = tops.map((_, at) => local(`top${at}`, 'core'))
      const { outcome, log } = await build({ dependencies: [local('core')], packages }, inputs)
      // Nothing promises uv.
      if (buildFrontend === 'uv' && outcome.problems[0]?.code === 'INTERPRETER_MISSING') this.skip()
      assert.equal(outcome.result, 'succeeded', outcome.problems[0]?.text)
      for (const at of tops.keys()) assert.match(partOf(log.text(), `top${at}`), /built with 1\.1\.dev1/)
      assert.doesNotMatch(log.text(), /built with 9/)
    })

  describe('imports a package', () => {
    const needing = (name: string, text: string, ...metadata: readonly string[]): Project =>
      project({ name, modules: { [`${name}.py`]: text }, metadata })
    const core = project({ name: 'core' })
    const mid = needing('mid', 'import core\n', 'Requires-Dist: core')
    const top = needing('top', 'import mid\n', 'Requires-Dist: mid')
    /** Packages, beside what they need of their leg: each of that needs the one before it. */
    async function imports(
      dependencies: readonly Project[],
      packages: readonly (readonly [Project, string])[],
      inputs: Readonly<Record<string, string>> = {},
    ): Promise<Tried> {
      for (const one of [...dependencies, ...packages.map(([is]) => is)]) yard.tree(`sources/pkgs/${one.name}`, one)
      const needed = dependencies.map(({ name }, at) => local(name, ...dependencies.slice(Math.max(0, at - 1), at).map((one) => one.name)))
      return await build({ dependencies: needed, packages: packages.map(([{ name }, needs]) => local(name, needs)) }, inputs)
    }

    it('beside what it needs of its leg, at second hand too, and fails where that lacks a part', async () => {
      const lacking = needing('lacking', 'import mid, core.gone\n', 'Requires-Dist: mid')
      const { log, outcome } = await imports(
        [core, mid],
        [
          [top, 'mid'],
          [lacking, 'mid'],
        ],
      )
      assert.equal(outcome.outputs['failedCount'], '1')
      assert.match(outcome.problems[0]?.text ?? '', /^lacking for 3: .*No module named 'core\.gone'/)
      assert.match(log.text(), /built {3}top for 3: .*, import ok/)
      assert.doesNotMatch(partOf(log.text(), 'top'), /Traceback/)
    })

    it('beside what it needs of its leg, at second hand too (always)', async () => {
      const { log, outcome } = await imports([core, mid], [[top, 'mid']], { importCheck: 'always' })
      assert.equal(outcome.result, 'succeeded', outcome.problems[0]?.text)
      assert.match(log.text(), /built {3}top for 3: .*, import ok/)
      assert.doesNotMatch(log.text(), /Traceback/)
    })

    it('that fails where what it needs of its leg breaks, and is not checked where something else is missing, be it in what it needs', async () => {
      const broken = needing('core', 'raise ValueError("broken")\n')
      const far = needing('far', 'import elsewhere\n', 'Requires-Dist: elsewhere')
      const near = needing('near', 'import far\n', 'Requires-Dist: far')
      const over = needing('over', 'import near\n', 'Requires-Dist: near')
      const { log, outcome } = await imports(
        [broken, mid, far, near],
        [
          [top, 'mid'],
          [over, 'near'],
        ],
      )
      assert.equal(outcome.outputs['failedCount'], '1')
      assert.match(outcome.problems[0]?.text ?? '', /^top for 3: .*ValueError: broken/)
      assert.match(log.text(), /import not checked \(import over needs elsewhere/)
    })
  })
})

/** What the log has of a package's row. */
function partOf(log: string, name: string): string {
  const from = log.indexOf(`group: ${name} `)
  assert.notEqual(from, -1, log)
  return log.slice(from, log.indexOf('\nend', from))
}
