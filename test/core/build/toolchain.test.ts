import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { isAtLeast, nameOf, parseToolchain, probeArguments } from '../../../core/build/toolchain.ts'
import { findPython } from '../../servers/python.ts'
import { toolchain } from './toolchains.ts'

const answer = {
  executable: '/opt/py/bin/python3.14',
  implementation: 'cpython',
  version: [3, 14, 1],
  free_threaded: true,
  platform: 'linux-x86_64',
  pip: '26.2.1',
  build: '1.5.0',
  uv: '0.11.30',
  uv_program: '/opt/uv',
  prefix_map: true,
}
const line = (value: unknown): string => `wheelworks-toolchain ${JSON.stringify(value)}`

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
      build: '1.5.0',
      uv: '0.11.30',
      uvProgram: '/opt/uv',
      prefixMap: true,
    }))
  it('is found among other lines', () =>
    assert.equal(parseToolchain(['warning: something', line(answer), 'sitecustomize says bye'])?.minor, 14))
  it('is the last where it stands twice', () =>
    assert.equal(parseToolchain([line({ ...answer, version: [3, 9, 0] }), line(answer)])?.minor, 14))

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
    const script = 'import sys, pip; print(sys.executable, "%d.%d.%d" % sys.version_info[:3], pip.__version__)'
    const [executable, version, pip] = execFileSync(python, ['-I', '-c', script], { encoding: 'utf8' }).trim().split(' ')
    assert.deepEqual([told.executable, told.version, told.pip, told.implementation], [executable, version, pip, 'cpython'])
    assert.equal(typeof prefixMap, 'boolean')
  })
})

describe('the name of an interpreter', () => {
  it('says implementation and version', () => assert.equal(nameOf(toolchain()), 'CPython 3.14.1'))
  it('says free-threading', () => assert.equal(nameOf(toolchain({ freeThreaded: true })), 'CPython 3.14.1 (free-threaded)'))
  it('knows PyPy', () => assert.equal(nameOf(toolchain({ implementation: 'pypy' })), 'PyPy 3.14.1'))
  it('takes any other as it calls itself', () => assert.equal(nameOf(toolchain({ implementation: 'graalpy' })), 'graalpy 3.14.1'))
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
