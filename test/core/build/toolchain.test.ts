import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { dirname } from 'node:path'
import {
  isAtLeast,
  nameOf,
  parseToolchain,
  probeArguments,
  pythonLabelOf,
  pythonTagOf,
  type Toolchain,
} from '../../../core/build/toolchain.ts'
import { findPython, findPythons } from '../../servers/python.ts'
import { Yard } from '../../tasks/BuildWheels/projects.ts'
import { toolchain } from './toolchains.ts'

const answer = {
  executable: '/opt/py/bin/python3.14',
  implementation: 'cpython',
  version: [3, 14, 1],
  free_threaded: true,
  platform: 'linux-x86_64',
  pip: '26.2.1',
  pip_folder: '/opt/py/lib/site-packages',
  build: '1.5.0',
  uv: '0.11.30',
  uv_program: '/opt/uv',
  prefix_map: true,
  markers: { python_version: '3.14', os_name: 'posix' },
}
const line = (value: unknown): string => `wheelworks-toolchain ${JSON.stringify(value)}`

describe('the tag of an interpreter', () => {
  for (const [tag, is] of [
    ['cp314', {}],
    ['cp314t', { freeThreaded: true }],
    ['pp311', { implementation: 'pypy', minor: 11 }],
  ] as const)
    it(tag, () => assert.equal(pythonTagOf(toolchain(is)), tag))
})

describe('what a probed interpreter prints', () => {
  it('is read whole', () =>
    assert.deepEqual(parseToolchain([line(answer)]), {
      executable: '/opt/py/bin/python3.14',
      implementation: 'cpython',
      major: 3,
      minor: 14,
      version: '3.14.1',
      freeThreaded: true,
      platform: 'linux-x86_64',
      pip: '26.2.1',
      pipFolder: '/opt/py/lib/site-packages',
      build: '1.5.0',
      uv: '0.11.30',
      uvProgram: '/opt/uv',
      prefixMap: true,
      markers: { python_version: '3.14', os_name: 'posix' },
    }))
  it('is found among other lines', () =>
    assert.equal(parseToolchain(['warning: something', line(answer), 'sitecustomize says bye'])?.minor, 14))
  it('is the last where it stands twice', () =>
    assert.equal(parseToolchain([line({ ...answer, version: [3, 9, 0] }), line(answer)])?.minor, 14))

  it('is read where it tells of pip alone', () => {
    const told = parseToolchain([line({ ...answer, build: undefined, uv: undefined, uv_program: undefined, pip_folder: undefined })])
    assert.deepEqual([told?.pip, told?.pipFolder, told?.build, told?.uv, told?.uvProgram], ['26.2.1', '', '', '', ''])
  })

  const unreadable: [what: string, output: string[]][] = [
    ['nothing', []],
    ['something else', ['Python was not found; run without arguments to install from the Microsoft Store']],
    ['half a line', ['wheelworks-toolchain {"executable": "/usr']],
    ['another shape', [line([1, 2])]],
    ['a missing answer', [line({ ...answer, pip: undefined })]],
  ]
  for (const [what, output] of unreadable) it(`is no toolchain when it is ${what}`, () => assert.equal(parseToolchain(output), undefined))

  it('is what a real python answers', async function () {
    const python = findPython(this)
    const { prefixMap, ...told } = parseToolchain(execFileSync(python, probeArguments, { encoding: 'utf8' }).split(/\r?\n/)) ?? toolchain()
    const script = 'import sys, pip; print(sys.executable, "%d.%d.%d" % sys.version_info[:3], pip.__version__, pip.__file__)'
    const [executable, version, pip, file = ''] = execFileSync(python, ['-I', '-c', script], { encoding: 'utf8' }).trim().split(' ')
    assert.deepEqual([told.executable, told.version, told.pip, told.implementation], [executable, version, pip, 'cpython'])
    assert.equal(told.pipFolder, dirname(dirname(file)))
    assert.equal(typeof prefixMap, 'boolean')
  })
})

