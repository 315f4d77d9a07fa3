import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readInputs } from '../../../tasks/BuildWheels/inputs.ts'
import { root } from '../../root.ts'
import { askOf, jobData, jobPackage, leg } from './try-run.ts'

const read = (inputs: Record<string, string>, variables: Record<string, string> = {}): ReturnType<typeof readInputs> =>
  readInputs(askOf({ packages: '.', ...inputs }, variables))

describe('the inputs of BuildWheels', () => {
  it('have defaults', () => {
    const { settings, constraints, environment, pass, pythons, importCheck, onFailure, release, outputDirectory, artifact } = read({})
    assert.deepEqual([settings, constraints, environment, pass, [...pythons]], [[], [], {}, [], []])
    assert.deepEqual([importCheck, onFailure, release, outputDirectory, artifact], ['auto', 'fail', true, undefined, 'wheels'])
  })

  it('name the work by the leg of a plan', () => {
    const { work } = readInputs(askOf({ jobData: jobData([jobPackage()]) }))
    assert.equal(work.kind === 'job' && work.data.kind === 'inline' && work.data.work.packages[0]?.name, 'spam')
  })
  it('name the work by packages and pythons', () => {
    const { work } = read({ packages: 'a\n\n b/c \r\nd.tar.gz', python: '3.13 3.14t,pypy3.11' })
    assert.ok(work.kind === 'packages')
    assert.deepEqual(
      [work.names, work.pythons.map(({ label }) => label)],
      [
        ['a', 'b/c', 'd.tar.gz'],
        ['3.13', '3.14t', 'pypy3.11'],
      ],
    )
  })
  it('name each python once, as UsePythonVersion writes them too', () => {
    const { work } = read({ packages: 'a', python: '3.10.4, 3.10 3.x\n3.10.x 3' })
    assert.deepEqual(
      work.pythons.map(({ label }) => label),
      ['3.10', '3'],
    )
  })
  it('prefer packages to a leg', () => assert.equal(read({ jobData: jobData([jobPackage()]) }).work.kind, 'packages'))
  it('take whichever python 3 by default', () => {
    const { work } = read({})
    assert.equal(work.kind === 'packages' && work.pythons[0]?.label, '3')
  })

  it('are read whole', () => {
    const inputs = read({
      configSettings: '--build-option=--py-limited-api=cp312\nplat-name = x',
      buildConstraints: 'Cython<3\n# not now\nnumpy==2.0',
      buildEnvironment: 'CFLAGS=-I/usr/local/include -DX=1\nEMPTY=',
      environmentPass: 'SCCACHE_BUCKET\nVENDOR_TOKEN',
      pythons: '3.14 = /opt/py/bin/python3.14\n3.14t=C:\\Python314t\\python.exe',
      importCheck: 'Never',
      onFailure: 'continue',
      release: 'False',
      outputDirectory: 'dist',
      artifact: 'mine',
    })
    assert.deepEqual(inputs.settings, [
      ['--build-option', '--py-limited-api=cp312'],
      ['plat-name', 'x'],
    ])
    assert.deepEqual(inputs.constraints, ['Cython<3', '# not now', 'numpy==2.0'])
    assert.deepEqual(inputs.environment, { CFLAGS: '-I/usr/local/include -DX=1', EMPTY: '' })
    assert.deepEqual(inputs.pass, ['SCCACHE_BUCKET', 'VENDOR_TOKEN'])
    assert.deepEqual(
      [...inputs.pythons.entries()],
      [
        ['3.14', '/opt/py/bin/python3.14'],
        ['3.14t', 'C:\\Python314t\\python.exe'],
      ],
    )
    assert.deepEqual(
      [inputs.importCheck, inputs.onFailure, inputs.release, inputs.outputDirectory, inputs.artifact],
      ['never', 'continue', false, 'dist', 'mine'],
    )
  })

  it('are read whole for tests, repair and what goes before', () => {
    const { tests, repair, beforeAll, beforeBuild, builder, buildScript, frontend } = read({
      testCommand: 'pytest {project}',
      testRequires: 'pytest\npytest-cov',
      testExtras: 'fast, yaml',
      testConstraints: 'pytest<9',
      testEnvironment: 'LEVEL=1',
      repairWheelCommand: 'none',
      beforeAll: 'one\ntwo',
      beforeBuild: 'three',
      builder: 'script',
      buildScript: 'make wheel',
      buildFrontend: 'uv',
    })
    assert.deepEqual(tests, {
      command: 'pytest {project}',
      requires: ['pytest', 'pytest-cov'],
      extras: ['fast', 'yaml'],
      constraints: ['pytest<9'],
      environment: { LEVEL: '1' },
    })
    assert.deepEqual(
      [repair, beforeAll, beforeBuild, builder, buildScript, frontend],
      ['none', 'one\ntwo', 'three', 'script', 'make wheel', 'uv'],
    )
  })

  it('attach nothing when the artifact was passed empty', () => assert.equal(read({ artifact: '' }).artifact, ''))
  it('know where in the run they are', () => {
    const { where, commit, buildId } = read({}, leg)
    assert.deepEqual([where, commit, buildId], [{ stage: 'build', job: 'wheels', leg: 'wheel_any', attempt: 2 }, 'c0ffee', '77'])
  })
  it('know where the agent has its pythons', () => {
    const { pythonLocation, toolsDirectory } = read({}, { pythonLocation: '/t/Python/3.14.1/x64', 'Agent.ToolsDirectory': '/t' })
    assert.deepEqual([pythonLocation, toolsDirectory], ['/t/Python/3.14.1/x64', '/t'])
  })

  const refused: [what: string, inputs: Record<string, string>, code: string, names: RegExp][] = [
    ['nothing to build', { packages: '' }, 'NO_PLAN', /job_data/],
    ['a leg that nobody set', { packages: '', jobData: '$(job_data)' }, 'NO_PLAN', /ne\(dependencies/],
    ['a leg that is no JSON', { packages: '', jobData: 'nonsense' }, 'PLAN_INVALID', /job_data/],
    ['a leg of a newer release', { packages: '', jobData: '{"version":2}' }, 'PLAN_INVALID', /version 2/],
    ['a mode that is none', { mode: 'bulid' }, 'INPUT_INVALID', /'build'/],
    ['another builder', { builder: 'cibuildwheel' }, 'NOT_SUPPORTED', /'builder'/],
    ['another frontend', { buildFrontend: 'conda' }, 'INPUT_INVALID', /'buildFrontend'/],
    [
      'an sdist by a script',
      { builder: 'script', buildScript: 'x', distributions: 'both' },
      'INPUT_INVALID',
      /'distributions' is both.*script/,
    ],
    ['wheels of other jobs where it builds its own', { testWheels: 'wheels.*' }, 'INPUT_INVALID', /'testWheels'.*is wheel/],
    ['distributions that are none', { distributions: 'sdists' }, 'INPUT_INVALID', /'sdist'/],
    ['a builder without its script', { builder: 'script' }, 'INPUT_MISSING', /'buildScript'/],
    ['a secret of the agent in tests', { testEnvironment: 'SYSTEM_ACCESSTOKEN=x' }, 'INPUT_INVALID', /'testEnvironment'/],
    ['another host', { host: 'container' }, 'NOT_SUPPORTED', /'host'/],
    [
      'a python of a leg that nobody set',
      { packages: '.', python: '$(PythonVersion)' },
      'INPUT_MISSING',
      /'python'.*PythonVersion.*matrix/,
    ],
    ['a leg that nobody set, whatever its python', { packages: '$(Names)', python: '$(PythonVersion)' }, 'NO_PLAN', /job_data/],
    ['a python that is none', { python: 'cp314' }, 'INPUT_INVALID', /'python'.*cp314/],
    ['a named python that is none', { pythons: 'python = /usr/bin/python' }, 'INPUT_INVALID', /'pythons'/],
    ['a python without a path', { pythons: '3.14' }, 'INPUT_INVALID', /'pythons'/],
    ['a setting without a value', { configSettings: 'verbose' }, 'INPUT_INVALID', /'configSettings'/],
    ['a variable without a name', { buildEnvironment: '=x' }, 'INPUT_INVALID', /'buildEnvironment'/],
    ['a variable with a bad name', { buildEnvironment: 'A B=x' }, 'INPUT_INVALID', /'buildEnvironment'/],
    ['a secret of the release in a build', { buildEnvironment: 'TWINE_PASSWORD=x' }, 'INPUT_INVALID', /TWINE_PASSWORD/],
    ['a secret of the agent in a build', { environmentPass: 'SYSTEM_ACCESSTOKEN' }, 'INPUT_INVALID', /SYSTEM_ACCESSTOKEN/],
    ['a value where a name belongs', { environmentPass: 'TOKEN=abc' }, 'INPUT_INVALID', /'environmentPass'/],
    ['a check that is none', { importCheck: 'sometimes' }, 'INPUT_INVALID', /'importCheck'/],
    ['a flag that is none', { release: 'maybe' }, 'INPUT_INVALID', /'release'/],
    ['packages that are misspelt', { packages: '', package: '.' }, 'INPUT_UNKNOWN', /'packages'/],
    ['an input that is misspelt', { outputDir: 'dist' }, 'INPUT_UNKNOWN', /outputDirectory/],
  ]
  for (const [what, inputs, code, names] of refused)
    it(`refuse ${what}`, () => {
      assert.throws(
        () => read(inputs),
        (error: { code: string; text: string }) => error.code === code && names.test(error.text),
      )
    })
})

describe('the task.json of BuildWheels', () => {
  const task = JSON.parse(readFileSync(join(root, 'tasks/BuildWheels/task.json'), 'utf8'))
  const names: string[] = task.inputs.map((input: { name: string }) => input.name)

  it('declares exactly the inputs that are read', () => {
    const asked = new Set<string>()
    const ask = askOf({ packages: '.' })
    const optional = ask.optional.bind(ask)
    ask.optional = (name) => {
      asked.add(name)
      return optional(name)
    }
    readInputs(ask)
    assert.deepEqual([...asked].sort(), [...names].sort())
  })
  it('has defaults that are read as such', () => {
    const given = task.inputs.filter((input: { name: string }) => input.name !== 'packages')
    const defaults = Object.fromEntries(given.map((input: { name: string; defaultValue: string }) => [input.name, input.defaultValue]))
    assert.deepEqual({ ...read(defaults), pythons: [] }, { ...read({}), pythons: [] })
  })
  it('lets only its outputs be set', () =>
    assert.deepEqual(
      task.restrictions.settableVariables.allowed,
      task.outputVariables.map((output: { name: string }) => output.name),
    ))
  it('tells help for every input', () =>
    assert.ok(task.inputs.every((input: { helpMarkDown?: string }) => (input.helpMarkDown ?? '').length > 0)))
})
