import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { noRecipe, recipeDigest, type Recipe } from '../../../core/build/recipe.ts'
import type { Command } from '../../../core/ports.ts'
import { wheelBytes } from '../../fakes/wheel-bytes.ts'
import { Yard } from './projects.ts'
import { type Play, scriptedHost } from './scripted-host.ts'
import { jobData, jobPackage, type Tried, tryRun } from './try-run.ts'

/** A row from a folder of the sources: its build requirements, its wheel's Requires-Dist, its recipe. */
interface Told {
  readonly requires?: readonly string[]
  readonly depends?: readonly string[]
  readonly recipe?: Partial<Recipe>
}

describe('BuildWheels by recipes', () => {
  let yard: Yard
  beforeEach(() => (yard = new Yard()))
  afterEach(() => yard.remove())

  /** Builds rows in the order of `rows`; `look` sees each build as it begins. */
  async function build(
    rows: Readonly<Record<string, Told>>,
    inputs: Readonly<Record<string, string>> = {},
    play: Partial<Play> & { readonly look?: (command: Command) => void } = {},
    environment?: Readonly<Record<string, string>>,
  ): Promise<Tried & { said: readonly string[] }> {
    const packages = Object.entries(rows).map(([name, { requires = [], recipe }]) => {
      yard.write(
        `sources/${name}/pyproject.toml`,
        `[build-system]\nrequires = ${JSON.stringify(requires)}\nbuild-backend = "setuptools.build_meta"\n`,
      )
      const source = { kind: 'folder', path: name, commit: 'c', time: 0 } as const
      return jobPackage({ name, source, recipe: { ...noRecipe, ...recipe } })
    })
    const metadata = (label: string): { METADATA: string } => {
      const name = label.split('-')[0] ?? ''
      const lines = (rows[name]?.depends ?? []).map((line) => `Requires-Dist: ${line}\n`).join('')
      return { METADATA: `Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0\n${lines}` }
    }
    const host = scriptedHost({
      programs: { python3: {} },
      wheels: (label) => [`${label.split('-')[0]}-1.0-py3-none-any.whl`],
      holds: metadata,
      ...play,
    })
    const looked: typeof host.run = async (command, on) => {
      if (command.args.includes('--wheel-dir')) play.look?.(command)
      return await host.run(command, on)
    }
    const more = environment === undefined ? {} : { environment }
    return { ...(await tryRun(yard, { jobData: jobData(packages), ...inputs }, { host: { run: looked }, ...more })), said: host.said }
  }
  const built = ({ said }: { said: readonly string[] }): unknown =>
    said.filter((one) => one.startsWith('wheel ')).map((one) => one.replace(/^wheel |-1\.0-3$/g, ''))
  const links = (command: Command): string[] => {
    const folder = command.env['PIP_FIND_LINKS']
    return folder === undefined ? [] : readdirSync(folder).map((name) => name.split('-')[0] ?? '')
  }

  it('builds rows in the order of their build requirements, and tells of them in the order of the plan', async () => {
    const tried = await build({ cryptography: { requires: ['cffi>=1.12'] }, spam: {}, cffi: { requires: ['pycparser'] }, pycparser: {} })
    assert.deepEqual(built(tried), ['spam', 'pycparser', 'cffi', 'cryptography'])
    assert.deepEqual(
      tried.manifest.files.map(({ project }) => project),
      ['cryptography', 'spam', 'cffi', 'pycparser'],
    )
  })

  it("gives a build the leg's own wheels that it needs, with what these depend on, and no others", async () => {
    const seen: Record<string, string[]> = {}
    const look = (command: Command): void => {
      seen[/([a-z]+)-1\.0-3/.exec(command.cwd)?.[1] ?? ''] = links(command)
    }
    await build({ pycparser: {}, spam: {}, cffi: { depends: ['pycparser'] }, cryptography: { requires: ['cffi>=1.12'] } }, {}, { look })
    assert.deepEqual(seen, { pycparser: [], spam: [], cffi: [], cryptography: ['cffi', 'pycparser'] })
  })

  const tests = { recipe: { test_command: 'true', test_requires: ['eggs'] } }
  it('builds what tests install before what is tested, but not for rows without tests', async () => {
    assert.deepEqual(built(await build({ spam: tests, ham: { recipe: { test_requires: ['eggs'] } }, eggs: {} })), ['ham', 'eggs', 'spam'])
  })
  it('builds what builds require first, where tests would have it otherwise', async () => {
    const tried = await build({ spam: { ...tests, requires: [] }, eggs: { requires: ['spam'] } })
    assert.deepEqual(built(tried), ['spam', 'eggs'])
    assert.doesNotMatch(tried.log.text(), /need each other/)
  })

  it('builds what suites require before what they check', async () => {
    const suites = 'unit: { run: x, requires: [eggs] }\nlint: { run: x, install: none, requires: [toast>=1] }'
    const tried = await build({ spam: {}, toast: {}, eggs: {} }, { suites })
    assert.deepEqual(built(tried), ['toast', 'eggs', 'spam'])
    assert.doesNotMatch(tried.log.text(), /need each other/)
  })

  it('builds rows that need each other all the same, and says so', async () => {
    const tried = await build({ one: { requires: ['two'] }, two: { requires: ['one'] } })
    assert.deepEqual([tried.outcome.result, tried.manifest.files.length], ['succeeded', 2])
    assert.match(tried.log.text(), /warning: one, two need each other/)
  })

  const installs =
    (version: string) =>
    (what: string): readonly string[] =>
      what.startsWith('wheel ') ? [`Successfully installed Cython-${version} setuptools-70.0`] : []
  const constrained = { spam: { recipe: { build_constraints: ['Cython<3'] } } }
  it('says of constraints that they were verified', async () => {
    const { manifest, log } = await build(constrained, {}, { prints: installs('0.29') })
    assert.equal(manifest.files[0]?.constraints, 'verified')
    assert.match(log.text(), /built .*constraints verified/)
  })
  it('says of constraints that nobody saw obeyed so', async () =>
    assert.equal((await build(constrained)).manifest.files[0]?.constraints, 'passed, not verified'))
  it('says nothing of constraints where there are none', async () =>
    assert.ok(!Object.hasOwn((await build({ spam: {} })).manifest.files[0] ?? {}, 'constraints')))
  it('fails a row whose constraints were broken', async () => {
    const { outcome } = await build(constrained, {}, { prints: installs('3.0.1') })
    assert.match(outcome.problems[0]?.text ?? '', /did not keep to its constraints: cython 3\.0\.1/)
  })

  it('leaves the digest of the recipe with each wheel', async () => {
    const recipe = { ...noRecipe, environment: { CFLAGS: '-O1' } }
    const { manifest } = await build({ one: { recipe }, two: {} })
    assert.deepEqual(
      manifest.files.map((file) => file.recipe),
      [recipeDigest(recipe), recipeDigest(noRecipe)],
    )
  })

  it('gives each row its own environment over that of the input, and what it passes to no other', async () => {
    const seen: Record<string, (string | undefined)[]> = {}
    const look = ({ cwd, env }: Command): void => {
      seen[/([a-z]+)-1\.0-3/.exec(cwd)?.[1] ?? ''] = [env['CFLAGS'], env['LEVEL'], env['VENDOR_TOKEN'], env['PATH']]
    }
    const recipe = { environment: { CFLAGS: '-O1', PATH: '/opt/bin:$PATH' }, environment_pass: ['VENDOR_TOKEN'] }
    const environment = { PATH: '/bin', VENDOR_TOKEN: 'very-secret-token' }
    const prints = (what: string): readonly string[] => (what.startsWith('wheel one') ? ['token very-secret-token'] : [])
    const { log } = await build({ one: { recipe }, two: {} }, { buildEnvironment: 'CFLAGS=-O9\nLEVEL=1' }, { look, prints }, environment)
    assert.deepEqual(seen, { one: ['-O1', '1', 'very-secret-token', '/opt/bin:/bin'], two: ['-O9', '1', undefined, '/bin'] })
    assert.doesNotMatch(log.text(), /very-secret-token/)
  })

  it('says which variables it was to pass and the step does not set', async () => {
    const { log, outcome } = await build({ one: { recipe: { environment_pass: ['VENDOR_TOKEN'] } } })
    assert.equal(outcome.result, 'succeeded')
    assert.match(log.text(), /warning: environment_pass: this step does not set VENDOR_TOKEN/)
  })

  it('fails the row alone whose recipe asks for a secret of the agent', async () => {
    const { manifest } = await build({ one: { recipe: { environment_pass: ['SYSTEM_ACCESSTOKEN'] } }, two: {} })
    assert.deepEqual([manifest.failures.map(({ code }) => code), manifest.files.length], [['PLAN_INVALID'], 1])
  })

  it('asks for the settings of the recipe, key by key before those of the input', async () => {
    let args: readonly string[] = []
    const look = (command: Command): void => {
      args = command.args.filter((one) => one.startsWith('--config-settings='))
    }
    const recipe = { config_settings: { one: ['r1', 'r2'] } }
    await build({ spam: { recipe } }, { configSettings: 'one=i\ntwo=i' }, { look })
    assert.deepEqual(args, ['--config-settings=two=i', '--config-settings=one=r1', '--config-settings=one=r2'])
  })

  it('fails the row alone whose pyproject.toml cannot be read', async () => {
    yard.write('sources/bad/pyproject.toml', '[build-system')
    const tried = await tryRun(yard, { packages: 'bad' }, { host: scriptedHost({ programs: { python3: {} } }) })
    assert.deepEqual(
      tried.manifest.failures.map(({ code }) => code),
      ['FILE_INVALID'],
    )
  })

  it('is a script of the user, told by its environment', async () => {
    const script = 'cp "$WHEELWORKS_SOURCE/../../made.whl" "$WHEELWORKS_OUTPUT/"'
    let told: Command | undefined
    yard.write('sources/spam/setup.py', '')
    const host = scriptedHost({ programs: { python3: {} } })
    const run: typeof host.run = async (command, on) => {
      if (command.program === 'sh') told = command
      return await host.run(command, on)
    }
    const { manifest } = await tryRun(yard, { packages: 'spam', builder: 'script', buildScript: script }, { host: { run } })
    assert.match(manifest.failures[0]?.message ?? '', /came out with no wheel/)
    assert.ok(told?.args.at(-1)?.endsWith(script))
    assert.deepEqual([told?.env['WHEELWORKS_PROJECT'], told?.cwd], ['spam', yard.path('temp/wheelworks/spam-3/src')])
    assert.ok(existsSync(told?.env['WHEELWORKS_OUTPUT'] ?? ''))
  })

  it('judges no constraints by what a script of the user installs', async () => {
    yard.write('sources/spam/setup.py', '')
    const host = scriptedHost({ programs: { python3: {} } })
    const run: typeof host.run = async (command, on) => {
      if (command.program !== 'sh') return await host.run(command, on)
      on('Successfully installed Cython-3.1')
      writeFileSync(`${command.env['WHEELWORKS_OUTPUT']}/spam-1.0-py3-none-any.whl`, wheelBytes('spam-1.0-py3-none-any.whl'))
      return { kind: 'exited', code: 0 }
    }
    const inputs = { packages: 'spam', builder: 'script', buildScript: 'build it', buildConstraints: 'Cython<3' }
    const { manifest, outcome } = await tryRun(yard, inputs, { host: { run } })
    assert.deepEqual([manifest.files[0]?.constraints, outcome.problems], ['passed, not verified', []])
  })

  it('keeps no constraints of the builds out of their file', async () => {
    let text = ''
    const look = ({ env }: Command): void => {
      text = readFileSync(env['PIP_BUILD_CONSTRAINT'] ?? '', 'utf8')
    }
    await build(constrained, { buildConstraints: 'numpy==2.0' }, { look })
    assert.equal(text, 'Cython<3\nnumpy==2.0\n')
  })
})
