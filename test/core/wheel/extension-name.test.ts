import assert from 'node:assert/strict'
import { onlyBuilds, parseExtensionName } from '../../../core/wheel/extension-name.ts'

describe('the file name of an extension module', () => {
  for (const [path, expected] of [
    ['a/_x.cpython-311-x86_64-linux-gnu.so', 'a/_x interpreter cp311'],
    ['_x.cpython-311.so', '_x interpreter cp311'],
    ['_x.cpython-313t-darwin.so', '_x interpreter cp313 free'],
    ['_x.cpython-37m-x86_64-linux-gnu.so', '_x interpreter cp37'],
    ['_x.cp314-win_amd64.pyd', '_x interpreter cp314'],
    ['_x.cp314t-win_amd64.pyd', '_x interpreter cp314 free'],
    ['_x.pypy311-pp73-x86_64-linux-gnu.so', '_x interpreter pp311'],
    ['a.b/_x.abi3.so', 'a.b/_x abi3'],
    ['_x.abi3-x86_64-linux-gnu.so', '_x abi3'],
    ['_x.abi3t.so', '_x abi3t free'],
    ['_x.pyd', '_x plain'],
    ['_x.so', ''],
    ['lib/libcp312-x.so', ''],
    ['foo.libs/libz-1234.so.1', ''],
    ['_x.abi3.so.1', ''],
    ['_x.abi4.so', ''],
    ['_x.dll', ''],
    ['x.py', ''],
  ] as const)
    it(`${path}: ${expected || 'none'}`, () => {
      const name = parseExtensionName(path)
      const told = [name?.module, name?.kind, name?.python, name?.freeThreaded === true ? 'free' : '']
      assert.equal(told.filter(Boolean).join(' '), expected)
    })

  it('is of an only build unless the module comes in several', () =>
    assert.deepEqual(
      onlyBuilds(['_x.abi3.so', '_x.cpython-311.so', '_y.abi3.so', 'b/_x.abi3.so', 'libz.so']).map(({ path }) => path),
      ['_y.abi3.so', 'b/_x.abi3.so'],
    ))
})
