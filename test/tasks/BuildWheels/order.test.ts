import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { noRecipe } from '../../../core/build/recipe.ts'
import type { Exit } from '../../../core/ports.ts'
import { readInputs } from '../../../tasks/BuildWheels/inputs.ts'
import { run } from '../../../tasks/BuildWheels/run.ts'
import { project, Yard } from './projects.ts'
import { type Play, scriptedHost, type ScriptedHost } from './scripted-host.ts'
import { askOf, type Change, jobData, jobPackage, portsOf, type Tried, tryRun } from './try-run.ts'

/** A row built from a folder of the sources, for a python. */
const row = (python: string, name = 'spam'): ReturnType<typeof jobPackage> =>
  jobPackage({
    name,
    python,
    python_tag: `cp${python.replace('.', '')}`,
    abi: '',
    source: { kind: 'folder', path: name, commit: 'c', time: 0 },
  })

describe('BuildWheels on a scripted machine', () => {
  let yard: Yard
  beforeEach(() => {
    yard = new Yard()
    for (const name of ['spam', 'eggs', 'ham']) yard.write(`sources/${name}/pyproject.toml`, '')
  })
  afterEach(() => yard.remove())

  async function play(
    packages: readonly ReturnType<typeof jobPackage>[],
    how: Play,
    inputs: Record<string, string> = {},
    more: Change = {},
  ): Promise<Tried & { host: ScriptedHost }> {
    const host = scriptedHost(how)
    return { ...(await tryRun(yard, { jobData: jobData(packages), ...inputs }, { host, ...more })), host }
  }
  const of = (label: string): string[] => [`${label.split('-')[0]}-1.0-py3-none-any.whl`]
  const exit = (code: number): Exit => ({ kind: 'exited', code })

  it('asks for every python before it builds anything', async () => {
    const programs = { 'python3.13': { minor: 13 }, 'python3.14': { minor: 14 } }
    const { host } = await play([row('3.13'), row('3.14')], { programs })
    assert.deepEqual(host.said, [
      'probe python3.13',
      'probe python3.14',
      'wheel spam-1.0-3.13',
      'install spam-1.0-py3-none-any.whl',
      'import spam',
      'wheel spam-1.0-3.14',
      'install spam-1.0-py3-none-any.whl',
      'import spam',
    ])
  })

  it('asks each program once, whoever looks for it', async () => {
    const { host } = await play([row('3.13'), row('3.14'), row('3.12')], { programs: { python3: { minor: 12 }, python: 'broken' } })
    assert.equal(host.said.filter((said) => said === 'probe python3').length, 1)
    assert.equal(new Set(host.said).size, host.said.length)
  })

  it('calls an interpreter by the path that it tells, whatever found it', async () => {
    const { host } = await play([row('3.14')], { programs: { 'python3.14': { minor: 14, executable: '/real/bin/python3.14' } } })
    assert.deepEqual(new Set(host.commands.slice(1).map(({ program }) => program)), new Set(['/real/bin/python3.14']))
  })

  it('fails only the rows of a python that is missing, and says what was asked', async () => {
    const { outcome, manifest } = await play([row('3.13'), row('3.14')], { programs: { python3: { minor: 14 } } })
    assert.deepEqual(
      manifest.failures.map(({ python, code }) => [python, code]),
      [['3.13', 'INTERPRETER_MISSING']],
    )
    assert.equal(manifest.files.length, 1)
    assert.match(outcome.problems[0]?.text ?? '', /no Python 3\.13[\s\S]*python3 is CPython 3\.14\.1[\s\S]*UsePythonVersion/)
  })

  it('tells of a missing python once, however many rows want it, and builds nothing', async () => {
    const { outcome, host } = await play([row('3.13'), row('3.13', 'eggs'), row('3.13', 'ham')], { programs: {} })
    assert.deepEqual([outcome.problems.length, outcome.outputs['failedCount']], [1, '3'])
    assert.ok(host.said.every((said) => said.startsWith('probe ')))
  })

  it('says that a python has no pip, and what to do', async () => {
    const { outcome, host } = await play([row('3.14')], { programs: { 'python3.14': { minor: 14, pip: '' } } })
    assert.deepEqual([outcome.problems.length, outcome.problems[0]?.code], [1, 'INTERPRETER_MISSING'])
    assert.match(outcome.problems[0]?.text ?? '', /has no pip\. .*ensurepip/)
    assert.ok(host.said.every((said) => said.startsWith('probe ')))
  })

  for (const inputs of [{ buildFrontend: 'uv' }, { builder: 'script', buildScript: 'make wheel' }])
    it(`takes a python without pip where nothing needs one: ${JSON.stringify(inputs)}`, async () => {
      const programs = { 'python3.14': { minor: 14, pip: '' } }
      const { host, log } = await play([row('3.14')], { programs }, inputs)
      assert.ok(host.said.some((said) => !said.startsWith('probe ')))
      assert.match(log.text(), /CPython 3\.14\.1 at \/found\/python3\.14, without pip/)
    })

  it('goes past a python without pip to one that has it', async () => {
    const programs = { 'python3.14': { minor: 14, pip: '' }, python3: { minor: 14, executable: '/with/pip' } }
    const { host } = await play([row('3.14')], { programs })
    assert.equal(host.commands.at(-1)?.program, '/with/pip')
  })

  it('looks where the input pythons says, and nowhere else', async () => {
    const programs = { '/opt/py/bin/python': { minor: 13 }, 'python3.14': { minor: 14 } }
    const { outcome, host } = await play([row('3.14')], { programs }, { pythons: '3.14 = /opt/py/bin/python' })
    assert.deepEqual(host.said, ['probe /opt/py/bin/python'])
    assert.match(outcome.problems[0]?.text ?? '', /\/opt\/py\/bin\/python is CPython 3\.13\.1/)
  })

  const named: [program: string, probed: () => string][] = [
    ['python3.14-debug', () => 'python3.14-debug'],
    ['.venv/bin/python', () => yard.path('sources/.venv/bin/python')],
    ['/opt/py/bin/python', () => '/opt/py/bin/python'],
  ]
  for (const [program, probed] of named)
    it(`takes ${program} in the input pythons as a name on PATH or a path in the sources`, async () => {
      const { host } = await play([row('3.14')], { programs: {} }, { pythons: `3.14 = ${program}` })
      assert.deepEqual(host.said, [`probe ${probed()}`])
    })

  it('looks where UsePythonVersion points, then in the tool directory, then on PATH', async () => {
    yard.write('tools/Python/3.14.2/x64.complete', '')
    yard.write('tools/PyPy/3.11.13/x64.complete', '')
    const host = scriptedHost({ programs: {} })
    const variables = { pythonLocation: '/chosen', 'Agent.ToolsDirectory': yard.path('tools') }
    const rows = [row('3.14'), { ...row('3.11'), python: 'pypy3.11', python_tag: 'pp311' }]
    await run(readInputs(askOf({ jobData: jobData(rows) }, variables)), portsOf(yard, { host }))
    assert.deepEqual(host.said, [
      'probe /chosen/bin/python3',
      `probe ${yard.path('tools/Python/3.14.2/x64/bin/python3')}`,
      ...['python3.14', 'python314', 'python3', 'python'].map((name) => `probe ${name}`),
      'probe /chosen/bin/pypy3',
      `probe ${yard.path('tools/PyPy/3.11.13/x64/bin/pypy3')}`,
      ...['pypy3.11', 'pypy3', 'pypy'].map((name) => `probe ${name}`),
    ])
  })

  it('asks the launcher on Windows', async () => {
    const { host } = await play(
      [row('3.14')],
      { programs: { 'py -3.14': { minor: 14, executable: 'C:\\Python314\\python.exe' } } },
      {},
      { windows: true },
    )
    assert.equal(host.commands.at(-1)?.program, 'C:\\Python314\\python.exe')
  })

  it('has attached a wheel before it begins the next', async () => {
    const ports = portsOf(yard)
    const before: number[] = []
    const prints = (said: string): string[] => {
      if (said.startsWith('wheel ')) before.push(ports.pipeline.attached.length)
      return []
    }
    const host = scriptedHost({ programs: { python3: { minor: 14 } }, prints, wheels: of })
    const rows = ['spam', 'eggs', 'ham'].map((name) => row('3.14', name))
    await run(readInputs(askOf({ jobData: jobData(rows) })), { ...ports, openHost: portsOf(yard, { host }).openHost })
    assert.deepEqual(before, [0, 2, 4])
  })

  const ends: [what: string, exit: Exit, says: RegExp][] = [
    ['ends badly', exit(2), /ended with exit code 2/],
    ['is killed', { kind: 'signalled' }, /memory/],
    ['is gone before it began', { kind: 'not-started', says: 'EACCES' }, /could not be started: EACCES/],
    ['takes too long', { kind: 'timed-out' }, /did not end within/],
    ['is cancelled', { kind: 'cancelled' }, /cancelled/],
  ]
  for (const [what, end, says] of ends)
    it(`says of a build that ${what} so, and goes on`, async () => {
      const wheels = (label: string): readonly string[] | Exit => (label.startsWith('spam') ? end : of(label))
      const { outcome, manifest } = await play([row('3.14'), row('3.14', 'eggs')], { programs: { python3: { minor: 14 } }, wheels })
      assert.match(outcome.problems[0]?.text ?? '', says)
      assert.deepEqual([manifest.failures.length, manifest.files.map(({ project }) => project)], [1, ['eggs']])
    })

  it('says which wheels came out where it was more than one', async () => {
    const wheels = (): string[] => ['spam-1.0-py3-none-any.whl', 'spam-1.1-py3-none-any.whl']
    const { outcome } = await play([row('3.14')], { programs: { python3: { minor: 14 } }, wheels })
    assert.match(outcome.problems[0]?.text ?? '', /2 wheels \(spam-1\.0.*, spam-1\.1/)
  })
  it('says that no wheel came out', async () => {
    const { outcome } = await play([row('3.14')], { programs: { python3: { minor: 14 } }, wheels: () => [] })
    assert.match(outcome.problems[0]?.text ?? '', /no wheel instead of one/)
  })

  it('begins nothing more once the run is cancelled, and says so of each row', async () => {
    let cancelled = false
    const prints = (said: string): string[] => {
      cancelled ||= said === 'wheel spam-1.0-3.14'
      return []
    }
    const how = {
      programs: { python3: { minor: 14 } },
      prints,
      ends: (said: string): Exit | undefined => (said.startsWith('wheel') ? { kind: 'cancelled' } : undefined),
    }
    const { host, manifest } = await play([row('3.14'), row('3.14', 'eggs')], how, {}, { cancelled: () => cancelled })
    assert.deepEqual(
      host.said.filter((said) => said.startsWith('wheel')),
      ['wheel spam-1.0-3.14'],
    )
    assert.match(manifest.failures[1]?.message ?? '', /was not tried/)
  })

  it('builds each row in a fresh copy, at a path that is the same on a retry', async () => {
    const how = { programs: { python3: { minor: 14 } } }
    mkdirSync(yard.path('temp/wheelworks/spam-1.0-3.14/src'), { recursive: true })
    writeFileSync(yard.path('temp/wheelworks/spam-1.0-3.14/src/left-over'), '')
    const seen: string[] = []
    for (const _ of [1, 2]) {
      const { host } = await play([row('3.14')], how)
      seen.push(host.commands.find(({ args }) => args.includes('--wheel-dir'))?.cwd ?? '')
    }
    assert.deepEqual(
      seen,
      Array.from({ length: 2 }, () => yard.path('temp/wheelworks/spam-1.0-3.14/src')),
    )
  })

  it('gives builds the declared environment, and the cells of the leg to none', async () => {
    const environment = {
      PATH: '/bin',
      HOME: '/h',
      JOB_DATA: 'x',
      SYSTEM_ACCESSTOKEN: 's',
      AWS_SECRET_ACCESS_KEY: 's',
      VENDOR: 'v',
      CFLAGS: '-O9',
    }
    const inputs = { buildEnvironment: 'CFLAGS=-O1', environmentPass: 'VENDOR' }
    const { host } = await play([row('3.14')], { programs: { python3: { minor: 14 } } }, inputs, { environment })
    for (const { env } of host.commands) {
      assert.deepEqual([env['PATH'], env['VENDOR'], env['CFLAGS']], ['/bin', 'v', '-O1'])
      for (const name of ['JOB_DATA', 'SYSTEM_ACCESSTOKEN', 'AWS_SECRET_ACCESS_KEY']) assert.ok(!Object.hasOwn(env, name), name)
    }
  })

  it('takes passed values out of all that it keeps', async () => {
    const prints = (said: string): string[] =>
      said.startsWith('wheel ') ? ['the token is very-secret-token', 'ValueError: very-secret-token'] : []
    const how = { programs: { python3: { minor: 14 } }, prints, wheels: () => exit(1) }
    const environment = { VENDOR_TOKEN: 'very-secret-token' }
    const { outcome, log, pipeline } = await play([row('3.14')], how, { environmentPass: 'VENDOR_TOKEN' }, { environment })
    const kept = [
      outcome.summary,
      outcome.problems[0]?.text,
      log.text(),
      ...pipeline.attached.map(({ bytes }) => Buffer.from(bytes).toString()),
    ]
    for (const text of kept) assert.doesNotMatch(text ?? '', /very-secret-token/)
    assert.match(log.text(), /the token is \*\*\*/)
  })

  it('takes secret variables out of all that it keeps, however a build came by them', async () => {
    const prints = (said: string): string[] => (said.startsWith('wheel ') ? ['ValueError: very-secret-token'] : [])
    const how = { programs: { python3: { minor: 14 } }, prints, wheels: () => exit(1) }
    const inputs = { buildEnvironment: 'TOKEN=very-secret-token', configSettings: 'token=very-secret-token' }
    const { outcome, log, pipeline } = await play([row('3.14')], how, inputs, { secrets: ['very-secret-token', 'x'] })
    const attached = pipeline.attached.map(({ bytes }) => Buffer.from(bytes).toString())
    for (const text of [outcome.summary, outcome.problems[0]?.text, log.text(), ...attached])
      assert.doesNotMatch(text ?? '', /very-secret-token/)
    assert.match(outcome.summary, /ValueError/)
  })

  it('passes constraints of the plan and of the input in one file', async () => {
    let lines = ''
    const how: Play = { programs: { python3: { minor: 14 } }, prints: () => [] }
    const host = scriptedHost(how)
    const look: typeof host.run = async (command, on) => {
      const file = command.env['PIP_BUILD_CONSTRAINT']
      if (file !== undefined) lines = readFileSync(file, 'utf8')
      return await host.run(command, on)
    }
    await play(
      [{ ...row('3.14'), recipe: { ...noRecipe, build_constraints: ['Cython<3'] } }],
      how,
      { buildConstraints: 'numpy==2.0' },
      { host: { run: look } },
    )
    assert.equal(lines, 'Cython<3\nnumpy==2.0\n')
  })

  it('refuses config settings where this pip knows none, for that row alone', async () => {
    const programs = { 'python3.13': { minor: 13, pip: '22.0.4' }, 'python3.14': { minor: 14 } }
    const { manifest } = await play([row('3.13'), row('3.14')], { programs }, { configSettings: 'a=b' })
    assert.deepEqual([manifest.failures.map(({ code }) => code), manifest.files.length], [['NOT_SUPPORTED'], 1])
  })

  const compiler = (output: readonly string[]): Play => ({
    programs: { python3: { minor: 14 } },
    prints: (said: string) => (said.startsWith('wheel ') ? output : []),
    wheels: () => exit(1),
  })
  it('tells the first error of the compiler by the name that the source tree has for the file', async () => {
    const folder = yard.path('temp/wheelworks/spam-1.0-3.14/src')
    const output = ['gcc -c', `${folder}/src/a.c:3:5: error: 'x' undeclared`, 'src/a.c:9:1: error: more', 'error: command gcc failed']
    const { outcome, manifest } = await play([row('3.14')], compiler(output))
    for (const text of [outcome.summary, manifest.failures[0]?.message ?? '', outcome.problems[0]?.message.split('\n')[0] ?? ''])
      assert.match(text, /\(src\/a\.c:3:5: error: 'x' undeclared/)
  })
  const places: [what: string, path: string, expected: string | undefined][] = [
    ['a file of the checkout', 'src/a.c', 'sources/lib/src/a.c'],
    ['a file that the build has made', 'src/made.c', undefined],
    ['a header of the system', '/usr/include/a.h', undefined],
    ['a file above the tree', '../lib/src/a.c', undefined],
  ]
  for (const [what, path, expected] of places)
    it(`gives the place of an error in ${what} ${expected === undefined ? 'to nobody' : "to the run's page"}`, async () => {
      yard.write('sources/lib/src/a.c', '')
      const output = [`${path}:3:5: error: 'x' undeclared`]
      const { outcome } = await tryRun(
        yard,
        { packages: 'lib' },
        { host: scriptedHost({ ...compiler(output), programs: { python3: {} } }) },
      )
      assert.deepEqual(outcome.problems[0]?.at, expected === undefined ? undefined : { path: yard.path(expected), line: 3, column: 5 })
    })
  it('gives the place of an error in an sdist to nobody', async () => {
    const host = scriptedHost({ ...compiler(["pyproject.toml:3:5: error: 'x' undeclared"]), programs: { python3: {} } })
    const { outcome } = await tryRun(yard, { packages: yard.sdist(project()).path }, { host })
    assert.deepEqual([outcome.problems[0]?.code, outcome.problems[0]?.at], ['BUILD_FAILED', undefined])
  })

  it('tells how far it is', async () => {
    const { pipeline } = await play([row('3.14'), row('3.14', 'eggs')], { programs: { python3: { minor: 14 } }, wheels: of })
    assert.deepEqual(pipeline.steps, ['0 spam 1.0 for 3.14', '50 eggs 1.0 for 3.14', '100 done'])
  })

  it('shows each row in a group of its own', async () => {
    const { log } = await play([row('3.14'), row('3.14', 'eggs')], { programs: { python3: { minor: 14 } }, wheels: of })
    assert.deepEqual(
      log.lines.filter((line) => line.startsWith('group: ')),
      ['group: spam 1.0 for 3.14', 'group: eggs 1.0 for 3.14'],
    )
  })
})
