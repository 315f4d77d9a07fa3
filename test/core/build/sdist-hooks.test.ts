import assert from 'node:assert/strict'
import { mkdirSync, readdirSync } from 'node:fs'
import { buildSystemOf } from '../../../core/build/build-system.ts'
import { shown } from '../../../core/build/launcher.ts'
import { hookCommand, installRequires, isAnswer, parseAnswer } from '../../../core/build/sdist-hooks.ts'
import { isAtLeast } from '../../../core/build/toolchain.ts'
import { makeVenv } from '../../../core/build/venv.ts'
import type { WheelBuild } from '../../../core/build/wheel-build.ts'
import type { Command } from '../../../core/ports.ts'
import { findPython } from '../../servers/python.ts'
import { project, Yard } from '../../tasks/BuildWheels/projects.ts'
import { environment, probed, runAll, smallWheel } from './frontends.ts'
import { toolchain } from './toolchains.ts'

const at = { folder: '/w/env', python: '/w/env/bin/python', programs: { folder: '/w/env/bin', separator: ':' } }
const plain: WheelBuild = { tree: '/w/src', wheels: '/w/out', settings: [], constraints: undefined, environment: { PATH: '/bin' } }

describe('the environment of a build backend', () => {
  const installed: [pip: string, command: string][] = [
    ['26.2.1', '/usr/bin/python3 -I -m pip --python /w/env/bin/python install'],
    ['21.0', '/w/env/bin/python -I -m pip install'],
  ]
  for (const [pip, command] of installed)
    it(`gets what the backend requires by pip ${pip}`, () => {
      const asked = installRequires(toolchain({ pip }), at, ['setuptools>=61', 'wheel'], plain)
      assert.equal(shown(asked ?? never()), `${command} --disable-pip-version-check --no-input --progress-bar off setuptools>=61 wheel`)
    })
  it('gets nothing where nothing is required', () => assert.equal(installRequires(toolchain(), at, [], plain), undefined))
  it('gets it as constraints of builds allow, and from the wheels of its leg', () => {
    const told = { ...plain, constraints: '/c.txt', links: '/links', environment: { PIP_CONSTRAINT: '/own', PIP_FIND_LINKS: '/mine' } }
    const { PIP_CONSTRAINT, PIP_BUILD_CONSTRAINT, PIP_FIND_LINKS } = installRequires(toolchain(), at, ['a'], told)?.env ?? {}
    assert.deepEqual([PIP_CONSTRAINT, PIP_BUILD_CONSTRAINT, PIP_FIND_LINKS], ['/own /c.txt', '/c.txt', '/mine /links'])
  })
})

function never(): Command {
  return assert.fail('no command')
}

describe('a hook of a build backend', () => {
  const system = buildSystemOf('[build-system]\nrequires = []\nbuild-backend = "own:hooks"\nbackend-path = ["tools", "."]\n', 'x')
  const command = (settings: WheelBuild['settings']): Command =>
    hookCommand('build_sdist', { toolchain: toolchain(), at, system }, { ...plain, settings })

  it('is called in the tree, by the python of its environment, whose programs come first', () => {
    const { program, cwd, env } = command([])
    assert.deepEqual([program, cwd, env['PATH']], ['/w/env/bin/python', '/w/src', '/w/env/bin:/bin'])
  })
  it('is shown by its name', () => assert.match(shown(command([])), /^build_sdist of own:hooks, by \/w\/env\/bin\/python$/))
  const settings: [given: WheelBuild['settings'], expected: unknown][] = [
    [[], {}],
    [[['a', '1']], { a: '1' }],
    [
      [
        ['a', '1'],
        ['b', '2'],
        ['a', '3'],
        ['a', '4'],
      ],
      { a: ['1', '3', '4'], b: '2' },
    ],
    [[['--build-option', '--py-limited-api=cp39']], {}],
  ]
  for (const [given, expected] of settings)
    it(`is given settings: ${JSON.stringify(given)}`, () =>
      assert.deepEqual(JSON.parse(command(given).args.at(-1) ?? ''), [['tools', '.'], expected, '/w/out']))

  const answers: [lines: string[], expected: string[] | 'BUILD_FAILED'][] = [
    [
      ['chatter', 'wheelworks-requires ["a>=1","b"]', 'more'],
      ['a>=1', 'b'],
    ],
    [['wheelworks-requires ["a"]', 'wheelworks-requires []'], []],
    [[], 'BUILD_FAILED'],
    [['wheelworks-requires null'], 'BUILD_FAILED'],
    [['wheelworks-requires [1]'], 'BUILD_FAILED'],
    [['wheelworks-requires ['], 'BUILD_FAILED'],
  ]
  for (const [lines, expected] of answers)
    it(`answers: ${lines.join(' | ')}`, () => {
      if (typeof expected === 'string') assert.throws(() => parseAnswer(lines), { code: expected })
      else assert.deepEqual(parseAnswer(lines), expected)
    })
  it('answers in a line that is not shown', () =>
    assert.deepEqual(['wheelworks-requires []', ' wheelworks-requires []'].map(isAnswer), [true, false]))
})

