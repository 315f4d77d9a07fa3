import assert from 'node:assert/strict'
import { type Frontend, frontendName, frontends, wheelCommand } from '../../../core/build/frontend.ts'
import type { Toolchain } from '../../../core/build/toolchain.ts'
import type { WheelBuild } from '../../../core/build/wheel-build.ts'
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

  it('reaches pip and build alike', () => {
    for (const frontend of ['pip', 'build'] as const)
      assert.equal(command(frontend, {}, { links: '/l' }).env['PIP_FIND_LINKS'], '/l', frontend)
  })
})
