import assert from 'node:assert/strict'
import { sdistCommand, sdistSettings } from '../../../core/build/sdist-command.ts'
import { shown } from '../../../core/build/launcher.ts'
import type { Toolchain } from '../../../core/build/toolchain.ts'
import { toolchain } from './toolchains.ts'

const build = {
  tree: '/w/src',
  wheels: '/w/out',
  settings: [
    ['--build-option', '--py-limited-api=cp39'],
    ['setup-args', '-Da=b'],
  ],
  constraints: undefined,
  environment: { PATH: '/bin' },
} as const

describe('a frontend that is asked for an sdist', () => {
  const cases: [frontend: 'build' | 'uv', expected: string][] = [
    ['build', '/usr/bin/python3 -I -m build --sdist --verbose --outdir /w/out --config-setting=setup-args=-Da=b /w/src'],
    ['uv', '/usr/bin/uv build --sdist --force-pep517 --python /usr/bin/python3 --out-dir /w/out --config-setting=setup-args=-Da=b /w/src'],
  ]
  for (const [frontend, expected] of cases)
    it(`${frontend} makes one of the tree itself`, () => assert.equal(shown(sdistCommand(frontend, toolchain(), build)), expected))

  const refused: [frontend: 'build' | 'uv', is: Partial<Toolchain>, code: string][] = [
    ['build', { build: '' }, 'INTERPRETER_MISSING'],
    ['build', { build: '0.4.0' }, 'NOT_SUPPORTED'],
    ['uv', { uv: '' }, 'INTERPRETER_MISSING'],
    ['uv', { uv: '0.5.0' }, 'NOT_SUPPORTED'],
  ]
  for (const [frontend, is, code] of refused)
    it(`is refused as for wheels: ${frontend} ${JSON.stringify(is)}`, () =>
      assert.throws(() => sdistCommand(frontend, toolchain(is), build), { code }))

  it('is not told what setuptools has for the command that builds wheels', () =>
    assert.deepEqual(sdistSettings(build.settings), [['setup-args', '-Da=b']]))
})