/** What a backend needs only for an sdist, and only its hook tells; `hooks` is an object and no module, as setuptools' stand-in is. */
const backend = `
import os, sys
import first_tool
class Hooks:
    class deep:
        def get_requires_for_build_sdist(settings):
            return ['second-tool'] if settings.get('more') else []
        def build_sdist(folder, settings):
            import second_tool
            print('with', first_tool.version, second_tool.version, settings, sys.prefix, os.getcwd())
            open(os.path.join(folder, 'spam-1.0.tar.gz'), 'w').close()
            return 'spam-1.0.tar.gz'
`

describe('a real build backend', function () {
  this.timeout(60_000)
  it('makes an sdist with what it requires, in an environment of its own', async function () {
    const own = probed(findPython(this))
    if (!isAtLeast(own.pip, 22, 3)) this.skip()
    const yard = new Yard()
    try {
      for (const name of ['first-tool', 'second-tool']) smallWheel(own.executable, yard, 'links', { name, version: '1.0' })
      const toml = '[build-system]\nrequires = ["first-tool"]\nbuild-backend = "own:Hooks.deep"\nbackend-path = ["tools"]\n'
      const tree = yard.tree('src', project({ files: { 'tools/own.py': backend, 'json.py': 'raise SystemExit(3)\n' } }))
      const system = buildSystemOf(toml, 'pyproject.toml')
      for (const folder of ['out', 'tmp']) mkdirSync(yard.path(folder))
      const folder = yard.path('env')
      const programs = yard.path('env/bin')
      const into = { folder, python: `${programs}/python`, programs: { folder: programs, separator: ':' } }
      const env = { ...environment, TMPDIR: yard.path('tmp') }
      const build = {
        tree,
        wheels: yard.path('out'),
        settings: [['more', '1']],
        constraints: undefined,
        links: yard.path('links'),
        environment: env,
      } as const
      const asked = { toolchain: own, at: into, system }
      const did = async (command: Command | undefined): Promise<string[]> => {
        const { exit, output } = await runAll(command ?? never())
        assert.deepEqual(exit, { kind: 'exited', code: 0 }, output.join('\n'))
        return output
      }
      await did(makeVenv(own, into, { cwd: build.wheels, env }))
      await did(installRequires(own, into, system.written, build))
      const more = parseAnswer(await did(hookCommand('get_requires_for_build_sdist', asked, build)))
      assert.deepEqual(more, ['second-tool'])
      await did(installRequires(own, into, more, build))
      const output = await did(hookCommand('build_sdist', asked, build))
      assert.ok(output.includes(`with 1.0 1.0 {'more': '1'} ${folder} ${tree}`), output.join('\n'))
      assert.deepEqual(readdirSync(yard.path('out')), ['spam-1.0.tar.gz'])
    } finally {
      yard.remove()
    }
  })
})