describe('what a real python tells of frontends', () => {
  const told = (python: string, path: string): Toolchain | undefined =>
    parseToolchain(execFileSync(python, probeArguments, { encoding: 'utf8', env: { ...process.env, PATH: path } }).split(/\r?\n/))

  const programs: [what: string, script: string, version: string][] = [
    ['a version', 'echo "uv 0.11.30 (abc 2026-08-01)"', '0.11.30'],
    ['a bare version', 'echo uv 0.5.17', '0.5.17'],
    ['nothing', 'true', ''],
    ['a failure', 'echo uv 1.0; exit 3', ''],
  ]
  for (const [what, script, version] of programs)
    it(`is the uv on PATH that says ${what}`, function () {
      const [python, yard] = [findPython(this), new Yard()]
      try {
        const program = yard.write('bin/uv', `#!/bin/sh\n${script}\n`)
        chmodSync(program, 0o755)
        const { uv, uvProgram } = told(python, `${dirname(program)}:${process.env['PATH']}`) ?? toolchain()
        // One that is installed as a module goes first.
        if (uvProgram === program) assert.equal(uv, version)
      } finally {
        yard.remove()
      }
    })
  it('is each build that is there', function () {
    const pythons = findPythons('build')
    if (pythons.length === 0) this.skip()
    for (const python of pythons) assert.match(told(python, process.env['PATH'] ?? '')?.build ?? '', /^\d+\.\d+/)
  })
  it('is no folder of the name that stands where it is asked', function () {
    const [python, yard] = [findPython(this), new Yard()]
    try {
      yard.write('build/__init__.py', '__version__ = "0"\n')
      const output = execFileSync(python, probeArguments, { encoding: 'utf8', cwd: yard.folder })
      assert.notEqual(parseToolchain(output.split(/\r?\n/))?.build, '0')
    } finally {
      yard.remove()
    }
  })
})

describe('the name of an interpreter', () => {
  it('says implementation and version', () => assert.equal(nameOf(toolchain()), 'CPython 3.14.1'))
  it('says free-threading', () => assert.equal(nameOf(toolchain({ freeThreaded: true })), 'CPython 3.14.1 (free-threaded)'))
  it('knows PyPy', () => assert.equal(nameOf(toolchain({ implementation: 'pypy' })), 'PyPy 3.14.1'))
  it('takes any other as it calls itself', () => assert.equal(nameOf(toolchain({ implementation: 'graalpy' })), 'graalpy 3.14.1'))
})

describe('a version of three numbers', () => {
  const cases: [version: string, wanted: number[], expected: boolean][] = [
    ['0.5.17', [0, 5, 17], true],
    ['0.5.16', [0, 5, 17], false],
    ['0.11.2', [0, 5, 17], true],
    ['1.0', [0, 5, 17], true],
    ['0.5', [0, 5, 0], true],
    ['1.2.0', [1, 2], true],
    ['', [0], false],
    ['20', [20, 0], true],
  ]
  for (const [version, wanted, expected] of cases)
    it(`'${version}' is ${expected ? '' : 'not '}at least ${wanted.join('.')}`, () => assert.equal(isAtLeast(version, ...wanted), expected))
})

describe('a version of pip', () => {
  const cases: [pip: string, major: number, minor: number, expected: boolean][] = [
    ['22.1', 22, 1, true],
    ['22.0.4', 22, 1, false],
    ['23.0.1', 22, 1, true],
    ['26.2.1', 25, 3, true],
    ['25.10', 25, 3, true],
    ['25.2', 25, 3, false],
    ['22.1b1', 22, 1, true],
    ['9.0.3', 22, 1, false],
  ]
  for (const [pip, major, minor, expected] of cases)
    it(`${pip} is ${expected ? '' : 'not '}at least ${major}.${minor}`, () => assert.equal(isAtLeast(pip, major, minor), expected))
})

describe('the label of an interpreter', () => {
  const table: [is: Partial<Toolchain>, label: string][] = [
    [{}, '3.14'],
    [{ freeThreaded: true }, '3.14t'],
    [{ implementation: 'pypy', minor: 11 }, 'pypy3.11'],
    [{ implementation: 'graalpy' }, 'graalpy3.14'],
  ]
  for (const [is, label] of table) it(label, () => assert.equal(pythonLabelOf(toolchain(is)), label))
})
