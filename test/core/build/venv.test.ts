import assert from 'node:assert/strict'
import { posix, win32 } from 'node:path'
import { shown } from '../../../core/build/launcher.ts'
import { installInto, makeVenv, type Venv, venvIn } from '../../../core/build/venv.ts'
import { toolchain } from './toolchains.ts'

describe('a virtual environment', () => {
  const at = venvIn('/w/env', { join: (...parts) => posix.join(...parts), windows: false })
  const run = { cwd: '/w', env: { PATH: '/bin' } }

  const looks: [what: string, venv: Venv, expected: Venv][] = [
    ['POSIX', at, { folder: '/w/env', python: '/w/env/bin/python', programs: { folder: '/w/env/bin', separator: ':' } }],
    [
      'Windows',
      venvIn(String.raw`C:\env`, { join: (...parts) => win32.join(...parts), windows: true }),
      {
        folder: String.raw`C:\env`,
        python: String.raw`C:\env\Scripts\python.exe`,
        programs: { folder: String.raw`C:\env\Scripts`, separator: ';' },
      },
    ],
  ]
  for (const [what, venv, expected] of looks)
    it(`has its python and its programs where venv puts them on ${what}`, () => assert.deepEqual(venv, expected))

  const made: [pip: string, args: string[]][] = [
    ['26.2.1', ['-I', '-m', 'venv', '--without-pip', '/w/env']],
    ['22.3', ['-I', '-m', 'venv', '--without-pip', '/w/env']],
    ['22.2.2', ['-I', '-m', 'venv', '/w/env']],
    ['', ['-I', '-m', 'venv', '/w/env']],
  ]
  for (const [pip, args] of made)
    it(`has a pip of its own only where that of the host cannot serve: '${pip}'`, () =>
      assert.deepEqual(makeVenv(toolchain({ pip }), at, run), { program: '/usr/bin/python3', args, ...run, seconds: 0 }))

  const installed: [pip: string, command: string][] = [
    ['26.2.1', '/usr/bin/python3 -I -m pip --python /w/env/bin/python install'],
    ['21.0', '/w/env/bin/python -I -m pip install'],
  ]
  for (const [pip, command] of installed)
    it(`gets what it is asked for by pip ${pip}`, () => {
      const asked = installInto(at, ['setuptools>=61', 'wheel'], toolchain({ pip }), run)
      assert.equal(shown(asked), `${command} --disable-pip-version-check --no-input --progress-bar off setuptools>=61 wheel`)
      assert.deepEqual([asked.cwd, asked.env], [run.cwd, run.env])
    })
})
