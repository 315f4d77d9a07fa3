import assert from 'node:assert/strict'
import { localProcesses } from '../../../adapters/local/processes.ts'
import { noRecipe, type Recipe } from '../../../core/build/recipe.ts'
import type { Exit } from '../../../core/ports.ts'
import { Yard } from './projects.ts'
import { type Play, scriptedHost } from './scripted-host.ts'
import { jobData, jobPackage, type Tried, tryRun } from './try-run.ts'

const wheels = (label: string): string[] => [`${label.split('-')[0]}-1.0-py3-none-any.whl`]
const failed: Exit = { kind: 'exited', code: 70 }

describe('BuildWheels prepares its host', () => {
  let yard: Yard
  beforeEach(() => (yard = new Yard()))
  afterEach(() => yard.remove())

  /** Builds the projects `one`, `two` and `three`, each by its recipe. */
  async function build(
    recipes: Readonly<Record<string, Partial<Recipe>>>,
    play: Partial<Play> = {},
    inputs: Readonly<Record<string, string>> = {},
  ): Promise<Tried & { said: readonly string[] }> {
    const packages = ['one', 'two', 'three'].map((name) => {
      yard.write(`sources/${name}/pyproject.toml`, '')
      const source = { kind: 'folder', path: name, commit: 'c', time: 0 } as const
      return jobPackage({ name, source, recipe: { ...noRecipe, ...recipes[name] } })
    })
    const prints = (what: string): readonly string[] =>
      what === 'find a package manager' ? ['wheelworks-packages pkg 0'] : (play.prints?.(what) ?? [])
    const host = scriptedHost({ programs: { python3: {} }, wheels, ...play, prints })
    return { ...(await tryRun(yard, { jobData: jobData(packages), ...inputs }, { host })), said: host.said }
  }
  const install = 'env ASSUME_ALWAYS_YES=yes pkg install -y'
  const failures = ({ manifest }: Tried): unknown => manifest.failures.map((one) => [one.package, one.code])

  it('with the system packages of all rows at once, each once, before it builds', async () => {
    const { outcome, said } = await build({
      one: { system_packages: ['gmake', 'lang/rust'] },
      two: { system_packages: ['libyaml', 'gmake'] },
    })
    assert.equal(outcome.result, 'succeeded', outcome.problems[0]?.text)
    const at = said.indexOf(`${install} gmake lang/rust libyaml`)
    assert.ok(at > 0 && at < said.findIndex((one) => one.startsWith('wheel ')))
    assert.equal(said.filter((one) => one.includes('pkg install')).length, 1)
  })

  it('with nothing where no row asks for it', async () => {
    const { said } = await build({})
    assert.ok(!said.some((one) => one.includes('package manager') || one.startsWith('sh ')))
  })

  const ends = (what: string): Exit | undefined => (what.startsWith(install) && what.includes('nonsense') ? failed : undefined)
  const prints = (what: string): readonly string[] =>
    what.includes('nonsense') ? ['updating', "ERROR: No packages matching 'nonsense'"] : []
  it('and fails the rows whose packages cannot be had, and no others, with what the manager said', async () => {
    const recipes = { one: { system_packages: ['nonsense'] }, two: { system_packages: ['gmake'] } }
    const tried = await build(recipes, { ends, prints })
    assert.deepEqual(failures(tried), [['one', 'HOST_FAILED']])
    assert.deepEqual(
      tried.manifest.files.map(({ project }) => project),
      ['two', 'three'],
    )
    assert.match(
      tried.outcome.problems[0]?.text ?? '',
      /pkg install -y nonsense ended with exit code 70[\s\S]*No packages matching 'nonsense'/,
    )
    assert.match(tried.outcome.summary, /not tried\*\*: .*nonsense ended with exit code 70 \(.*No packages matching 'nonsense'\)/)
  })

  it('and tells of what fails several rows once', async () => {
    const recipes = { one: { system_packages: ['nonsense'] }, two: { system_packages: ['nonsense'] } }
    const tried = await build(recipes, { ends, prints })
    assert.deepEqual(
      [failures(tried), tried.outcome.problems.length],
      [
        [
          ['one', 'HOST_FAILED'],
          ['two', 'HOST_FAILED'],
        ],
        1,
      ],
    )
  })

  it('and refuses what the manager would take for an option', async () => {
    const tried = await build({ one: { system_packages: ['--root=/'] } })
    assert.deepEqual(failures(tried), [['one', 'HOST_FAILED']])
    assert.ok(!tried.said.some((one) => one.includes('pkg install')))
  })

  it('by beforeAll, once, after the packages', async () => {
    const { said } = await build({ one: { system_packages: ['gmake'] } }, {}, { beforeAll: 'echo one\necho two' })
    const scripts = said.filter((one) => one.startsWith('sh ') || one.includes('pkg install'))
    assert.deepEqual(scripts, [`${install} gmake`, 'sh echo one\necho two'])
  })

  it('before it looks for interpreters, which may come by it', async () => {
    const { said } = await build({ one: { system_packages: ['python314'] } }, {}, { beforeAll: 'ensurepip' })
    const at = (start: string): number => said.findIndex((one) => one.startsWith(start))
    assert.ok(at(install) >= 0 && at(install) < at('sh ensurepip') && at('sh ensurepip') < at('probe '))
  })

  it('and looks for no interpreter where no row is left', async () => {
    const end = (what: string): Exit | undefined => (what.startsWith('sh ') ? failed : undefined)
    const { said } = await build({}, { ends: end }, { beforeAll: 'make deps' })
    assert.ok(!said.some((one) => one.startsWith('probe ')))
  })

  it('by beforeAll in the sources, where the host has them', async () => {
    yard.write('sources/ci/prepare.sh', 'echo prepared in "$(basename "$PWD")"')
    yard.write('sources/pyproject.toml', '')
    const host = scriptedHost({ programs: { python3: {} } })
    const run: typeof host.run = async (command, on) => await (command.program === 'sh' ? localProcesses() : host).run(command, on)
    const { log } = await tryRun(yard, { packages: '.', beforeAll: 'sh ci/prepare.sh' }, { host: { run } })
    assert.match(log.text(), /foreign: prepared in sources/)
  })

  it('and tries no row when beforeAll fails', async () => {
    const end = (what: string): Exit | undefined => (what.startsWith('sh ') ? failed : undefined)
    const say = (what: string): readonly string[] => (what.startsWith('sh ') ? ['make: *** no rule'] : [])
    const tried = await build({}, { ends: end, prints: say }, { beforeAll: 'make deps' })
    assert.deepEqual([failures(tried), tried.outcome.problems.length], [['one', 'two', 'three'].map((name) => [name, 'HOST_FAILED']), 1])
    assert.match(tried.outcome.problems[0]?.text ?? '', /beforeAll ended with exit code 70[\s\S]*no rule/)
  })

  it('for each row by beforeBuild and its recipe, whose failure is that row alone', async () => {
    const end = (what: string): Exit | undefined => (what === 'sh rustc --version' ? failed : undefined)
    const recipes = { one: { before_build: ['rustc --version'] }, two: { before_build: ['touch {project}/x', 'true'] } }
    const tried = await build(recipes, { ends: end }, { beforeBuild: 'echo hello' })
    assert.deepEqual(failures(tried), [['one', 'BUILD_FAILED']])
    assert.match(tried.outcome.problems[0]?.text ?? '', /before_build \(rustc --version\) ended with exit code 70/)
    const scripts = tried.said.filter((one) => one.startsWith('sh ') || one.startsWith('wheel '))
    assert.deepEqual(scripts, [
      'sh echo hello',
      'sh rustc --version',
      'sh echo hello',
      `sh touch ${yard.path('temp/wheelworks/two-1.0-3/src')}/x`,
      'sh true',
      'wheel two-1.0-3',
      'sh echo hello',
      'wheel three-1.0-3',
    ])
  })
})
