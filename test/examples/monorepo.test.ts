import assert from 'node:assert/strict'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
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
  readonly files: readonly {
    readonly project: string
    readonly sha256: string
    readonly origin: string
    readonly release: boolean
    readonly made_by?: string
  }[]
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
    // What the pull request brings, as its own branch is built: that may write the cache.
    run = await example.run({ branch: 'refs/heads/high-water', variables: { since: 'origin/main' } })
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
  const made = (report = run): Made[] => artifacts(/^wheels/, report).map((text) => JSON.parse(text) as Made)

  it('ends well', () => {
    assert.equal(run.code, 0, run.log.join('\n'))
    assert.deepEqual(issues(run, 'error'), [])
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

  describe('with what the branch has left in the cache', () => {
    let pull: RunReport
    let there: string[]
    const entries = (): string[] => readdirSync(join(example.out, 'cache'), { recursive: true, encoding: 'utf8' }).sort()
    const bytes = (report: RunReport): string[] =>
      [
        ...new Set(
          made(report).flatMap(({ files }) => files.filter(({ release }) => release).map((file) => `${file.project} ${file.sha256}`)),
        ),
      ].sort()

    before(async () => {
      there = entries()
      pull = await example.run()
    })

    it('restores all of it in the real pull request, whose merge has the same content, and starts no job that builds', () => {
      assert.equal(pull.code, 0, pull.log.join('\n'))
      assert.deepEqual([pull.run.reason, pull.run.sourceBranch], ['PullRequest', 'refs/pull/7/merge'])
      assert.deepEqual(
        ['hasJobs', 'coldCount', 'warmCount'].map((name) => output(pull, `gm.${name}`)),
        ['false', '0', '10'],
      )
      assert.deepEqual([selected('direct', pull), selected('indirect', pull)], [selected('direct'), selected('indirect')])
      assert.deepEqual(bytes(pull), bytes(run))
      for (const file of made(pull).flatMap(({ files }) => files)) {
        assert.equal(file.origin, 'restored')
        assert.match(file.made_by ?? '', /^run \d+, build\.\w+$/)
      }
    })

    it('collects what was restored as what was built', () => {
      const sets = [run, pull].map((report) => artifacts(/^release/, report).map((text) => (JSON.parse(text) as Made).files))
      const names = sets.map((set) => set.flat().map(({ project, sha256 }) => `${project} ${sha256}`))
      assert.equal(names[0]?.length, 4)
      assert.deepEqual(names[1], names[0])
    })

    it('builds after an edit what was edited, on all of its legs, with what it needs from the cache', async () => {
      const edited = await example.run({ variables: { touch: 'packages/harbour-cli/src/harbour_cli/__init__.py' } })
      assert.equal(edited.code, 0, edited.log.join('\n'))
      const built = made(edited)
        .filter(({ files }) => files.some(({ origin }) => origin === 'built'))
        .sort((a, b) => (a.leg < b.leg ? -1 : 1))
      assert.deepEqual(
        built.map(({ leg, files }) => [leg, files.filter(({ origin }) => origin === 'built').map(({ project }) => project)]),
        ['linux_python3_agents', 'linux_strict_dev_strict', 'windows_python3_agents'].map((leg) => [leg, ['harbour-cli']]),
      )
      // On Windows nobody has needed harbour-pilot until now: indirect packages take the legs in turn.
      for (const { leg, files } of built)
        for (const one of files.filter(
          ({ origin, project }) => origin === 'dependency' && (leg.startsWith('linux') || project === 'harbour-core'),
        ))
          assert.match(one.made_by ?? '', /^run /, `${leg}: ${one.project}`)
      assert.equal(output(edited, 'gm.warmCount'), '8')
    })

    it('is in sync by failIfCold, until something is edited: then it says what', async () => {
      const sync = await example.run({ variables: { failIfCold: 'true' } })
      assert.equal(sync.code, 0, sync.log.join('\n'))
      const cold = await example.run({ variables: { failIfCold: 'true', touch: 'charts/berths/depths.csv' } })
      assert.notEqual(cold.code, 0)
      assert.match(issues(cold, 'error').join('\n'), /harbour-berths on linux_python3 is cold: charts\/berths\/depths\.csv changed/)
      assert.equal(output(cold, 'gm.matrix'), undefined)
    })

    it('has written nothing: these were pull requests', () => assert.deepEqual(entries(), there))
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
