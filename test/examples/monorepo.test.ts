import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RunReport } from '../../local-agent/server/run-pipeline.ts'
import { findPython } from '../servers/python.ts'
import { copyExample, type Example, issues, output } from './example.ts'

interface Planned {
  readonly packages: readonly {
    readonly name: string
    readonly selected: string
    readonly says: string
    readonly legs: readonly string[]
  }[]
  readonly unclaimed: readonly string[]
}

interface Made {
  readonly leg: string
  readonly files: readonly { readonly project: string; readonly origin: string; readonly release: boolean }[]
  readonly failures: readonly object[]
}

describe('examples/monorepo', function () {
  this.timeout(240_000)
  let example: Example
  let run: RunReport

  before(async function () {
    if (process.platform === 'win32') this.skip()
    findPython(this)
    example = copyExample('monorepo')
    run = await example.run()
  })
  after(() => example?.remove())

  const artifacts = (name: RegExp, report = run): string[] =>
    report.run.artifacts
      .filter((artifact) => name.test(artifact.name))
      .flatMap((artifact) => [...artifact.files].filter(([path]) => /(^|\/)(plan|manifest)\.json$/.test(path)))
      .map(([, bytes]) => new TextDecoder().decode(bytes))
  const planned = (report = run): Planned => JSON.parse(artifacts(/^plan_gm/, report)[0] ?? '') as Planned
  const selected = (as: string, report = run): string[] =>
    planned(report)
      .packages.filter((one) => one.selected === as)
      .map(({ name }) => name)
  const made = (): Made[] => artifacts(/^wheels/).map((text) => JSON.parse(text) as Made)

  it('ends well, in a real pull request', () => {
    assert.equal(run.code, 0, run.log.join('\n'))
    assert.deepEqual(issues(run, 'error'), [])
    assert.deepEqual([run.run.reason, run.run.sourceBranch], ['PullRequest', 'refs/pull/7/merge'])
  })

  it('plans what changed, and what needs that, each with its reason', () => {
    assert.deepEqual(selected('direct'), ['harbour-berths', 'harbour-tides'])
    assert.deepEqual(selected('indirect'), ['harbour-cli', 'harbour-pilot'])
    const says = new Map(planned().packages.map((one) => [one.name, one.says]))
    assert.match(says.get('harbour-tides') ?? '', /packages\/harbour-tides\/src\/harbour_tides\/__init__\.py/)
    assert.match(says.get('harbour-berths') ?? '', /charts\/berths\/depths\.csv/)
    assert.match(says.get('harbour-cli') ?? '', /harbour-pilot/)
    assert.deepEqual(planned().unclaimed, [])
  })

  it('has a leg for every combination of direct packages, and one in turn for a batch of indirect ones', () => {
    const matrix = JSON.parse(output(run, 'gm.matrix') ?? '') as Record<string, Record<string, string>>
    const legs = Object.fromEntries(Object.entries(matrix).map(([leg, cells]) => [leg, cells['ArtifactPackageNames']]))
    assert.deepEqual(legs, {
      linux_python3_agents: 'harbour-berths,harbour-tides',
      windows_python3_agents: 'harbour-berths,harbour-tides',
      linux_strict_dev_strict: 'harbour-berths,harbour-tides',
      linux_python3_agents_ib1: 'harbour-cli,harbour-pilot',
      linux_strict_dev_strict_ib1: 'harbour-cli,harbour-pilot',
    })
    assert.equal(output(run, 'gm.jobCount'), '5')
  })

  it('builds in every leg what its packages need first, and publishes none of that', () => {
    assert.equal(made().length, 5)
    for (const { leg, files, failures } of made()) {
      const own = leg.includes('_ib') ? ['harbour-cli', 'harbour-pilot'] : ['harbour-berths', 'harbour-tides']
      const of = (origin: string): string[] => files.filter((file) => file.origin === origin).map(({ project }) => project)
      assert.deepEqual(of('built').sort(), own)
      for (const project of ['slipway', 'harbour-core']) assert.ok(of('dependency').includes(project), `${leg}: ${project}`)
      assert.ok(files.every((file) => file.release === (file.origin === 'built')))
      assert.deepEqual(failures, [])
    }
  })

  describe('planned again', () => {
    let again: Example

    before(function () {
      if (process.platform === 'win32') this.skip()
      again = copyExample('monorepo')
      const file = join(again.folder, 'azure-pipelines.yml')
      const whole = readFileSync(file, 'utf8')
      writeFileSync(file, whole.slice(0, whole.indexOf('- job: build')))
    })
    after(() => again?.remove())

    const cases: readonly (readonly [touch: string, direct: string[], indirect: string[]])[] = [
      [
        'packages/harbour-core/src/harbour_core/__init__.py',
        ['harbour-berths', 'harbour-core', 'harbour-tides'],
        ['harbour-cli', 'harbour-pilot', 'harbour-testkit'],
      ],
      [
        'packages/slipway/src/slipway.py',
        ['harbour-berths', 'harbour-tides', 'slipway'],
        ['harbour-cli', 'harbour-core', 'harbour-pilot', 'harbour-testkit', 'harbour-weather'],
      ],
      // Its tests' part in other packages is a group's: nobody's wheel changes with it.
      [
        'packages/harbour-testkit/tests/test_testkit.py',
        ['harbour-berths', 'harbour-testkit', 'harbour-tides'],
        ['harbour-cli', 'harbour-core', 'harbour-pilot'],
      ],
      ['eng/strict.yml', ['harbour-berths', 'harbour-tides'], ['harbour-cli', 'harbour-core', 'harbour-pilot']],
      ['docs/overview.md', ['harbour-berths', 'harbour-tides'], ['harbour-cli', 'harbour-pilot']],
    ]
    for (const [touch, direct, indirect] of cases)
      it(`follows a change of ${touch}`, async () => {
        const report = await again.run({ variables: { touch } })
        assert.equal(report.code, 0, report.log.join('\n'))
        assert.deepEqual(selected('direct', report), direct)
        assert.deepEqual(selected('indirect', report), indirect)
      })

    it('fails with a package file that cannot be read, and names it', async () => {
      writeFileSync(join(again.folder, 'packages/harbour-weather/pyproject.toml'), '[project\nname = "harbour-weather"\n')
      const report = await again.run()
      assert.notEqual(report.code, 0)
      assert.match(issues(report, 'error').join('\n'), /packages\/harbour-weather\/pyproject\.toml:1/)
      assert.equal(output(report, 'gm.matrix'), undefined)
    })
  })
})
