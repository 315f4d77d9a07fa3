import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, statSync } from 'node:fs'
import { scriptCommand } from '../../../core/build/builder-script.ts'
import type { Toolchain } from '../../../core/build/toolchain.ts'
import type { WheelBuild } from '../../../core/build/wheel-build.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { parseVersion } from '../../../core/python/version.ts'
import { Yard } from '../../tasks/BuildWheels/projects.ts'
import { environment, runAll } from './frontends.ts'
import { toolchain } from './toolchains.ts'

const build: WheelBuild = {
  tree: '/w/src',
  wheels: '/w/out',
  settings: [
    ['--build-option', 'a'],
    ['__proto__', 'x'],
    ['--build-option', 'b'],
  ],
  constraints: '/w/c.txt',
  links: '/w/links',
  environment: { PATH: '/bin', SOURCE_DATE_EPOCH: '7' },
}
const version = parseVersion('1.0')
const wish = version && {
  project: normalizeName('spam'),
  version,
  python: 'cp312',
  abi: 'abi3',
  platform: 'freebsd_14_4_release_amd64',
  build: 2,
  pure: false,
}
const row = { name: 'Spam', version: '1.0', wish }

describe('the build script of a user', () => {
  const { env, program, args, cwd, seconds } = scriptCommand('make wheel', row, toolchain(), build, {
    instance: 'freebsd/14.4',
    arch: 'x86_64',
  })

  it('is run by the shell in the tree, bounded only by the job', () =>
    assert.deepEqual([program, args, cwd, seconds], ['sh', ['-e', '-c', 'umask 022; make wheel'], '/w/src', 0]))

  const told: Record<string, string> = {
    PATH: '/bin',
    SOURCE_DATE_EPOCH: '7',
    WHEELWORKS_PROJECT: 'Spam',
    WHEELWORKS_VERSION: '1.0',
    WHEELWORKS_SOURCE: '/w/src',
    WHEELWORKS_OUTPUT: '/w/out',
    WHEELWORKS_PYTHON: '/usr/bin/python3',
    WHEELWORKS_PYTHON_TAG: 'cp312',
    WHEELWORKS_ABI: 'abi3',
    WHEELWORKS_PLATFORM_TAG: 'freebsd_14_4_release_amd64',
    WHEELWORKS_BUILD: '2',
    WHEELWORKS_INSTANCE: 'freebsd/14.4',
    WHEELWORKS_ARCH: 'x86_64',
    WHEELWORKS_CONSTRAINTS: '/w/c.txt',
    WHEELWORKS_LINKS: '/w/links',
    WHEELWORKS_CONFIG_SETTINGS: '{"--build-option":["a","b"],"__proto__":["x"]}',
  }
  for (const [name, value] of Object.entries(told)) it(`is told ${name}`, () => assert.equal(env[name], value))
  it('is told nothing else', () => assert.deepEqual(Object.keys(env).sort(), Object.keys(told).sort()))

  const tags: [is: Partial<Toolchain>, tag: string, platform: string][] = [
    [{}, 'cp314', 'linux_x86_64'],
    [{ freeThreaded: true }, 'cp314t', 'linux_x86_64'],
    [{ implementation: 'pypy', minor: 11, platform: 'macosx-11.0-arm64' }, 'pp311', 'macosx_11_0_arm64'],
  ]
  for (const [is, tag, platform] of tags)
    it(`is told what the interpreter is where the row wants nothing: ${tag} ${platform}`, () => {
      const none = scriptCommand('true', { ...row, wish: undefined }, toolchain(is), { ...build, constraints: undefined, links: undefined })
      const { WHEELWORKS_PYTHON_TAG, WHEELWORKS_PLATFORM_TAG, WHEELWORKS_CONSTRAINTS, WHEELWORKS_LINKS, WHEELWORKS_BUILD } = none.env
      assert.deepEqual([WHEELWORKS_PYTHON_TAG, WHEELWORKS_PLATFORM_TAG], [tag, platform])
      assert.deepEqual([WHEELWORKS_CONSTRAINTS, WHEELWORKS_LINKS, WHEELWORKS_BUILD], ['', '', '0'])
    })

  const scripts: [what: string, script: string, code: number, made: boolean][] = [
    ['lines', 'cd "$WHEELWORKS_OUTPUT"\n# a comment\nprintf made > x.whl\n', 0, true],
    ['a failing line, after which nothing runs', 'false\nprintf made > "$WHEELWORKS_OUTPUT/x.whl"', 1, false],
    ['a comment first', '#!/bin/sh\nprintf made > "$WHEELWORKS_OUTPUT/x.whl"', 0, true],
    ['its own exit code', 'exit 7', 7, false],
  ]
  for (const [what, script, code, made] of scripts)
    it(`may be ${what}`, async function () {
      if (process.platform === 'win32') this.skip()
      const yard = new Yard()
      try {
        const [tree, wheels] = [yard.path('a src'), yard.path('an out')]
        for (const folder of [tree, wheels]) mkdirSync(folder)
        const command = scriptCommand(script, row, toolchain(), { ...build, tree, wheels, environment })
        assert.deepEqual((await runAll(command)).exit, { kind: 'exited', code })
        if (!made) return
        const path = yard.path('an out/x.whl')
        assert.deepEqual([readFileSync(path, 'utf8'), statSync(path).mode & 0o777], ['made', 0o644])
      } finally {
        yard.remove()
      }
    })
})
