import assert from 'node:assert/strict'
import { headBytes } from '../../../core/wheel/native-image.ts'
import { nativeLook, nothingSeen } from '../../../core/wheel/native-look.ts'
import { elfBytes } from '../../fakes/native-bytes.ts'

describe('looking at native code', () => {
  for (const [file, path, bytes] of [
    ['foo-1.0-cp38-abi3-linux_x86_64.whl', '_x.abi3.so', Infinity],
    ['foo-1.0-cp315-abi3t-linux_x86_64.whl', 'libz.so.1', Infinity],
    ['foo-1.0-cp311-cp311-linux_x86_64.whl', '_x.so', headBytes],
    ['foo-1.0-cp311-cp311-win_amd64.whl', '_x.pyd', Infinity],
    ['foo-1.0-cp311-cp311-win_amd64.whl', 'x.dll', headBytes],
    ['foo-1.0-py3-none-linux_x86_64.whl', 'foo/bin/tool', 4],
    ['foo-1.0-py3-none-any.whl', 'foo.py', 4],
    ['no wheel', '_x.so', headBytes],
  ] as const)
    it(`wants ${bytes} bytes of ${path} in ${file}`, () => assert.equal(nativeLook(file).look.bytes(path), bytes))

  it('keeps what was seen', () => {
    const { look, seen } = nativeLook('foo-1.0-cp38-abi3-linux_x86_64.whl')
    look.see('_x.abi3.so', elfBytes({ symbols: [{ name: 'PyLong_FromLong' }] }))
    look.see('foo.py', Buffer.from('impo'))
    const image = seen.images.get('_x.abi3.so')
    assert.ok(image !== undefined && 'imports' in image)
    assert.deepEqual([seen.images.size, seen.programs], [1, false])
  })

  it('sees a program by its first bytes', () => {
    const { look, seen } = nativeLook('foo-1.0-py3-none-linux_x86_64.whl')
    look.see('foo/bin/tool', elfBytes().subarray(0, 4))
    assert.deepEqual([seen.images.size, seen.programs, nothingSeen.programs], [0, true, false])
  })
})
