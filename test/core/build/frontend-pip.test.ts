import assert from 'node:assert/strict'
import { constraintVariables, pipInstall, pipWheel } from '../../../core/build/frontend-pip.ts'
import { shown } from '../../../core/build/launcher.ts'
import type { WheelBuild } from '../../../core/build/wheel-build.ts'
import { toolchain } from './toolchains.ts'

const build: WheelBuild = { tree: '/w/src', wheels: '/w/out', settings: [], constraints: undefined, environment: { PATH: '/bin' } }

function args(pip: string, more: Partial<WheelBuild> = {}): string[] {
  return pipWheel(toolchain({ pip }), { ...build, ...more }).args.slice(4)
}

describe('pip wheel', () => {
  const quiet = ['wheel', '--verbose', '--disable-pip-version-check', '--no-input', '--progress-bar', 'off', '--no-deps']
  it('builds the folder itself, into a folder', () => assert.deepEqual(args('26.2.1'), [...quiet, '--wheel-dir', '/w/out', '.']))
  it('runs in the tree, bounded only by the job', () => {
    const { cwd, seconds, program } = pipWheel(toolchain(), build)
    assert.deepEqual([cwd, seconds, program], ['/w/src', 0, '/usr/bin/python3'])
  })
  it('keeps the tree out of the path of pip', () => assert.deepEqual(pipWheel(toolchain(), build).args.slice(0, 2), ['-I', '-c']))
  it('has the environment it was given', () => assert.deepEqual(pipWheel(toolchain(), build).env, { PATH: '/bin' }))

  const backends: [pip: string, asked: boolean][] = [
    ['19.2.3', true],
    ['23.0.1', true],
    ['25.2', true],
    ['25.3', false],
    ['26.2.1', false],
  ]
  for (const [pip, expected] of backends)
    it(`${pip} ${expected ? 'is asked for' : 'always uses'} the build backend`, () =>
      assert.equal(args(pip).includes('--use-pep517'), expected))

  it('passes config settings on, each by itself', () =>
    assert.deepEqual(
      args('22.1', {
        settings: [
          ['--build-option', '--py-limited-api=cp312'],
          ['a', 'b c'],
        ],
      }).filter((one) => one.startsWith('--config-settings')),
      ['--config-settings=--build-option=--py-limited-api=cp312', '--config-settings=a=b c'],
    ))
  it('before 22.1 takes no config settings', () =>
    assert.throws(() => args('22.0.4', { settings: [['a', 'b']] }), { code: 'NOT_SUPPORTED' }))
  it('before 19.0 knows no build backends', () => assert.throws(() => args('18.1'), { code: 'NOT_SUPPORTED' }))
  it('before 22.1 builds without them', () => assert.ok(args('22.0.4').includes('--use-pep517')))
  it('is shown as a person would type it', () =>
    assert.equal(
      shown(pipWheel(toolchain(), build)),
      '/usr/bin/python3 -I -m pip wheel --verbose --disable-pip-version-check --no-input --progress-bar off --no-deps --wheel-dir /w/out .',
    ))
})

describe('constraints of a build', () => {
  const cases: [
    what: string,
    pip: string,
    file: string | undefined,
    environment: Record<string, string>,
    expected: Record<string, string>,
  ][] = [
    ['are none without a file', '26.2.1', undefined, { PIP_CONSTRAINT: '/own' }, {}],
    ['reach an old pip', '23.2.1', '/c.txt', {}, { PIP_CONSTRAINT: '/c.txt' }],
    ['reach the last pip of the old way', '25.2', '/c.txt', {}, { PIP_CONSTRAINT: '/c.txt' }],
    ['reach the first pip of the new way', '25.3', '/c.txt', {}, { PIP_BUILD_CONSTRAINT: '/c.txt' }],
    ["join the user's", '26.2.1', '/c.txt', { PIP_BUILD_CONSTRAINT: '/own' }, { PIP_BUILD_CONSTRAINT: '/own /c.txt' }],
    ["join the user's for an old pip", '24.0', '/c.txt', { PIP_CONSTRAINT: '/own' }, { PIP_CONSTRAINT: '/own /c.txt' }],
    ['survive a blank', '26.2.1', '/a b/c.txt', {}, { PIP_BUILD_CONSTRAINT: 'file:///a%20b/c.txt' }],
    ['survive a blank on Windows', '26.2.1', 'C:\\a b\\c.txt', {}, { PIP_BUILD_CONSTRAINT: 'file:///C:/a%20b/c.txt' }],
  ]
  for (const [what, pip, file, environment, expected] of cases)
    it(what, () => assert.deepEqual(constraintVariables(pip, file, environment), expected))
  it('are part of the command', () =>
    assert.equal(pipWheel(toolchain(), { ...build, constraints: '/c.txt' }).env['PIP_BUILD_CONSTRAINT'], '/c.txt'))
})

describe('pip install of wheels', () => {
  const command = pipInstall(toolchain(), ['/w/links/b-1-py3-none-any.whl', '/w/out/a-1-py3-none-any.whl'], '/w/site', '/w', {
    PIP_CONSTRAINT: '/c',
    PIP_BUILD_CONSTRAINT: '/c',
    PATH: '/bin',
  })
  it('takes nothing from anywhere else', () => {
    for (const option of ['--no-deps', '--no-index', '--target']) assert.ok(command.args.includes(option), option)
    assert.deepEqual(command.args.slice(-2), ['/w/links/b-1-py3-none-any.whl', '/w/out/a-1-py3-none-any.whl'])
  })
  it('is bounded', () => assert.ok(command.seconds > 0))
  it('has nothing of what pip was told for builds', () =>
    assert.deepEqual(command.env, { PATH: '/bin', PIP_CONFIG_FILE: '/dev/null', PIP_ROOT_USER_ACTION: 'ignore' }))
  it('has nothing of it on Windows either', () => {
    const { env } = pipInstall(toolchain({ platform: 'win-amd64' }), ['a.whl'], 'site', '.', { pip_constraint: 'c' })
    assert.deepEqual(env, { PIP_CONFIG_FILE: 'nul', PIP_ROOT_USER_ACTION: 'ignore' })
  })
})
