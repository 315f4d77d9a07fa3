import assert from 'node:assert/strict'
import { modulesIn } from '../../../core/wheel/modules.ts'

describe('importable modules', () => {
  for (const [paths, expected, why] of [
    ['foo.py', 'foo', 'a module'],
    ['foo/__init__.py foo/bar.py', 'foo', 'a package'],
    ['foo/bar.py', 'foo', 'a namespace package'],
    ['foo/bar/baz.py', 'foo', 'a namespace package with a deep module'],
    ['foo/some-folder/x.py', 'foo', 'a namespace package with a folder that is no name'],
    ['foo/_ext.abi3.so', 'foo', 'a namespace package of extension modules'],
    ['_foo.cpython-314-x86_64-linux-gnu.so', '_foo', 'an extension module'],
    ['_foo.abi3.so', '_foo', 'an extension module of the stable ABI'],
    ['_foo.so', '_foo', 'an extension module without a suffix'],
    ['_foo.cp314-win_amd64.pyd', '_foo', 'one of Windows'],
    ['_foo.pyd', '_foo', 'one of Windows without a suffix'],
    ['b.py a.py b/__init__.py', 'a b', 'sorted, each once'],
    ['été.py', 'été', 'a name beyond ASCII'],
    ['foo-1.0.data/purelib/bar.py foo-1.0.data/platlib/baz/__init__.py', 'bar baz', 'what .data puts on the path'],
    ['foo-1.0.data/scripts/tool.py foo-1.0.data/data/share/x.py foo-1.0.data/headers/x.h', '', 'the rest of .data'],
    ['foo-1.0.dist-info/METADATA foo-1.0.dist-info/hook.py', '', 'what describes the wheel'],
    ['foo.libs/libx.so foo.libs/libz-1234.so.1', '', 'libraries brought along'],
    ['libgomp-a34b.so.1', '', 'a library'],
    ['foo-stubs/__init__.pyi foo-stubs/bar.py', '', 'stubs'],
    ['foo/data.json foo/py.typed', '', 'a folder of data'],
    ['__pycache__/foo.cpython-314.pyc', '', 'compiled code alone'],
    ['__init__.py __main__.py', '', 'what is no module of its own'],
    ['1foo.py foo-bar.py foo.bar.py .py', '', 'what is no name'],
    ['README.md LICENSE foo.pth', '', 'files on top'],
    ['', '', 'nothing'],
  ] as const) {
    it(`${expected || 'none'}: ${why}`, () => assert.deepEqual(modulesIn(paths.split(' ')), expected.split(' ').filter(Boolean)))
  }
})
