import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, statSync, symlinkSync } from 'node:fs'
import { launch, shown } from '../../../core/build/launcher.ts'
import { findPython } from '../../servers/python.ts'
import { Yard } from '../../tasks/BuildWheels/projects.ts'
import { environment, probed, runAll } from './frontends.ts'
import { toolchain } from './toolchains.ts'

const run = { tree: '/w/src', args: ['--wheel', 'x y'], cwd: '/w', environment: { PATH: '/bin' } }

describe('what a launcher starts', () => {
  const cases = [
    ['pip', '/usr/bin/python3 -I -m pip --wheel x y'],
    ['build', '/usr/bin/python3 -I -m build --wheel x y'],
    ['program', '--wheel x y'],
    ['hook', '--wheel of x y, by /usr/bin/python3'],
  ] as const
  for (const [what, expected] of cases)
    it(`is shown as a person would type it: ${what}`, () => assert.equal(shown(launch(what, toolchain(), run)), expected))
  it('is any other command as it stands', () =>
    assert.equal(shown({ program: 'sh', args: ['-e', '-c', 'make'], cwd: '/', env: {}, seconds: 0 }), 'sh -e -c make'))
  it('is a script of Python as it stands', () =>
    assert.equal(shown({ program: 'python', args: ['-I', '-c', 'pass', 'x'], cwd: '/', env: {}, seconds: 0 }), 'python -I -c pass x'))

  it('finds a tree of like modes and makes files of like modes', async function () {
    const python = findPython(this)
    if (process.platform === 'win32') this.skip()
    const yard = new Yard()
    try {
      for (const [name, mode] of [
        ['src/a', 0o600],
        ['src/b', 0o777],
        ['src/deep/c', 0o444],
        ['other', 0o600],
      ] as const)
        chmodSync(yard.write(name, ''), mode)
      mkdirSync(yard.path('src/locked'), 0o700)
      symlinkSync(yard.path('other'), yard.path('src/link'))
      const args = ['sh', '-c', 'umask; : > made; exit 5']
      const command = launch('program', probed(python), { tree: yard.path('src'), args, cwd: yard.folder, environment })
      assert.deepEqual(await runAll(command), { exit: { kind: 'exited', code: 5 }, output: ['0022'] })
      const modes = ['src/a', 'src/b', 'src/deep/c', 'src/deep', 'src/locked', 'other', 'made'].map(
        (name) => statSync(yard.path(name)).mode & 0o777,
      )
      assert.deepEqual(modes, [0o644, 0o755, 0o644, 0o755, 0o755, 0o600, 0o644])
    } finally {
      yard.remove()
    }
  })
})
