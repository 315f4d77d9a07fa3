import assert from 'node:assert/strict'
import { parseTags } from '../../../core/python/tag.ts'
import { judgeMissing, judgeNatives, nativesIn } from '../../../core/wheel/natives.ts'

describe('native code', () => {
  it('is told by its extension', () => {
    const natives = ['a.so', 'a.abi3.so', 'libz.so.1', 'libz.so.1.2.3', 'b.pyd', 'c/d.dll', 'e.DYLIB']
    assert.deepEqual(nativesIn([...natives, 'a.py', 'so', 'x.so.txt', 'dll/x.py', 'a.sop']), natives)
  })

  for (const [tag, natives, expected, why] of [
    ['py3-none-any', '', '', 'none at all'],
    ['py3-none-any', 'foo/x.dll', 'warning', 'for any platform'],
    ['py3-none-win32', 'foo/x.dll', '', 'for one platform'],
    ['cp311-cp311-linux_x86_64', 'a/_x.cpython-311-x86_64-linux-gnu.so', '', 'for its interpreter'],
    ['cp311-cp311-linux_x86_64', '_x.abi3.so _y.so', '', 'for any interpreter'],
    ['cp312-cp312-linux_x86_64', '_x.cpython-311-x86_64-linux-gnu.so', 'error', 'for another interpreter'],
    ['cp311-cp311-freebsd_14_4_release_amd64', '_x.cpython-311.so', '', 'for its interpreter, on FreeBSD'],
    ['cp312-cp312-freebsd_14_4_release_amd64', '_x.cpython-311.so', 'error', 'for another, on FreeBSD'],
    ['cp314-cp314-win_amd64', '_x.cp314-win_amd64.pyd', '', 'for its interpreter, on Windows'],
    ['cp313-cp313-win_amd64', '_x.cp314-win_amd64.pyd', 'error', 'for another, on Windows'],
    ['cp314-cp314t-win_amd64', '_x.cp314t-win_amd64.pyd', '', 'free-threaded'],
    ['cp314-cp314t-win_amd64', '_x.cp314-win_amd64.pyd', 'error', 'with the GIL for a free-threaded tag'],
    ['cp314-cp314-linux_x86_64', '_x.cpython-314t-x86_64-linux-gnu.so', 'error', 'free-threaded for a tag with the GIL'],
    ['cp37-cp37m-linux_x86_64', '_x.cpython-37m-x86_64-linux-gnu.so', '', 'with pymalloc'],
    ['cp37-cp37m-win_amd64', '_x.cp37-win_amd64.pyd', '', 'with pymalloc, which Windows does not tell'],
    ['pp311-pypy311_pp73-linux_x86_64', '_x.pypy311-pp73-x86_64-linux-gnu.so', '', 'for PyPy'],
    ['pp310-pypy310_pp73-linux_x86_64', '_x.pypy311-pp73-x86_64-linux-gnu.so', 'error', 'for another PyPy'],
    ['cp38-abi3-linux_x86_64', '_x.cpython-311-x86_64-linux-gnu.so', 'error', 'for one interpreter, though abi3 is promised'],
    ['cp311-abi3-linux_x86_64', '_x.cpython-311-x86_64-linux-gnu.so', 'error', 'for the first interpreter only, though abi3 is promised'],
    ['cp38-abi3-linux_x86_64', '_x.abi3.so', '', 'abi3 as promised'],
    ['cp38-abi3-linux_x86_64', '_x.abi3.so _x.cpython-311-x86_64-linux-gnu.so', '', 'abi3 beside one for an interpreter'],
    ['cp38-abi3-linux_x86_64', '_x.cpython-310-x86_64-linux-gnu.so _x.cpython-311-x86_64-linux-gnu.so', '', 'a build for each interpreter'],
    [
      'cp310.cp311-cp310.cp311-linux_x86_64',
      '_x.cpython-310-x86_64-linux-gnu.so _x.cpython-311-x86_64-linux-gnu.so',
      '',
      'a build for each of the tags',
    ],
    ['py3-none-linux_x86_64', '_x.cpython-311-x86_64-linux-gnu.so', '', 'no ABI is promised'],
    ['cp311-cp311-linux_x86_64', 'foo.libs/libz-1234.so.1 lib/libcp312-x.so', '', 'libraries brought along'],
  ] as const) {
    it(`${expected || 'fine'}: ${why}`, () =>
      assert.deepEqual(
        judgeNatives(natives.split(' ').filter(Boolean), parseTags(tag)).map(({ severity }) => severity),
        expected === '' ? [] : [expected],
      ))
  }
})

describe('a wheel for one platform', () => {
  for (const [tag, natives, programs, expected, why] of [
    ['cp311-cp311-linux_x86_64', '_x.so', false, '', 'with native code'],
    ['cp311-cp311-linux_x86_64', '', false, 'error', 'and one Python, without'],
    ['cp311-abi3-linux_x86_64', '', false, 'error', 'and the stable ABI, without'],
    ['pp311-pypy311_pp73-linux_x86_64', '', false, 'error', 'and PyPy, without'],
    ['cp311-cp311-linux_x86_64', '', true, 'warning', 'and one Python, with a program only'],
    ['py3-none-linux_x86_64', '', false, 'warning', 'and any Python, without'],
    ['py3-none-linux_x86_64', '', true, '', 'and any Python, with a program only'],
    ['py3-none-win_amd64', 'x.dll', false, '', 'and any Python, with a library'],
    ['py3-none-any', '', false, '', 'or rather for any'],
    ['cp311-none-any', '', false, '', 'or rather for any, of one Python'],
  ] as const)
    it(`${why}: ${expected || 'fine'}`, () =>
      assert.deepEqual(
        judgeMissing(natives.split(' ').filter(Boolean), programs, parseTags(tag)).map(({ severity, code }) => `${severity} ${code}`),
        expected === '' ? [] : [`${expected} native-missing`],
      ))
})
