import assert from 'node:assert/strict'
import { chmodSync, existsSync } from 'node:fs'
import { buildConstraints } from '../../../core/build/frontend-build.ts'
import { type Frontend, frontendName, frontends, wheelCommand } from '../../../core/build/frontend.ts'
import { shown } from '../../../core/build/launcher.ts'
import { linkVariables, testConstraints, testVariables } from '../../../core/build/pip-variables.ts'
import type { Toolchain } from '../../../core/build/toolchain.ts'
import type { WheelBuild } from '../../../core/build/wheel-build.ts'
import { findPython } from '../../servers/python.ts'
import { project, Yard } from '../../tasks/BuildWheels/projects.ts'
import { buildTree, probed } from './frontends.ts'
import { toolchain } from './toolchains.ts'

const build: WheelBuild = { tree: '/w/src', wheels: '/w/out', settings: [], constraints: undefined, environment: { PATH: '/bin' } }

function command(frontend: Frontend, is: Partial<Toolchain> = {}, more: Partial<WheelBuild> = {}): ReturnType<typeof wheelCommand> {
  return wheelCommand(frontend, toolchain(is), { ...build, ...more })
}

/** What the frontend itself is given, after the launcher's own arguments. */
function args(frontend: Frontend, is: Partial<Toolchain> = {}, more: Partial<WheelBuild> = {}): string[] {
  return command(frontend, is, more).args.slice(4)
}

describe('any frontend', () => {
  for (const frontend of frontends) {
    it(`is started by the interpreter, away from the modules of the tree: ${frontend}`, () => {
      const { program, args: all, seconds } = command(frontend)
      assert.deepEqual([program, ...all.slice(0, 2), seconds], ['/usr/bin/python3', '-I', '-c', 0])
    })
    it(`has the environment it was given: ${frontend}`, () => assert.equal(command(frontend).env['PATH'], '/bin'))
    it(`is named with its version: ${frontend}`, () =>
      assert.equal(frontendName(frontend, toolchain()), `${frontend} ${toolchain()[frontend]}`))
    it(`gets each config setting by itself: ${frontend}`, () => {
      const settings: WheelBuild['settings'] = [
        ['--build-option', '--py-limited-api=cp312'],
        ['a', 'b c'],
        ['a', ''],
      ]
      const told = args(frontend, {}, { settings }).filter((one) => one.startsWith('--config-setting'))
      const option = frontend === 'pip' ? '--config-settings' : '--config-setting'
      assert.deepEqual(told, [`${option}=--build-option=--py-limited-api=cp312`, `${option}=a=b c`, `${option}=a=`])
    })
  }

  const refused: [frontend: Frontend, is: Partial<Toolchain>, more: Partial<WheelBuild>, code: string][] = [
    ['pip', { pip: '18.1' }, {}, 'NOT_SUPPORTED'],
    ['pip', { pip: '22.0.4' }, { settings: [['a', 'b']] }, 'NOT_SUPPORTED'],
    [
      'pip',
      { pip: '23.0.1' },
      {
        settings: [
          ['a', 'b'],
          ['a', 'c'],
        ],
      },
      'NOT_SUPPORTED',
    ],
    ['build', { build: '' }, {}, 'INTERPRETER_MISSING'],
    ['build', { build: '0.4.0' }, {}, 'NOT_SUPPORTED'],
    ['uv', { uv: '', uvProgram: '' }, {}, 'INTERPRETER_MISSING'],
    ['uv', { uv: '0.5.16' }, {}, 'NOT_SUPPORTED'],
  ]
  for (const [frontend, is, more, code] of refused)
    it(`is refused where it is missing or too old: ${frontend} ${JSON.stringify({ ...is, ...more })}`, () =>
      assert.throws(() => command(frontend, is, more), { code }))
})

describe('python -m build', () => {
  it('makes a wheel of the tree itself', () =>
    assert.deepEqual(args('build', { build: '0.9.0' }), ['--wheel', '--outdir', '/w/out', '/w/src']))
  it('tells what it installs, where it can', () => {
    for (const version of ['1.2.0', '1.6.1']) assert.ok(args('build', { build: version }).includes('--verbose'), version)
    for (const version of ['0.5.0', '0.10.0', '1.1.1']) assert.ok(!args('build', { build: version }).includes('--verbose'), version)
  })
  it('stands outside the tree, for pip looks for modules where it stands', () => assert.equal(command('build').cwd, '/w/out'))
  it('is shown as a person would type it', () =>
    assert.equal(shown(command('build', { build: '0.9.0' })), '/usr/bin/python3 -I -m build --wheel --outdir /w/out /w/src'))

  const told: [file: string | undefined, environment: Record<string, string>, expected: Record<string, string>][] = [
    [undefined, { PIP_CONSTRAINT: '/own' }, {}],
    ['/c.txt', {}, { PIP_CONSTRAINT: '/c.txt', PIP_BUILD_CONSTRAINT: '/c.txt' }],
    ['/c.txt', { PIP_CONSTRAINT: '/own' }, { PIP_CONSTRAINT: '/own /c.txt', PIP_BUILD_CONSTRAINT: '/c.txt' }],
    ['/a b/c', {}, { PIP_CONSTRAINT: 'file:///a%20b/c', PIP_BUILD_CONSTRAINT: 'file:///a%20b/c' }],
  ]
  for (const [file, environment, expected] of told)
    it(`is told constraints ${file} beside ${JSON.stringify(environment)}`, () =>
      assert.deepEqual(buildConstraints(file, environment), expected))
})

