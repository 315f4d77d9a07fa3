import assert from 'node:assert/strict'
import { fittingWheel, type Wanted } from '../../../core/build/fitting-wheel.ts'
import type { BuiltFile } from '../../../core/build/manifest.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { parseVersion } from '../../../core/python/version.ts'
import { builtFile } from '../../tasks/PublishIndex/publishing.ts'

const base: Wanted = {
  title: 'spam for 3.11',
  project: normalizeName('spam'),
  version: '',
  wish: undefined,
  pythons: ['cp311'],
  platform: 'linux-x86_64',
}
const offer = (name: string, bytes = name, is: Partial<BuiltFile> = {}): { file: BuiltFile } => ({
  file: builtFile(name, Buffer.from(bytes), is),
})
const version = parseVersion('1.0') ?? assert.fail()
const wish = { project: normalizeName('spam'), version, python: 'cp311', abi: '', platform: 'manylinux_2_17_x86_64', build: 0, pure: false }

describe('the wheel of another job that a row tests', () => {
  const cases: [what: string, wheel: string, wanted: Partial<Wanted>, fits: boolean, is?: Partial<BuiltFile>][] = [
    ['a pure one', 'spam-1.0-py3-none-any.whl', {}, true],
    ['one for Python 2 and 3', 'spam-1.0-py2.py3-none-any.whl', {}, true],
    ['one of its python', 'spam-1.0-cp311-cp311-linux_x86_64.whl', {}, true],
    ['one of a manylinux', 'spam-1.0-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl', {}, true],
    ['one of a musllinux', 'spam-1.0-cp311-cp311-musllinux_1_2_x86_64.whl', {}, true],
    ['one of a stable ABI', 'spam-1.0-cp39-abi3-manylinux1_x86_64.whl', {}, true],
    ['one of a later stable ABI', 'spam-1.0-cp312-abi3-manylinux1_x86_64.whl', {}, false],
    ['one of another python', 'spam-1.0-cp312-cp312-linux_x86_64.whl', {}, false],
    ['one of PyPy', 'spam-1.0-pp311-pypy311_pp73-linux_x86_64.whl', {}, false],
    ['one of PyPy, for PyPy', 'spam-1.0-pp311-pypy311_pp73-linux_x86_64.whl', { pythons: ['pp311'] }, true],
    ['one of another machine', 'spam-1.0-cp311-cp311-manylinux_2_17_aarch64.whl', {}, false],
    ['one of another system', 'spam-1.0-cp311-cp311-win_amd64.whl', {}, false],
    ['one of Windows', 'spam-1.0-cp311-cp311-win_amd64.whl', { platform: 'win-amd64' }, true],
    ['one of 32 bits', 'spam-1.0-cp311-cp311-win32.whl', { platform: 'win-amd64' }, false],
    ['one of a macOS', 'spam-1.0-cp311-cp311-macosx_11_0_arm64.whl', { platform: 'macosx-10.9-universal2' }, true],
    ['one of both of its machines', 'spam-1.0-cp311-cp311-macosx_10_9_universal2.whl', { platform: 'macosx-14.0-arm64' }, true],
    ['one of another mac', 'spam-1.0-cp311-cp311-macosx_10_9_x86_64.whl', { platform: 'macosx-14.0-arm64' }, false],
    ['one of FreeBSD', 'spam-1.0-cp311-cp311-freebsd_14_4_release_amd64.whl', { platform: 'freebsd-14.4-RELEASE-amd64' }, true],
    ['one that wants another python', 'spam-1.0-py3-none-any.whl', {}, false, { requires_python: '>=3.12' }],
    ['one that wants this python', 'spam-1.0-py3-none-any.whl', {}, true, { requires_python: '>=3.8' }],
    ['one of another project', 'eggs-1.0-py3-none-any.whl', {}, false],
    ['any, where nobody knows the project', 'eggs-1.0-py3-none-any.whl', { project: undefined }, true],
    ['one of that version', 'spam-1.0.0-py3-none-any.whl', { version: '1.0' }, true],
    ['one of another version', 'spam-1.1-py3-none-any.whl', { version: '1.0' }, false],
    ['one for all its pythons', 'spam-1.0-cp39-abi3-linux_x86_64.whl', { pythons: ['cp311', 'cp312'] }, true],
    ['one for the first of its pythons', 'spam-1.0-cp311-cp311-linux_x86_64.whl', { pythons: ['cp311', 'cp312'] }, false],
    ['one that satisfies its plan', 'spam-1.0-cp311-cp311-manylinux_2_5_x86_64.whl', { wish }, true],
    ['one that does not', 'spam-1.0-cp311-cp311-linux_x86_64.whl', { wish }, false],
    ['no sdist', 'spam-1.0.tar.gz', {}, false, { tags: [] }],
  ]
  for (const [what, wheel, wanted, fits, is] of cases)
    it(`${fits ? 'is' : 'is not'} ${what}`, () => {
      const find = (): string => fittingWheel([offer(wheel, wheel, is)], { ...base, ...wanted }).file.name
      if (fits) assert.equal(find(), wheel)
      else assert.throws(find, { code: 'NO_WHEELS', message: wheel.endsWith('.whl') ? new RegExp(wheel) : /no wheel at all/ })
    })

  it('is found among others', () => {
    const there = ['eggs-1.0-py3-none-any.whl', 'spam-1.0-cp310-cp310-linux_x86_64.whl', 'spam-1.0-cp311-cp311-linux_x86_64.whl']
    assert.equal(
      fittingWheel(
        there.map((name) => offer(name)),
        base,
      ).file.name,
      there[2],
    )
  })
  it('is one, though two jobs have the same bytes', () => {
    const twice = [offer('spam-1.0-py3-none-any.whl', 'a'), offer('Spam-1.0-py3-none-any.whl', 'a')]
    assert.equal(fittingWheel(twice, base), twice[0])
  })
  it('is none where several would do', () => {
    const there = ['spam-1.0-py3-none-any.whl', 'spam-1.1-py3-none-any.whl', 'spam-1.0-cp310-cp310-linux_x86_64.whl']
    const all = there.map((name) => offer(name))
    assert.throws(() => fittingWheel(all, base), {
      code: 'CONFLICT',
      message: /: spam-1\.0-py3-none-any\.whl, spam-1\.1-py3-none-any\.whl\.$/,
    })
  })
  it('is missed with what there is, as much as people read', () => {
    const many = Array.from({ length: 40 }, (_, at) => offer(`spam-1.${at}-cp310-cp310-win_amd64.whl`))
    assert.throws(() => fittingWheel(many, base), { code: 'NO_WHEELS', message: /spam for 3\.11 on linux-x86_64: .* and 20 more\.$/ })
  })
})
