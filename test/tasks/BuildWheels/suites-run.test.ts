import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Exit } from '../../../core/ports.ts'
import type { SuiteRun } from '../../../core/suites/suite-run.ts'
import { fixedClock } from '../../fakes/fixed-clock.ts'
import type { Yard } from './projects.ts'
import { type Done, junit, type Ran, suiteHost, type SuiteHost, testedYard } from './suite-host.ts'
import { type Change, type Tried, tryRun } from './try-run.ts'

const exited = (code: number): Exit => ({ kind: 'exited', code })

describe('BuildWheels with suites', () => {
  let yard: Yard
  beforeEach(() => {
    yard = testedYard()
  })
  afterEach(() => yard.remove())

  async function test(
    suites: string,
    host: SuiteHost = suiteHost(),
    more: Change = {},
    inputs: Record<string, string> = {},
  ): Promise<Tried & { ran: readonly Ran[]; runs: readonly SuiteRun[] }> {
    const tried = await tryRun(yard, { packages: 'spam', suites, ...inputs }, { host, ...more })
    return { ...tried, ran: host.ran, runs: tried.manifest.suites ?? [] }
  }
  const said = (runs: readonly SuiteRun[]): string[][] => runs.map(({ suite, result, says }) => [suite, result, says])
  const only = (ran: readonly Ran[], what: string): Ran['command'] => {
    const [one, ...others] = ran.filter((each) => each.what === what)
    assert.ok(one !== undefined && others.length === 0, `${what} among ${ran.map((each) => each.what).join(', ')}`)
    return one.command
  }
  const scripts = ({ ran }: { ran: readonly Ran[] }): string[] =>
    ran.map(({ what }) => what).filter((what) => !['venv', 'pip', 'origin'].includes(what))
  const folder = (suite = 'unit'): string => yard.path(`temp/wheelworks/spam-3/suites/3.14-${suite}`)

  it('makes an environment, installs the wheel, and asks where it is imported from before it runs', async () => {
    const tried = await test('unit: { before: one, run: two, after: three }')
    assert.equal(tried.outcome.result, 'succeeded', tried.outcome.problems[0]?.text)
    assert.deepEqual(
      tried.ran.map(({ what }) => what),
      ['venv', 'pip', 'one', 'origin', 'two', 'three'],
    )
    assert.deepEqual(only(tried.ran, 'venv').args, ['-I', '-m', 'venv', '--without-pip', `${folder()}/venv`])
    const { program, args } = only(tried.ran, 'pip')
    assert.equal(program, '/found/python3')
    assert.deepEqual(args.slice(0, 6), ['-I', '-m', 'pip', '--python', `${folder()}/venv/bin/python`, 'install'])
    assert.deepEqual(args.slice(-1), [yard.path('temp/wheelworks/spam-3/out/spam-1.0-py3-none-any.whl')])
    const { program: python, args: asked, cwd } = only(tried.ran, 'origin')
    assert.deepEqual([python, asked.at(-1), cwd], [`${folder()}/venv/bin/python`, 'spam', `${folder()}/work`])
  })

  it('runs in a folder of its own, with its environment first on PATH, and says where all is', async () => {
    const host = suiteHost()
    const suites =
      'unit: { run: "{python} {project}/x {wheel} ${HOME} {results}/a", environment: { LEVEL: 7, WHERE: $WHEELWORKS_RESULTS/x }, expects: [] }'
    const { ran } = await test(suites, host, { environment: { PATH: '/bin', HOME: '/home/me', PIP_CONSTRAINT: '/c.txt' } })
    const { args, cwd, env, seconds } = ran.at(-1)?.command ?? assert.fail()
    const wheel = yard.path('temp/wheelworks/spam-3/out/spam-1.0-py3-none-any.whl')
    const project = yard.path('temp/wheelworks/spam-3/src')
    assert.equal(args.at(-1), `${folder()}/venv/bin/python ${project}/x ${wheel} \${HOME} ${folder()}/results/a`)
    assert.deepEqual([cwd, seconds], [`${folder()}/work`, 0])
    assert.deepEqual(
      ['PATH', 'LEVEL', 'WHERE', 'PIP_CONSTRAINT'].map((name) => env[name]),
      [`${folder()}/venv/bin:/bin`, '7', `${folder()}/results/x`, undefined],
    )
    assert.deepEqual(
      ['SUITE', 'RESULTS', 'PROJECT', 'WHEEL'].map((name) => env[`WHEELWORKS_${name}`]),
      ['unit', `${folder()}/results`, project, wheel],
    )
  })

  it('installs what it requires, files of requirements and extras with the wheel, by its own constraints', async () => {
    yard.write('sources/spam/ci/tests.txt', 'pytest\n')
    yard.write('sources/above.txt', 'hypothesis\n')
    let constraints = ''
    let above = ''
    const host = suiteHost(() => {
      const { args } = host.ran.find(({ what }) => what === 'pip')?.command ?? assert.fail()
      constraints = readFileSync(args[args.indexOf('--constraint') + 1] ?? '', 'utf8')
      above = readFileSync(args.at(-1) ?? '', 'utf8')
      return {}
    })
    const suites =
      'unit: { run: x, requires: [pytest>=7, "{project}/plugin"], requirements: [./ci/tests.txt, ../above.txt], constraints: [attrs<23], extras: [cli, full] }'
    const { ran, outcome } = await test(suites, host)
    assert.equal(outcome.result, 'succeeded', outcome.problems[0]?.text)
    const project = yard.path('temp/wheelworks/spam-3/src')
    const { args } = only(ran, 'pip')
    const what = `${yard.path('temp/wheelworks/spam-3/out/spam-1.0-py3-none-any.whl')}[cli,full]`
    const files = ['--requirement', `${project}/ci/tests.txt`, '--requirement', `${folder()}/requirements-1.txt`]
    assert.deepEqual(args.slice(args.indexOf('--constraint') + 2), [what, 'pytest>=7', `${project}/plugin`, ...files])
    assert.deepEqual([constraints, above], ['attrs<23\n', 'hypothesis\n'])
  })

  it('installs nothing where nothing is to be installed, and asks nothing then', async () => {
    const { ran } = await test('lint: { run: x, install: none }')
    assert.deepEqual(
      ran.map(({ what }) => what),
      ['venv', 'x'],
    )
    assert.match(ran[1]?.command.env['WHEELWORKS_WHEEL'] ?? '', /\.whl$/)
  })

  it('installs what a check of the sources requires, and no wheel', async () => {
    const { ran, runs } = await test('lint: { run: x, install: none, requires: [pyflakes==2.5.0] }')
    assert.equal(only(ran, 'pip').args.at(-1), 'pyflakes==2.5.0')
    assert.ok(!only(ran, 'pip').args.some((arg) => arg.endsWith('.whl')))
    assert.deepEqual([runs[0]?.wheel, runs[0]?.version], ['', '1.0'])
  })

  const layouts: [globs: string, files: string[]][] = [
    ['[]', []],
    ['[tests]', ['tests', 'tests/data', 'tests/data/a.csv', 'tests/test_spam.py']],
    ['[tests/]', ['tests', 'tests/data', 'tests/data/a.csv', 'tests/test_spam.py']],
    ['[setup.cfg, "*/data"]', ['setup.cfg', 'tests', 'tests/data', 'tests/data/a.csv']],
    ['["**/*.py"]', ['tests', 'tests/test_spam.py']],
    ['[tests/data/*, tests]', ['tests', 'tests/data', 'tests/data/a.csv', 'tests/test_spam.py']],
    ['[.]', ['pyproject.toml', 'setup.cfg', 'tests', 'tests/data', 'tests/data/a.csv', 'tests/test_spam.py']],
  ]
  for (const [globs, files] of layouts)
    it(`runs where ${globs} of the project are, and nothing else`, async () => {
      yard.write('sources/spam/setup.cfg', '')
      yard.write('sources/spam/tests/data/a.csv', '')
      let found: string[] = []
      const host = suiteHost((_, { cwd }) => {
        found = readdirSync(cwd, { recursive: true, encoding: 'utf8' }).sort()
        return {}
      })
      const { outcome } = await test(`unit: { run: x, files: ${globs} }`, host)
      assert.equal(outcome.result, 'succeeded', outcome.problems[0]?.text)
      assert.deepEqual(found, files)
    })

  const faults: [what: string, suite: string, says: RegExp, ran: string[], does?: ((text: string) => Done) | undefined, stray?: string][] =
    [
      ['whose run fails', '{ run: x }', /^run ended with exit code 3$/, ['x'], () => ({ exit: exited(3) })],
      [
        'whose before fails',
        '{ before: b, run: x, after: a }',
        /^before ended with exit code 3$/,
        ['b', 'a'],
        (text) => (text === 'b' ? { exit: exited(3) } : {}),
      ],
      [
        'that looks for tests in a folder without any',
        '{ run: "pytest tests {results}" }',
        /^run ended with exit code 4; its report holds no test; it has no files: the folder where it ran was empty$/,
        ['pytest'],
        () => ({ exit: exited(4), leaves: { 'a.xml': junit([]) } }),
      ],
      [
        'whose tests were not where it looked in its files',
        '{ run: "pytest test {results}", files: [tests] }',
        /^run ended with exit code 4; it left no report of tests$/,
        ['pytest'],
        () => ({ exit: exited(4) }),
      ],
      ['that is killed', '{ run: x }', /^run was killed/, ['x'], () => ({ exit: { kind: 'signalled' } })],
      ['that ends well and leaves no report', '{ run: "x {results}" }', /It left no report of tests/, ['x'], () => ({})],
      ['whose report holds no test', '{ run: "x {results}" }', /no test/, ['x'], () => ({ leaves: { 'a.xml': junit([]) } })],
      [
        'whose tests failed though it ended well',
        '{ run: "x {results}" }',
        /^1 of 2 tests failed$/,
        ['x'],
        () => ({ leaves: { 'a.xml': junit(['a', 'b'], ['b']) } }),
      ],
      ['of files that are not there', '{ run: x, files: [test] }', /files: 'test' is nothing of the project/, []],
      ['of requirement files that are not there', '{ run: x, requirements: [no.txt] }', /requirements: 'no.txt' is no file/, []],
      ['of files that a link brings from elsewhere', '{ run: x, files: [elsewhere] }', /files: 'elsewhere' is nothing of the project/, []],
      ['of requirements out of the sources', '{ run: x, requirements: [../../secret.txt] }', /'\.\.\/\.\.\/secret\.txt' is no file/, []],
      ['of requirements that lead out of them', '{ run: x, requirements: [../link.txt] }', /'\.\.\/link\.txt' is no file/, []],
      [
        'that would import its own files',
        '{ run: x, after: a }',
        /^it would import spam from its own files \(spam\.py\), not from/,
        ['a'],
        undefined,
        'work/spam.py',
      ],
      [
        'that would import from elsewhere',
        '{ run: x }',
        /^it would import spam from \/else\/spam\.py, not from the installed/,
        [],
        undefined,
        '/else/spam.py',
      ],
    ]
  for (const [what, suite, says, ran, does, stray] of faults)
    it(`fails a suite ${what}, and goes on with the next`, async () => {
      symlinkSync(yard.write('secret.txt', 'secret'), yard.path('sources/link.txt'))
      symlinkSync(dirname(yard.write('secrets/key', 'secret')), yard.path('sources/spam/elsewhere'))
      const place = stray?.startsWith('/') === true ? stray : `${folder()}/${stray ?? ''}`
      const played = (text: string): Done => (text === 'next' ? {} : (does?.(text) ?? {}))
      const host = suiteHost(played, stray === undefined ? {} : { stray: JSON.stringify({ module: 'spam', place }) })
      const tried = await test(`unit: ${suite}\nnext: { run: next, install: none }`, host)
      assert.deepEqual(
        tried.runs.map(({ result }) => result),
        ['failed', 'passed'],
      )
      assert.match(tried.runs[0]?.says ?? '', says)
      assert.deepEqual(
        scripts(tried).map((text) => text.split(' ')[0]),
        [...ran, 'next'],
      )
      assert.deepEqual([tried.outcome.result, tried.outcome.problems[0]?.code], ['failed', 'TESTS_FAILED'])
      assert.deepEqual([tried.manifest.files, tried.manifest.failures.map(({ code }) => code)], [[], ['TESTS_FAILED']])
      assert.ok(!existsSync(yard.path('staging/spam-1.0-py3-none-any.whl')))
    })

  it('warns of a copy of the package among the files of a suite', async () => {
    const copy = JSON.stringify({ module: 'spam', place: 'src/spam/__init__.py' })
    const { outcome, log } = await test('unit: { run: x }', suiteHost(undefined, { copy }))
    assert.equal(outcome.result, 'succeeded')
    assert.match(log.text(), /warning: The suite unit: its files hold spam as well \(src\/spam\/__init__\.py\)/)
  })

  it('tells after where the reports are, also where the tests failed: it may send them elsewhere, with a secret that it is given', async () => {
    const host = suiteHost((text) => (text === 'x' ? { exit: exited(1) } : {}))
    const suites = 'unit: { run: x, after: "send -F py311 {results}/coverage.xml", environmentPass: [UPLOAD_TOKEN] }'
    const { runs } = await test(suites, host, { environment: { PATH: '/bin', UPLOAD_TOKEN: 'very-secret' } })
    const sent = `send -F py311 ${yard.path('temp/wheelworks/spam-3/suites/3.14-unit')}/results/coverage.xml`
    const { env } = only(host.ran, sent)
    assert.deepEqual([env['UPLOAD_TOKEN'], runs[0]?.result], ['very-secret', 'failed'])
  })

  it('warns of an after that fails, and of nothing else', async () => {
    const { outcome, log } = await test(
      'unit: { run: x, after: a }',
      suiteHost((text) => (text === 'a' ? { exit: exited(1) } : {})),
    )
    assert.equal(outcome.result, 'succeeded')
    assert.match(log.text(), /warning: The suite unit: after ended with exit code 1\./)
  })

  it('keeps the wheel where what failed may fail, and warns', async () => {
    const { outcome, manifest, runs } = await test(
      'latest: { run: x, allowFailure: true }',
      suiteHost(() => ({ exit: exited(1) })),
    )
    assert.deepEqual([outcome.result, outcome.problems, manifest.files.length], ['succeeded', [], 1])
    assert.deepEqual(said(runs), [['latest', 'allowed', 'run ended with exit code 1']])
    assert.deepEqual(
      outcome.excused?.map(({ message }) => message),
      ['spam 1.0: the suite latest on 3.14 failed, which is allowed: run ended with exit code 1.'],
    )
  })

  it('gives before and run its time together, and after the same anew', async () => {
    const clock = fixedClock()
    const host = suiteHost(async (text) => {
      await clock.sleep(text === 'b' ? 20_400 : 1000)
      return text === 'x' ? { exit: { kind: 'timed-out' } } : {}
    })
    const tried = await test('unit: { before: b, run: x, after: a, timeout: 60s }', host, { clock })
    assert.deepEqual(
      ['b', 'x', 'a'].map((what) => only(tried.ran, what).seconds),
      [60, 40, 60],
    )
    assert.deepEqual(said(tried.runs), [['unit', 'failed', 'run did not end within 60 seconds']])
    assert.equal(tried.runs[0]?.seconds, 22.4)
  })
  it('leaves run a second where before has taken all', async () => {
    const clock = fixedClock()
    const host = suiteHost(async (text) => (text === 'b' ? await clock.sleep(61_000).then(() => ({})) : {}))
    assert.equal(only((await test('unit: { before: b, run: x, timeout: 60s }', host, { clock })).ran, 'x').seconds, 1)
  })

  it('passes a suite over by the python and by variables of the job, with nothing made for it', async () => {
    const suites = `a: { run: x, skipIf: python_version == '3.14' }\nb: { run: y, skipIf: speed != 'full' }\nc: { run: z, skipIf: speed == 'full' }`
    const variable = (name: string): string | undefined => (name.toLowerCase() === 'speed' ? 'full' : undefined)
    const host = suiteHost(() => ({}), { programs: { python3: { markers: { python_version: '3.14' } } } })
    const { runs, ran, log, outcome } = await test(suites, host, { variable })
    assert.deepEqual(
      runs.map(({ result }) => result),
      ['skipped', 'passed', 'skipped'],
    )
    assert.deepEqual(scripts({ ran }), ['y'])
    assert.equal(outcome.result, 'succeeded')
    assert.match(log.text(), /info: suite a on 3\.14: skipped \(python_version is '3\.14'\)/)
    assert.doesNotMatch(log.text(), /no suite was run/)
  })
  it('warns where each was passed over: it is green with nothing tested', async () => {
    const { log, outcome, ran } = await test("a: { run: x, skipIf: speed == '' }\nb: { run: y, skipIf: speed != 'full' }")
    assert.deepEqual([outcome.result, ran], ['succeeded', []])
    assert.match(log.text(), /warning: spam .*: no suite was run here, each was skipped\./)
  })

  it('shows the step’s variables to the suite that names them, and to no one who reads', async () => {
    const host = suiteHost(() => ({ prints: ['token very-secret-token'], exit: exited(1) }))
    const environment = { PATH: '/bin', TOKEN: 'very-secret-token', OTHER: 'x' }
    const { ran, log, manifest } = await test('unit: { run: x, environmentPass: [TOKEN, ABSENT] }\nnext: { run: y }', host, { environment })
    assert.deepEqual(
      [only(ran, 'x').env['TOKEN'], only(ran, 'y').env['TOKEN'], only(ran, 'x').env['OTHER']],
      ['very-secret-token', undefined, undefined],
    )
    assert.doesNotMatch(`${log.text()}${JSON.stringify(manifest)}`, /very-secret-token/)
    assert.match(log.text(), /warning: The suite unit: environmentPass: this step does not set ABSENT\./)
  })
})
