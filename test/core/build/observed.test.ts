import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { observeArguments, parseObserved, requirementsIn } from '../../../core/build/observed.ts'
import { findPython } from '../../servers/python.ts'
import { toolchain } from './toolchains.ts'

const line = (value: unknown): string => `wheelworks-observed ${JSON.stringify(value)}`
const is = toolchain({ major: 3, minor: 14, version: '3.14.1' })
const unknown = { python: 'CPython 3.14.1', toolchain: [] }

describe('what a host says of itself', () => {
  const told = { python: 'PyPy 3.11.13, PyPy 7.3.20', toolchain: ['linux-x86_64', 'glibc 2.36'] }
  it('is read among other lines', () => assert.deepEqual(parseObserved(['warning', line(told), 'bye'], is), told))

  for (const [what, output] of [
    ['nothing', []],
    ['no JSON', ['wheelworks-observed {']],
    ['another kind', [line({ python: 3, toolchain: [] })]],
    ['another kind of lines', [line({ python: 'x', toolchain: [1] })]],
    ['no toolchain', [line({ python: 'x' })]],
    ['no map', [line([])]],
  ] as const)
    it(`is what was known before, where it says ${what}`, () => assert.deepEqual(parseObserved(output, is), unknown))

  it('is cut where it has no end', () => {
    const long = parseObserved([line({ python: 'p'.repeat(1000), toolchain: Array.from({ length: 99 }, () => 'x'.repeat(1000)) })], is)
    assert.equal(long.python.length, 200)
    assert.deepEqual([long.toolchain.length, long.toolchain[0]?.length], [20, 200])
  })

  describe('by a real python', () => {
    let program: string
    before(function () {
      program = findPython(this)
    })
    const ask = (more: Readonly<Record<string, string>> = {}): ReturnType<typeof parseObserved> => {
      const env = { ...process.env, CC: '', CXX: '', ...more }
      return parseObserved(execFileSync(program, observeArguments, { env, encoding: 'utf8' }).split(/\r?\n/), is)
    }

    it('is its version and its platform, the same every time, with the compiler that the environment names', function () {
      const plain = ask()
      assert.match(plain.python, /^CPython 3\.\d+\.\d+/)
      assert.ok(plain.toolchain.length >= 3, JSON.stringify(plain))
      if (process.platform === 'win32') this.skip()
      const named = ask({ CC: `${program} -I`, CXX: '/no/such/compiler' })
      assert.ok(
        named.toolchain.some((one) => one.startsWith('Python 3.')),
        JSON.stringify(named),
      )
      assert.deepEqual(ask(), plain)
    })
  })
})

describe('what a build printed of its requirements', () => {
  it('is all that it installed, sorted', () =>
    assert.deepEqual(
      requirementsIn([
        'Collecting setuptools',
        'Successfully installed wheel-0.46 setuptools-84.0',
        'x',
        ' Successfully installed ninja-1.11',
      ]),
      ['ninja==1.11', 'setuptools==84.0', 'wheel==0.46'],
    ))
  it('is not known where it tells nothing', () => assert.equal(requirementsIn(['* Building wheel...']), undefined))
})
