import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import type { LocalFolder } from '../../../core/pipeline/folder-leg.ts'
import { folderData, local } from './folder-legs.ts'
import { Yard } from './projects.ts'
import { scriptedHost, type ScriptedHost } from './scripted-host.ts'
import { type Tried, tryRun } from './try-run.ts'

describe('BuildWheels of a leg of folders', () => {
  let yard: Yard
  beforeEach(() => (yard = new Yard()))
  afterEach(() => yard.remove())

  interface Leg {
    readonly dependencies?: readonly LocalFolder[]
    readonly packages: readonly LocalFolder[]
  }

  /** Runs the leg on a machine that builds all but the named; a failing label may name a python. */
  async function play(
    leg: Leg,
    inputs: Record<string, string> = {},
    ...failing: readonly string[]
  ): Promise<Tried & { host: ScriptedHost }> {
    for (const { folder } of [...(leg.dependencies ?? []), ...leg.packages]) yard.write(`sources/${folder}/pyproject.toml`, '')
    const host = scriptedHost({
      programs: { 'python3.13': { minor: 13 }, 'python3.14': { minor: 14 }, python3: { minor: 14 } },
      wheels: (label) =>
        failing.some((name) => `${label}-`.startsWith(`${name}-`)) ? [] : [`${label.split('-')[0]}-1.0-py3-none-any.whl`],
    })
    return { ...(await tryRun(yard, { jobData: folderData(leg), ...inputs }, { host })), host }
  }
  const wheels = ({ said }: ScriptedHost): string[] => said.flatMap((what) => /^wheel (.+)/.exec(what)?.[1] ?? [])
  const failures = ({ manifest }: Tried): string[] => manifest.failures.map((one) => `${one.package} ${one.python}`)

  it('builds in the order of needs, those among its packages too', async () => {
    const { host, manifest } = await play({
      dependencies: [local('base'), local('mid', 'leaf')],
      packages: [local('top', 'mid', 'base'), local('leaf')],
    })
    assert.deepEqual(wheels(host), ['base-3', 'leaf-3', 'mid-3', 'top-3'])
    assert.deepEqual(
      manifest.files.map(({ project, origin, release }) => `${project} ${origin} ${String(release)}`),
      ['base dependency false', 'mid dependency false', 'top built true', 'leaf built true'],
    )
  })

  it('builds for every python of the input, and 3 without one', async () => {
    const leg = { dependencies: [local('base')], packages: [local('top', 'base')] }
    assert.deepEqual(wheels((await play(leg, { python: '3.13 3.14' })).host), ['base-3.13', 'base-3.14', 'top-3.13', 'top-3.14'])
  })

  it('checks no dependency, and every package', async () => {
    const { host } = await play({ dependencies: [local('base')], packages: [local('top', 'base')] }, { testCommand: 'pytest' })
    const checks = host.said.flatMap((what) => /^(?:(?:install|import) \w+|sh pytest)/.exec(what) ?? [])
    assert.deepEqual(checks, ['install top', 'import top', 'sh pytest'])
  })

  it('tries nothing that needs a failed dependency, and all else', async () => {
    const leg = { dependencies: [local('base'), local('mid', 'base')], packages: [local('top', 'mid'), local('other')] }
    const tried = await play(leg, {}, 'base')
    assert.deepEqual(
      [wheels(tried.host), failures(tried)],
      [
        ['base-3', 'other-3'],
        ['base 3', 'mid 3', 'top 3'],
      ],
    )
    assert.deepEqual(
      [tried.outcome.result, tried.outcome.outputs['builtCount'], tried.outcome.outputs['failedCount']],
      ['failed', '1', '3'],
    )
    assert.match(tried.log.text(), /SKIPPED top for 3: base for 3 came to nothing/)
    assert.ok(existsSync(yard.path('staging/other-1.0-py3-none-any.whl')))
  })

  it('tries it for the pythons for which the dependency is there', async () => {
    const tried = await play({ dependencies: [local('base')], packages: [local('top', 'base')] }, { python: '3.13 3.14' }, 'base-3.13')
    assert.deepEqual(failures(tried), ['base 3.13', 'top 3.13'])
    assert.ok(wheels(tried.host).includes('top-3.14'))
  })

  it('builds packages that need each other, each once', async () => {
    const { host, outcome } = await play({ packages: [local('a', 'b'), local('b', 'a'), local('c', 'a')] })
    assert.deepEqual([wheels(host).sort(), wheels(host).at(-1), outcome.result], [['a-3', 'b-3', 'c-3'], 'c-3', 'succeeded'])
  })

  it('lays into a build and its tests only what it needs', async () => {
    const leg = { dependencies: [local('base'), local('more')], packages: [local('top', 'base'), local('alone')] }
    const { log } = await play(leg, { testCommand: 'pytest' })
    assert.deepEqual(log.text().match(/With wheels of this job: .*/g), Array(2).fill('With wheels of this job: base-1.0-py3-none-any.whl.'))
  })

  it('shows to tests, for what they install on their own, where the wheels lie', async () => {
    const leg = { dependencies: [local('base')], packages: [local('top', 'base'), local('alone')] }
    const { host } = await play(leg, { testCommand: 'pytest' })
    const seen = host.commands
      .filter(({ args }) => args.at(-1) === 'pytest')
      .map(({ env }) => env['PIP_FIND_LINKS']?.split(/[/\\]/).slice(-3))
    assert.deepEqual(seen, [['top-3', 'test-0', 'links'], undefined])
  })

  it('links by the planned name what its build calls otherwise', async () => {
    for (const name of ['base', 'top']) yard.write(`sources/pkgs/${name}/pyproject.toml`, '')
    const host = scriptedHost({
      programs: { python3: { minor: 14 } },
      wheels: (label) => [label.startsWith('base') ? 'real_base-1.0-py3-none-any.whl' : 'top-1.0-py3-none-any.whl'],
    })
    const leg = { dependencies: [local('base')], packages: [local('top', 'base')] }
    const { log } = await tryRun(yard, { jobData: folderData(leg) }, { host })
    assert.match(log.text(), /With wheels of this job: real_base-1\.0-py3-none-any\.whl/)
  })

  it('keeps dependencies apart from what anyone may upload by hand', async () => {
    await play({ dependencies: [local('base')], packages: [local('top', 'base')] })
    for (const there of [
      'dependencies/base-1.0-py3-none-any.whl',
      'dependencies/base-1.0-py3-none-any.whl.json',
      'top-1.0-py3-none-any.whl',
    ])
      assert.ok(existsSync(yard.path(`staging/${there}`)), there)
    assert.ok(!existsSync(yard.path('staging/base-1.0-py3-none-any.whl')))
  })

  it('says in the summary what is a dependency', async () => {
    const { outcome } = await play({ dependencies: [local('base')], packages: [local('top', 'base')] })
    assert.match(outcome.summary ?? '', /^### Wheels: 1 built, 1 built as dependencies, 0 failed\n/)
    assert.match(outcome.summary ?? '', /base-1\.0-py3-none-any\.whl<\/code> \(a dependency, not published\)/)
    assert.doesNotMatch(outcome.summary ?? '', /top-1\.0-py3-none-any\.whl<\/code> \(/)
  })

  it('is NO_PLAN without a package', async () => {
    await assert.rejects(play({ dependencies: [local('base')], packages: [] }), { code: 'NO_PLAN' })
  })

  it('fails the packages whose folders are not there, by name', async () => {
    const host = scriptedHost({ programs: { python3: { minor: 14 } } })
    const { manifest } = await tryRun(yard, { jobData: folderData({ packages: [local('gone')] }) }, { host })
    assert.deepEqual(
      manifest.failures.map(({ package: name, code }) => [name, code]),
      [['gone', 'FILE_MISSING']],
    )
  })

  it('takes names for what they are, whatever they hold', async () => {
    const hostile = [
      '../../out',
      '/etc',
      '##vso[task.setvariable variable=x]y',
      '$(Build.Reason)',
      'a\nb',
      '',
      '.',
      'x'.repeat(300),
      'C:\\x',
      '-rf',
    ]
    const packages = hostile.map((name, at) => ({ name, folder: `pkgs/p${at}`, local: ['good', '../good', '##vso[x]'] }))
    const { log, manifest, pipeline } = await play({ packages: [local('good'), ...packages] })
    assert.deepEqual(readdirSync(yard.folder).sort(), ['sources', 'staging', 'temp'])
    assert.deepEqual([manifest.files.length + manifest.failures.length, manifest.files[0]?.project], [hostile.length + 1, 'good'])
    assert.deepEqual([...new Set(manifest.failures.map(({ code }) => code))].sort(), ['FILE_INVALID', 'WHEEL_INVALID'])
    assert.doesNotMatch(log.text(), /^##vso/m)
    for (const { path } of pipeline.attached) assert.ok(path.startsWith(yard.path('staging')), path)
  })
})
