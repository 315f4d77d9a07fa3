import assert from 'node:assert/strict'
import { parseTags } from '../../../core/python/tag.ts'
import { auditAbi3 } from '../../../core/wheel/abi3.ts'
import { readNative } from '../../../core/wheel/native-image.ts'
import { elfBytes, machOBytes, peBytes } from '../../fakes/native-bytes.ts'

const need = (...names: string[]): Buffer => elfBytes({ symbols: names.map((name) => ({ name })) })
const load = (...dlls: string[]): Buffer => peBytes({ imports: Object.fromEntries(dlls.map((dll) => [dll, ['PyLong_FromLong']])) })

function audit(tag: string, files: Readonly<Record<string, Buffer | undefined>>): string[] {
  const images = Object.entries(files).flatMap(([path, bytes]) => (bytes === undefined ? [] : [[path, readNative(bytes, false)] as const]))
  return auditAbi3(Object.keys(files), new Map(images), parseTags(tag)).map(({ severity, says }) => `${severity}: ${says}`)
}

describe('the abi3 audit', () => {
  for (const [tag, files, why] of [
    ['cp38-abi3-linux_x86_64', { '_x.abi3.so': need('PyLong_FromLong', '_Py_Dealloc') }, 'needs the stable ABI only'],
    ['cp310-abi3-linux_x86_64', { '_x.abi3.so': need('PyType_GetModule') }, 'needs what is there since the tagged version'],
    ['cp312-abi3-linux_x86_64', { '_x.abi3.so': need('PyType_GetModule') }, 'needs what is there since before'],
    ['cp36-abi3-linux_x86_64', { '_x.abi3.so': need('PySlice_Unpack') }, 'needs what a fix brought to the tagged version'],
    ['cp38-cp38-linux_x86_64', { '_x.abi3.so': need('_PyLong_Sign') }, 'promises no abi3'],
    ['py3-none-any', { '_x.abi3.so': need('_PyLong_Sign') }, 'promises nothing'],
    ['cp38-abi3-linux_x86_64', { '_x.cpython-311.so': need('_PyLong_Sign'), '_x.abi3.so': need() }, 'has code for one interpreter besides'],
    [
      'cp38-abi3-linux_x86_64',
      { '_x.abi3.so': need('PyFoo_Helper'), 'libfoo.so': elfBytes({ symbols: [{ name: 'PyFoo_Helper', own: true }] }) },
      'brings what only looks as if it were of Python',
    ],
    [
      'cp38-abi3-linux_x86_64',
      { '_x.abi3.so': elfBytes({ symbols: [{ name: '_PyLong_Sign', weak: true }] }) },
      'needs something if it is there',
    ],
    ['cp38-abi3-linux_x86_64', { '_x.abi3.so': elfBytes({ libraries: ['libpython3.so', 'libc.so.6'] }) }, 'loads no Python of one version'],
    ['cp38-abi3-win_amd64', { '_x.pyd': load('python3.dll', 'KERNEL32.dll') }, 'loads the DLL of the stable ABI'],
    ['cp315-abi3.abi3t-win_amd64', { '_x.pyd': load('python3t.dll') }, 'loads the DLL of both stable ABIs'],
    ['cp38-abi3-macosx_11_0_arm64', { '_x.abi3.so': machOBytes({ libraries: ['/usr/lib/libSystem.B.dylib'] }) }, 'is sound on macOS'],
  ] as const satisfies readonly (readonly [string, Readonly<Record<string, Buffer>>, string])[])
    it(`has nothing to say of a wheel that ${why}`, () => assert.deepEqual(audit(tag, files), []))

  for (const [tag, files, says] of [
    [
      'cp38-abi3-linux_x86_64',
      { '_x.abi3.so': need('_PyLong_Sign') },
      /^error: _x\.abi3\.so needs .* not in the stable ABI: _PyLong_Sign$/,
    ],
    ['cp38-abi3-linux_x86_64', { '_x.so': need('_PyRuntime') }, /^error: _x\.so .*_PyRuntime$/],
    ['cp38-abi3-linux_x86_64', { '_x.abi3.so': need('PyType_GetModule') }, /^error: .* of 3\.8 .*: PyType_GetModule \(since 3\.10\)$/],
    ['cp310.cp38-abi3-linux_x86_64', { '_x.abi3.so': need('PyType_GetModule') }, /^error: .* of 3\.8 /],
    ['cp38-abi3-linux_x86_64', { '_x.abi3.so': elfBytes({ libraries: ['libpython3.11.so.1.0'] }) }, /^error: .*libpython3\.11\.so\.1\.0$/],
    ['cp38-abi3-win_amd64', { '_x.pyd': load('python311.dll') }, /^error: _x\.pyd loads .*python311\.dll$/],
    ['cp38-abi3-win_amd64', { '_x.pyd': load('PYTHON311.DLL') }, /^error: .*PYTHON311\.DLL$/],
    ['cp38-abi3-win_amd64', { '_x.pyd': load('python3_d.dll') }, /^error: .*python3_d\.dll$/],
    ['cp38-abi3-win_amd64', { '_x.pyd': load('python3t.dll') }, /^error: .*python3t\.dll$/],
    ['cp38-abi3-win_amd64', { '_x.pyd': peBytes({ imports: { 'python3.dll': ['PyUnicode_AsUTF8'] } }) }, /^error: .*PyUnicode_AsUTF8$/],
    ['cp38-abi3-macosx_11_0_arm64', { '_x.abi3.so': machOBytes({ symbols: [{ name: '_PyLong_Sign' }] }) }, /^error: .*_PyLong_Sign$/],
    [
      'cp38-abi3-macosx_11_0_arm64',
      { '_x.abi3.so': machOBytes({ libraries: ['/Library/Frameworks/Python.framework/Versions/3.11/Python'] }) },
      /^error: .*Versions\/3\.11/,
    ],
    ['cp38-abi3-linux_x86_64', { '_x.abi3.so': Buffer.from('text') }, /^notice: .*not checked in _x\.abi3\.so: it is neither ELF/],
    ['cp38-abi3-linux_x86_64', { '_x.abi3.so': need('PyLong_AsLong').subarray(0, 100) }, /^notice: .*not checked in _x\.abi3\.so: /],
    ['cp38-abi3-linux_x86_64', { '_x.abi3.so': undefined }, /^notice: .*not checked in _x\.abi3\.so: it is too large$/],
    [
      'cp310-abi3-linux_x86_64',
      { '_x.abi3.so': elfBytes({ symbols: [{ name: 'PyMethod_New' }], libraries: ['libshared.abi3.so.6', 'libc.so.6'] }) },
      /^warning: .*PyMethod_New; it may be in libshared\.abi3\.so\.6, which is not in the wheel$/,
    ],
    [
      'cp310-abi3-linux_x86_64',
      { '_x.abi3.so': elfBytes({ symbols: [{ name: 'PyMethod_New' }], libraries: ['liby.abi3.so.6'] }), 'a/liby.abi3.so.6': need() },
      /^error: .*PyMethod_New$/,
    ],
    ['py3-abi3-linux_x86_64', { '_x.abi3.so': need('_PyLong_Sign') }, /^notice: .*names no version$/],
  ] as const satisfies readonly (readonly [string, Readonly<Record<string, Buffer | undefined>>, RegExp])[])
    it(`says of ${tag}: ${String(says)}`, () => {
      const said = audit(tag, files)
      assert.equal(said.length, 1, said.join('\n'))
      assert.match(said[0] ?? '', says)
    })

  it('tells what is never and what is not yet there apart', () => {
    const said = audit('cp38-abi3-linux_x86_64', { '_x.abi3.so': need('Py_NewRef', '_PyLong_Sign') })
    assert.deepEqual(said, [
      'error: _x.abi3.so needs what is not in the stable ABI: _PyLong_Sign',
      'error: _x.abi3.so needs what the stable ABI of 3.8 does not have yet: Py_NewRef (since 3.10)',
    ])
  })

  it('names the first few of many symbols and modules', () => {
    const many = need(...Array.from({ length: 9 }, (_, at) => `PyNo_${at}`))
    const said = audit('cp38-abi3-linux_x86_64', Object.fromEntries(Array.from({ length: 8 }, (_, at) => [`_${at}.abi3.so`, many])))
    assert.equal(said.length, 6)
    assert.match(said[0] ?? '', /PyNo_5 and 3 more$/)
    assert.match(said[5] ?? '', /^error: 3 more modules/)
  })
})
