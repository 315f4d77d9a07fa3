import assert from 'node:assert/strict'
import { parseTags } from '../../../core/python/tag.ts'
import { judgeStableNames } from '../../../core/wheel/stable-names.ts'

describe('modules and tags of the stable ABI', () => {
  for (const [tag, natives, expected, why] of [
    ['cp38-abi3-linux_x86_64', '_x.abi3.so', [], 'as promised'],
    ['cp38-abi3-linux_x86_64', '_x.so', [], 'by a name that all look for'],
    ['cp38-abi3-win_amd64', '_x.pyd', [], 'on Windows'],
    ['cp315-abi3.abi3t-linux_x86_64', '_x.abi3t.so', [], 'of both kinds of Python'],
    ['cp315-abi3-linux_x86_64', '_x.abi3t.so', [], 'for free threads, which others look for too'],
    ['cp315-abi3t-linux_x86_64', '_x.abi3.so', ['error abi3'], 'for the GIL in a wheel for free threads'],
    ['cp315-abi3.abi3t-linux_x86_64', '_x.abi3.so', ['error abi3'], 'for the GIL in a wheel for both'],
    ['cp315-abi3.abi3t-linux_x86_64', '_x.abi3.so _x.abi3t.so', [], 'one for each'],
    ['cp314-cp314t-linux_x86_64', '_x.abi3.so', ['error abi3'], 'for the GIL where free threads have none'],
    ['cp314-cp314t-linux_x86_64', '_x.cpython-314t-x86_64-linux-gnu.so', [], 'for free threads'],
    ['cp38-abi3-linux_x86_64', '_x.abi3t.so', ['error abi3'], 'which older Python does not look for'],
    ['cp314-abi3t-linux_x86_64', '_x.abi3t.so', ['warning tags', 'error abi3'], 'before there was one'],
    ['py3-abi3-linux_x86_64', '_x.abi3.so', ['warning tags'], 'of no version'],
    ['cp3-abi3-linux_x86_64', '_x.abi3.so', ['warning tags'], 'of no minor version'],
    ['cp314t-abi3-linux_x86_64', '_x.so', ['warning tags'], 'of free threads by the python tag'],
    ['cp311-cp311-linux_x86_64', '_x.abi3.so', ['warning abi3'], 'lost by the tag'],
    ['cp37-cp37m-linux_x86_64', '_x.abi3.so _y.abi3.so', ['warning abi3'], 'lost, with pymalloc'],
    ['cp311-cp311-linux_x86_64', '_x.abi3.so _y.cpython-311-x86_64-linux-gnu.so', [], 'beside what binds it anyway'],
    ['pp311-pypy311_pp73-linux_x86_64', '_x.abi3.so', [], 'for PyPy'],
    ['py3-none-linux_x86_64', '_x.abi3.so', [], 'without a promise'],
  ] as const)
    it(`${expected.join(', ') || 'fine'}: ${why}`, () =>
      assert.deepEqual(
        judgeStableNames(natives.split(' '), parseTags(tag)).map(({ severity, code }) => `${severity} ${code}`),
        expected,
      ))
})
