import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join, posix, win32 } from 'node:path'
import { shown } from '../../../core/build/launcher.ts'
import { isAtLeast, type Toolchain } from '../../../core/build/toolchain.ts'
import { installInto, makeVenv, type Venv, venvIn } from '../../../core/build/venv.ts'
import { wheelBytes } from '../../fakes/wheel-bytes.ts'
import { findPython } from '../../servers/python.ts'
import { Yard } from '../../tasks/BuildWheels/projects.ts'
import { environment, probed, runAll } from './frontends.ts'
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

  const installed: [what: string, is: Partial<Toolchain>, program: string, shows: string][] = [
    ['the host', { pipFolder: '/usr/lib/pips' }, '/w/env/bin/python', '/usr/bin/python3 -I -m pip --python /w/env/bin/python install'],
    ['the host that tells not where it lies', {}, '/usr/bin/python3', '/usr/bin/python3 -I -m pip --python /w/env/bin/python install'],
    ['its own', { pip: '21.0', pipFolder: '/usr/lib/pips' }, '/w/env/bin/python', '/w/env/bin/python -I -m pip install'],
  ]
  for (const [what, is, program, shows] of installed)
    it(`gets what it is asked for by the pip of ${what}`, () => {
      const asked = installInto(at, ['setuptools>=61', 'wheel'], toolchain(is), run)
      assert.equal(shown(asked), `${shows} --disable-pip-version-check --no-input --progress-bar off setuptools>=61 wheel`)
      assert.deepEqual([asked.program, asked.cwd, asked.env], [program, run.cwd, run.env])
    })

  it('gets it into itself, by the pip of a real host, and nothing else that the host has is there', async function () {
    const is = probed(findPython(this))
    if (!isAtLeast(is.pip, 22, 3)) this.skip()
    const yard = new Yard()
    try {
      const real = venvIn(yard.path('env'), { join, windows: process.platform === 'win32' })
      const where = { cwd: yard.folder, env: { ...environment, PIP_NO_INDEX: '1' } }
      // Neither may stand in for a module of pip's.
      yard.write('pip.py', 'raise SystemExit(7)\n')
      yard.write('json.py', 'raise SystemExit(8)\n')
      const wheel = yard.path('spam-1.0-py3-none-any.whl')
      writeFileSync(wheel, wheelBytes('spam-1.0-py3-none-any.whl', { files: { 'spam.py': '' } }))
      const command = installInto(real, [wheel], is, where)
      assert.equal(command.program, real.python)
      for (const one of [makeVenv(is, real, where), command]) assert.deepEqual((await runAll(one)).exit, { kind: 'exited', code: 0 })
      const script = `import importlib.metadata, spam; print(spam.__file__, *[one.metadata['Name'] for one in importlib.metadata.distributions()])`
      const { output } = await runAll({ program: real.python, args: ['-I', '-c', script], ...where, seconds: 0 })
      const [file = '', ...names] = output[0]?.split(' ') ?? []
      assert.ok(file.startsWith(real.folder), output.join('\n'))
      assert.deepEqual(names, ['spam'])
    } finally {
      yard.remove()
    }
  })
})
