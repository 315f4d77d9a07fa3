import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { localFiles } from '../../../adapters/local/files.ts'
import { localHost } from '../../../adapters/local/host.ts'
import { parseManifest } from '../../../core/build/manifest.ts'
import type { Command, Exit } from '../../../core/ports.ts'
import type { SuiteRun } from '../../../core/suites/suite-run.ts'
import { readInputs } from '../../../tasks/BuildWheels/inputs.ts'
import { run } from '../../../tasks/BuildWheels/run.ts'
import { fixedClock } from '../../fakes/fixed-clock.ts'
import { artifactsBelow } from './after-yard.ts'
import { flakyHost } from './flaky-host.ts'
import { folderData, local } from './folder-legs.ts'
import type { Yard } from './projects.ts'
import { type Done, junit, suiteHost, type SuiteHost, testedYard } from './suite-host.ts'
import { askOf, type Change, jobData, jobPackage, leg, portsOf, type Tried, tryRun } from './try-run.ts'

describe('BuildWheels with suites, at their ends', () => {
  let yard: Yard
  beforeEach(() => {
    yard = testedYard()
  })
  afterEach(() => yard.remove())

  async function test(
    suites: string,
    host: SuiteHost = suiteHost(),
    more: Change = {},
    inputs: Record<string, string> = { packages: 'spam' },
  ): Promise<Tried & { words: readonly string[]; runs: readonly SuiteRun[] }> {
    const tried = await tryRun(yard, { suites, ...inputs }, { host, ...more })
    return { ...tried, words: host.words(), runs: tried.manifest.suites ?? [] }
  }
  const good = <T extends Tried>(tried: T): T => {
    assert.equal(tried.outcome.result, 'succeeded', tried.outcome.problems[0]?.text)
    return tried
  }
  const told = (runs: readonly SuiteRun[]): string[] => runs.map(({ suite, python, result }) => `${suite} ${python} ${result}`)
  const scripts = (words: readonly string[]): string[] => words.filter((what) => !['venv', 'pip', 'origin'].includes(what))
  const withTests = (names: readonly string[], failing: readonly string[] = [], exit = 0): SuiteHost =>
    suiteHost(() => ({ exit: { kind: 'exited', code: exit }, leaves: { 'unit.xml': junit(names, failing) } }))
  const unit = 'unit: { run: "x {results}", files: [tests] }'

  it('attaches and publishes the reports of a suite that failed, and points to the tests in the sources', async () => {
    const { pipeline, outcome, runs, log } = await test(unit, withTests(['a', 'b'], ['b'], 1))
    assert.deepEqual([runs[0]?.counts, runs[0]?.reports], [{ tests: 2, failures: 1, errors: 0, skipped: 0 }, ['spam-3-unit.junit.xml']])
    assert.deepEqual(
      pipeline.testRuns.map(({ title, reports }) => [title, reports.length]),
      [['spam 1.0 on Python 3.14 (wheel_any): unit', 1]],
    )
    assert.ok(pipeline.attached.some(({ name }) => name === 'spam-3-unit.junit.xml'))
    const [row, failing] = outcome.problems
    assert.match(row?.message ?? '', /^spam for 3: the suite unit on 3\.14 failed: run ended with exit code 1; 1 of 2 tests failed\.\n/)
    assert.deepEqual(failing?.at, { path: yard.path('sources/spam/tests/test_spam.py'), line: 3, column: 0 })
    assert.match(log.text(), /info: suite unit on 3\.14: FAILED \(run ended with exit code 1; 1 of 2 tests failed\), 2 tests, /)
  })

  it('points to the tests of a suite that may fail by warnings', async () => {
    const { outcome } = good(await test(unit.replace(' }', ', allowFailure: true }'), withTests(['a', 'b'], ['b'])))
    assert.deepEqual(
      outcome.excused?.map(({ at }) => at?.line),
      [undefined, 3],
    )
  })

  it('has at most ten errors of many tests that fail, the row first', async () => {
    const names = Array.from({ length: 40 }, (_, at) => `t${at}`)
    const { outcome } = await test(unit, withTests(names, names))
    assert.equal(outcome.problems.length, 10)
    assert.match(outcome.problems[0]?.message ?? '', /^spam for 3: the suite/)
    assert.match(outcome.problems.at(-1)?.message ?? '', /^And \d+ more failures/)
  })

  it('keeps with the wheel, in its sidecar and in the manifest, what its suites came to', async () => {
    const { manifest } = good(await test(unit, withTests(['a'])))
    assert.deepEqual(told(manifest.suites ?? []), ['unit 3.14 passed'])
    const sidecar = readFileSync(yard.path('staging/spam-1.0-py3-none-any.whl.json'), 'utf8')
    assert.match(sidecar, /"suite":"unit"/)
  })

  it('runs on every python that the wheel is tested on, each once, with reports of its own', async () => {
    const programs = { 'python3.14': {}, 'python3.11': { minor: 11 } }
    const host = suiteHost(() => ({ leaves: { 'unit.xml': junit(['a']) } }), { programs })
    const row = jobPackage({
      name: 'spam',
      python: 'python3.14',
      source: { kind: 'folder', path: 'spam', commit: 'c', time: 0 },
      test_on: ['3.11', '3.14'],
    })
    const { runs, words } = good(await test(unit, host, {}, { jobData: jobData([row]) }))
    assert.deepEqual(told(runs), ['unit 3.14 passed', 'unit 3.11 passed'])
    assert.deepEqual(
      runs.flatMap(({ reports }) => reports),
      ['spam-1.0-3.14-unit.junit.xml', 'spam-1.0-3.14-3.11-unit.junit.xml'],
    )
    assert.equal(scripts(words).length, 2)
  })

  it('runs no suite on a dependency', async () => {
    for (const name of ['base', 'spam']) yard.write(`sources/pkgs/${name}/pyproject.toml`, '')
    const legs = folderData({ dependencies: [local('base')], packages: [local('spam', 'base')] })
    const { runs, manifest } = good(await test('unit: { run: x }', suiteHost(), {}, { jobData: legs }))
    assert.deepEqual([told(runs), manifest.failures.map((one) => one.package)], [['unit 3.14 passed'], []])
  })

  it('tells of test_command as a suite, run first', async () => {
    const { runs, words } = good(await test('unit: { run: x }', suiteHost(), {}, { packages: 'spam', testCommand: 'true' }))
    assert.deepEqual([told(runs), scripts(words)], [['test_command 3.14 passed', 'unit 3.14 passed'], ['x']])
  })
  it('does not come to the suites where test_command fails, and tells of it', async () => {
    const host = suiteHost()
    const run: SuiteHost['run'] = async (command, on) =>
      command.args.at(-1) === 'false' ? { kind: 'exited', code: 1 } : await host.run(command, on)
    const { runs, outcome, words } = await test('unit: { run: x }', { ...host, run }, {}, { packages: 'spam', testCommand: 'false' })
    assert.deepEqual([told(runs), scripts(words)], [['test_command 3.14 failed'], []])
    assert.match(outcome.problems[0]?.message ?? '', /test_command on 3\.14\.1 ended with exit code 1/)
  })

  it('builds a row again whose host was lost in a suite, and tells of its suites once', async () => {
    let count = 0
    const host = suiteHost()
    const far = flakyHost(yard, host, ({ what, path }) => what === 'run' && path.endsWith('3.14-two/work') && (count += 1) === 1)
    const tried = await tryRun(yard, { packages: 'spam', suites: 'one: { run: x }\ntwo: { run: y }' }, { host: far, clock: fixedClock() })
    good(tried)
    assert.deepEqual(
      [told(tried.manifest.suites ?? []), scripts(host.words())],
      [
        ['one 3.14 passed', 'two 3.14 passed'],
        ['x', 'x', 'y'],
      ],
    )
  })
  it('fails a row as lost, and with what has run, where the host is lost each time', async () => {
    const far = flakyHost(yard, suiteHost(), ({ what, path }) => what === 'run' && path.endsWith('3.14-two/work'))
    const { manifest } = await tryRun(
      yard,
      { packages: 'spam', suites: 'one: { run: x }\ntwo: { run: y }' },
      { host: far, clock: fixedClock() },
    )
    assert.deepEqual([manifest.failures[0]?.code, told(manifest.suites ?? [])], ['HOST_LOST', ['one 3.14 passed']])
  })

  for (const exit of [{ kind: 'cancelled' }, { kind: 'exited', code: 0 }] satisfies Exit[])
    it(`begins nothing more when the run is cancelled in a suite that ${exit.kind === 'exited' ? 'ends all the same' : 'is stopped'}`, async () => {
      let isCancelled = false
      const host = suiteHost(() => {
        isCancelled = true
        return { exit }
      })
      const { outcome, manifest, words } = await test('one: { run: x, allowFailure: true }\ntwo: { run: y }', host, {
        cancelled: () => isCancelled,
      })
      assert.deepEqual([outcome.result, manifest.failures[0]?.code, scripts(words)], ['failed', 'BUILD_FAILED', ['x']])
      assert.match(outcome.problems[0]?.message ?? '', /cancelled/)
      assert.ok(!existsSync(yard.path('staging/spam-1.0-py3-none-any.whl')))
    })

  it('keeps no wheel whose last suite was stopped, though that may fail', async () => {
    let isCancelled = false
    const host = suiteHost(() => {
      isCancelled = true
      return { exit: { kind: 'cancelled' } }
    })
    const { manifest } = await test('one: { run: x, allowFailure: true }', host, { cancelled: () => isCancelled })
    assert.deepEqual([manifest.failures[0]?.code, manifest.files], ['BUILD_FAILED', []])
  })

  it('fails a suite that installs the wheel where there is none, and runs those that need none', async () => {
    const suites = 'unit: { run: x }\nlint: { run: y, install: none, files: [tests] }'
    const { runs, words, manifest, outcome } = await test(suites, suiteHost(), {}, { packages: 'spam', distributions: 'none' })
    assert.deepEqual([told(runs), scripts(words), manifest.files], [['unit 3.14 failed', 'lint 3.14 passed'], ['y'], []])
    assert.match(outcome.problems[0]?.message ?? '', /there is no wheel that it could install/)
  })
  it('checks sources alone without a build', async () => {
    const host = suiteHost()
    const { runs } = good(await test('lint: { run: x, install: none }', host, {}, { packages: 'spam', distributions: 'none' }))
    assert.deepEqual([told(runs), runs[0]?.version, host.words()], [['lint 3.14 passed'], '', ['venv', 'x']])
    assert.equal(host.ran[1]?.command.env['WHEELWORKS_WHEEL'], '')
  })

  it('speaks to Windows as that is spoken to', async () => {
    let script = ''
    const read = (_: string, { args }: Command): Done => {
      script = readFileSync(args.at(-1) ?? '', 'utf8')
      return {}
    }
    const host = suiteHost(read, { programs: { python3: { platform: 'win-amd64' }, python: {}, py: {} } })
    const environment = { Path: 'C:\\Windows', SYSTEMROOT: 'C:\\Windows' }
    const files = localFiles(yard.path('temp'))
    const opened = localHost({ processes: host, files, folder: yard.path('temp/wheelworks'), environment, windows: true })
    const tried = await tryRun(
      yard,
      { packages: 'spam', suites: 'unit: { run: ["one {results}", two], expects: [] }' },
      { host: opened, environment, windows: true },
    )
    good(tried)
    const folder = yard.path('temp/wheelworks/spam-3/suites/3.14-unit')
    const { program, args, env } = host.ran.at(-1)?.command ?? assert.fail()
    assert.deepEqual([program, args], ['cmd.exe', ['/d', '/c', `${folder}/script.cmd`]])
    const check = 'if errorlevel 1 exit /b %errorlevel%'
    assert.deepEqual(script.split('\r\n'), ['@echo off', `one ${folder}/results`, check, 'two', check, ''])
    assert.equal(env['Path'], `${folder}/venv/Scripts;C:\\Windows`)
    assert.ok(host.ran.find(({ what }) => what === 'origin')?.command.program.endsWith('Scripts/python.exe'))
  })

  describe('tried again', () => {
    const two = { packages: 'spam', python: '3.11 3.14', outputDirectory: 'out' }
    const programs = { 'python3.14': {}, 'python3.11': { minor: 11 } }

    /** An attempt of the job; what it attached is what the next one finds, but for what `lost` names. */
    async function attempt(number: number, host: SuiteHost, lost = /^$/): Promise<Tried & { words: readonly string[] }> {
      const files = localFiles(yard.path('temp'))
      const inputs = { ...two, suites: unit }
      await files.remove(yard.path('temp'))
      const ports = portsOf(yard, { host, artifacts: async () => await Promise.resolve(artifactsBelow(yard)) })
      const variables = { ...leg, 'System.JobAttempt': String(number), 'System.TaskInstanceId': 'step' }
      const outcome = await run(readInputs(askOf(inputs, variables)), ports)
      for (const { artifact, name, bytes } of ports.pipeline.attached)
        if (!lost.test(name)) await files.write(yard.path(`run/${artifact}/${name}`), bytes)
      const manifest = parseManifest(readFileSync(yard.path('sources/out/manifest.json'), 'utf8'), 'manifest.json')
      return { outcome, manifest, log: ports.log, pipeline: ports.pipeline, words: host.words() }
    }
    const host = (failing = 'none'): SuiteHost =>
      suiteHost((_, { cwd }) => ({ leaves: { 'unit.xml': junit(['a'], cwd.includes(`/${failing}-unit/`) ? ['a'] : []) } }), { programs })

    it('runs again, in another attempt, what failed, and not what passed', async () => {
      const first = await attempt(1, host('3.14'))
      assert.deepEqual([first.outcome.result, told(first.manifest.suites ?? [])], ['failed', ['unit 3.11 passed', 'unit 3.14 failed']])
      const second = await attempt(2, host())
      assert.deepEqual([second.outcome.result, told(second.manifest.suites ?? [])], ['succeeded', ['unit 3.14 passed']])
    })

    it('runs what nothing says was run: the wheel of another python alone is no word for it', async () => {
      await attempt(1, host(), /^manifest\.json$/)
      const second = await attempt(2, host())
      assert.deepEqual(told(second.manifest.suites ?? []), ['unit 3.14 passed'])
      assert.match(second.outcome.summary, /1 kept from before/)
    })

    it('tells in one manifest what both tries of a step have run', async () => {
      await attempt(1, host('3.14'))
      const again = await attempt(1, host())
      assert.deepEqual([again.outcome.result, told(again.manifest.suites ?? [])], ['succeeded', ['unit 3.11 passed', 'unit 3.14 passed']])
      assert.equal(scripts(again.words).length, 1)
    })
  })

  it('leaves nothing of suites on the host where all is well', async () => {
    good(await test('unit: { run: x }'))
    assert.deepEqual(
      readdirSync(yard.path('temp/wheelworks')).filter((name) => name.startsWith('spam')),
      [],
    )
  })
})