describe('uv build', () => {
  const own = ['/usr/bin/uv', 'build', '--wheel', '--python', '/usr/bin/python3', '--out-dir', '/w/out']
  it('makes a wheel of the tree itself, for this interpreter', () => assert.deepEqual(args('uv'), [...own, '/w/src']))
  it('is told constraints by its option, and tells what it installs', () =>
    assert.deepEqual(args('uv', {}, { constraints: '/c.txt' }), [...own, '--verbose', '--build-constraint', '/c.txt', '/w/src']))
  it("is told the user's own beside them, each as one", () => {
    const told = args('uv', {}, { constraints: '/a b/c.txt', environment: { UV_BUILD_CONSTRAINT: '/own /more' } })
    assert.ok(told.includes('/own /more file:///a%20b/c.txt'))
  })
  it('is shown as a person would type it', () => assert.equal(shown(command('uv')), [...own, '/w/src'].join(' ')))
  it('fetches no interpreter and draws nothing', () => {
    const { UV_PYTHON_DOWNLOADS, UV_NO_PROGRESS, UV_FIND_LINKS } = command('uv').env
    assert.deepEqual([UV_PYTHON_DOWNLOADS, UV_NO_PROGRESS, UV_FIND_LINKS], ['never', '1', undefined])
  })

  const environments: [what: string, environment: Record<string, string>, expected: Record<string, string | undefined>][] = [
    [
      'looks where pip was told to',
      { PIP_INDEX_URL: 'https://i', PIP_EXTRA_INDEX_URL: 'https://a https://b' },
      { UV_DEFAULT_INDEX: 'https://i', UV_INDEX: 'https://a https://b' },
    ],
    [
      'looks where itself was told to',
      { PIP_INDEX_URL: 'https://i', UV_INDEX_URL: 'https://u' },
      { UV_DEFAULT_INDEX: undefined, UV_INDEX_URL: 'https://u' },
    ],
    ["adds pip's folders", { PIP_FIND_LINKS: '/a  /b' }, { UV_FIND_LINKS: '/a,/b,/links dir' }],
    ['adds to its own folders', { UV_FIND_LINKS: '/a', PIP_FIND_LINKS: '/b' }, { UV_FIND_LINKS: '/a,/links dir' }],
  ]
  for (const [what, environment, expected] of environments)
    it(what, () => {
      const { env } = command('uv', {}, { environment, links: '/links dir' })
      for (const [name, value] of Object.entries(expected)) assert.equal(env[name], value, name)
    })
  for (const [value, expected] of [
    ['1', true],
    ['true', true],
    ['0', false],
    ['', false],
  ] as const)
    it(`asks no index where pip may not: PIP_NO_INDEX=${value}`, () =>
      assert.equal(args('uv', {}, { environment: { PIP_NO_INDEX: value } }).includes('--no-index'), expected))

  it('is found, started and told all by way of a stand-in (uv itself is not run here)', async function () {
    const python = findPython(this)
    const yard = new Yard()
    try {
      const script = `#!/bin/sh
if [ "$1" = --version ]; then echo "uv 0.11.30 (abc 2026-08-01)"; exit 0; fi
umask; printf '%s\\n' "$@" "links $UV_FIND_LINKS"
echo 'DEBUG Installing in the-tool==1.0, wheel==0.38.4 in /tmp/x'
: > "$6/spam-1.0-py3-none-any.whl"`
      chmodSync(yard.write('bin/uv', script), 0o755)
      const { executable, uv, ...others } = probed(python)
      const found = { ...others, executable, uv, ...(uv === '' ? { uv: '0.11.30' } : {}), uvProgram: yard.path('bin/uv') }
      const tree = yard.tree('src', project())
      const built = await buildTree(yard, tree, { frontend: 'uv', toolchain: found, constraints: '/c.txt', links: '/l' })
      assert.equal(built.wheel, 'spam-1.0-py3-none-any.whl')
      assert.deepEqual(built.output.slice(0, 5), ['0022', 'build', '--wheel', '--python', executable])
      assert.ok(built.output.includes('links /l') && built.output.includes('--no-index'))
      assert.ok(existsSync(tree))
    } finally {
      yard.remove()
    }
  })
})

describe('installs for tests', () => {
  const environment = {
    PATH: '/bin',
    PIP_CONSTRAINT: '/c',
    PIP_BUILD_CONSTRAINT: '/c',
    UV_CONSTRAINT: '/c',
    UV_BUILD_CONSTRAINT: '/c',
    pip_constraint: '/c',
  }
  it('know nothing of constraints on builds', () => assert.deepEqual(testVariables(environment), { PATH: '/bin' }))
  it('are told their own by option', () => assert.deepEqual(testConstraints('/t.txt'), ['--constraint', '/t.txt']))
  it('need none', () => assert.deepEqual(testConstraints(undefined), []))
})

describe("a folder of the leg's wheels", () => {
  const cases: [folder: string | undefined, own: Record<string, string>, expected: Record<string, string>][] = [
    [undefined, { PIP_FIND_LINKS: '/own' }, {}],
    ['/l', {}, { PIP_FIND_LINKS: '/l' }],
    ['/l', { PIP_FIND_LINKS: '/own' }, { PIP_FIND_LINKS: '/own /l' }],
    ['/a l', { PIP_FIND_LINKS: '/own' }, { PIP_FIND_LINKS: '/own file:///a%20l' }],
  ]
  for (const [folder, own, expected] of cases)
    it(`${folder} joins ${JSON.stringify(own)}`, () => assert.deepEqual(linkVariables(folder, own), expected))
  it('reaches pip and build alike', () => {
    for (const frontend of ['pip', 'build'] as const)
      assert.equal(command(frontend, {}, { links: '/l' }).env['PIP_FIND_LINKS'], '/l', frontend)
  })
})
