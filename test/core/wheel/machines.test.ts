import assert from 'node:assert/strict'
import { parseTags } from '../../../core/python/tag.ts'
import { judgeMachines, judgePythonDlls, platformNeeds } from '../../../core/wheel/machines.ts'
import { readNative } from '../../../core/wheel/native-image.ts'
import { elfBytes, fatBytes, machOBytes, peBytes } from '../../fakes/native-bytes.ts'

const arm = machOBytes({ machine: 0x0100000c })
const universal = fatBytes([
  { machine: 0x01000007, bytes: machOBytes() },
  { machine: 0x0100000c, bytes: arm },
])
const intel32 = elfBytes({ machine: 3, wide: false })
const aarch64 = elfBytes({ machine: 183 })

function images(files: Readonly<Record<string, Buffer>>, head = true): ReturnType<typeof imagesOf> {
  return imagesOf(files, head)
}

function imagesOf(files: Readonly<Record<string, Buffer>>, head: boolean): Parameters<typeof judgeMachines>[0] {
  return new Map(Object.entries(files).map(([path, bytes]) => [path, readNative(bytes, head)]))
}

describe('what a platform tag asks of native code', () => {
  for (const [platform, expected] of [
    ['manylinux_2_17_x86_64', 'elf x86_64'],
    ['manylinux2014_i686', 'elf i686'],
    ['manylinux1_x86_64', 'elf x86_64'],
    ['musllinux_1_2_aarch64', 'elf aarch64'],
    ['linux_armv7l', 'elf arm'],
    ['linux_ppc64le', 'elf ppc64le'],
    ['linux_s390x', 'elf s390x'],
    ['linux_riscv64', 'elf riscv64'],
    ['freebsd_14_4_release_amd64', 'elf x86_64'],
    ['freebsd_13_2_release_p3_arm64', 'elf aarch64'],
    ['freebsd_14_amd64', 'elf x86_64'],
    ['openbsd_7_5_amd64', 'elf x86_64'],
    ['android_21_arm64_v8a', 'elf aarch64'],
    ['android_21_x86_64', 'elf x86_64'],
    ['win32', 'pe i686'],
    ['win_amd64', 'pe x86_64'],
    ['win_arm64', 'pe aarch64'],
    ['macosx_11_0_arm64', 'mach-o aarch64'],
    ['macosx_10_9_x86_64', 'mach-o x86_64'],
    ['macosx_10_9_universal2', 'mach-o x86_64 aarch64'],
    ['macosx_10_6_intel', 'mach-o i686 x86_64'],
    ['ios_13_0_arm64_iphoneos', 'mach-o aarch64'],
    ['linux_alpha', ''],
    ['freebsd_14_powerpc64le', 'elf ppc64le'],
    ['any', ''],
    ['emscripten_3_1_58_wasm32', ''],
    ['linux', ''],
    ['', ''],
  ] as const)
    it(`${platform || 'none'}: ${expected || 'not known'}`, () => {
      const needs = platformNeeds(platform)
      assert.equal(needs === undefined ? '' : [needs.format, ...needs.machines].join(' '), expected)
    })
})

describe('machines of native code', () => {
  for (const [platform, path, bytes, expected] of [
    ['manylinux_2_17_x86_64', '_x.abi3.so', elfBytes(), ''],
    ['manylinux_2_17_x86_64', '_x.abi3.so', aarch64, 'error'],
    ['manylinux_2_17_x86_64', '_x.cpython-311-aarch64-linux-gnu.so', aarch64, 'error'],
    ['manylinux_2_17_x86_64', '_x.abi3.so', intel32, 'error'],
    ['manylinux_2_17_x86_64', '_x.abi3.so', universal, 'error'],
    ['manylinux_2_17_x86_64', 'lib/libx.so.1', aarch64, 'warning'],
    ['manylinux_2_17_x86_64', 'lib/plugin.so', aarch64, 'warning'],
    ['manylinux_2_17_x86_64', 'lib/x.dll', peBytes(), ''],
    ['manylinux_2_17_x86_64.manylinux_2_17_aarch64', '_x.abi3.so', aarch64, ''],
    ['linux_i686', '_x.abi3.so', intel32, ''],
    ['linux_s390x', '_x.abi3.so', elfBytes({ machine: 22, bigEndian: true }), ''],
    ['linux_ppc64le', '_x.abi3.so', elfBytes({ machine: 21, bigEndian: true }), 'error'],
    ['freebsd_14_4_release_amd64', '_x.abi3.so', elfBytes({ system: 9 }), ''],
    ['freebsd_14_4_release_amd64', '_x.abi3.so', elfBytes({ system: 0 }), ''],
    ['freebsd_14_4_release_amd64', '_x.abi3.so', elfBytes({ system: 3 }), 'warning'],
    ['freebsd_14_4_release_arm64', '_x.abi3.so', elfBytes(), 'warning'],
    ['linux_x86_64', '_x.abi3.so', elfBytes({ system: 9 }), 'warning'],
    ['manylinux_2_17_x86_64', '_x.abi3.so', elfBytes({ system: 3 }), ''],
    ['macosx_11_0_arm64', '_x.abi3.so', arm, ''],
    ['macosx_11_0_arm64', '_x.abi3.so', universal, ''],
    ['macosx_10_9_universal2', '_x.abi3.so', universal, ''],
    ['macosx_10_9_universal2', '_x.abi3.so', arm, 'error'],
    ['macosx_10_9_x86_64', '_x.abi3.so', arm, 'error'],
    ['macosx_10_9_x86_64', 'x.dylibs/libz.dylib', arm, 'warning'],
    ['win_amd64', '_x.pyd', peBytes(), ''],
    ['win_amd64', '_x.pyd', peBytes({ wide: false }), 'error'],
    ['win_arm64', '_x.pyd', peBytes({ machine: 0xaa64 }), ''],
    ['win32', '_x.pyd', peBytes({ wide: false }), ''],
    ['win_amd64', 'lib/x.dll', peBytes({ wide: false }), 'warning'],
    ['win_amd64', 'lib/x.dll', peBytes({ wide: false, managed: true }), ''],
    ['win_amd64', '_x.pyd', Buffer.from('version https://git-lfs'), 'warning'],
    ['linux_x86_64', 'libz.so', Buffer.from('INPUT(libz.so.1)'), 'notice'],
    ['any', '_x.abi3.so', aarch64, ''],
    ['emscripten_3_1_58_wasm32', '_x.abi3.so', aarch64, ''],
  ] as const)
    it(`${expected || 'fine'}: ${path} of ${platform} (${bytes.subarray(0, 20).toString('hex')})`, () =>
      assert.deepEqual(
        judgeMachines(images({ [path]: bytes }), parseTags(`cp38-abi3-${platform}`)).map(({ code, severity }) => `${severity} ${code}`),
        expected === '' ? [] : [`${expected} machine`],
      ))

  it('may be others of a module that comes in several builds', () => {
    const builds = { '_x.cpython-311-x86_64-linux-gnu.so': elfBytes(), '_x.cpython-311-aarch64-linux-gnu.so': aarch64 }
    assert.deepEqual(judgeMachines(images(builds), parseTags('cp311-cp311-linux_x86_64')), [])
  })
})

describe("DLLs of Python that a wheel's modules load", () => {
  const pyd = (dll: string): Buffer => peBytes({ imports: { [dll]: ['PyLong_FromLong'] } })
  for (const [tag, dll, expected] of [
    ['cp311-cp311-win_amd64', 'python311.dll', []],
    ['cp311-cp311-win_amd64', 'Python3.dll', []],
    ['cp314-cp314t-win_amd64', 'python314t.dll', []],
    ['cp310.cp311-cp310.cp311-win_amd64', 'python310.dll', []],
    ['cp312-cp312-win_amd64', 'python311.dll', ['error native']],
    ['cp314-cp314t-win_amd64', 'python314.dll', ['error native']],
    ['cp311-cp311-win_amd64', 'python311_d.dll', ['error native']],
    ['cp311-cp311-win_amd64', 'KERNEL32.dll', []],
    ['cp38-abi3-win_amd64', 'python311.dll', []],
    ['py3-none-win_amd64', 'python311.dll', []],
  ] as const)
    it(`${dll} of ${tag}: ${expected.join(', ') || 'fine'}`, () => {
      const remarks = judgePythonDlls(images({ '_x.pyd': pyd(dll), 'lib/y.dll': pyd('python27.dll') }, false), parseTags(tag))
      assert.deepEqual(
        remarks.map(({ code, severity }) => `${severity} ${code}`),
        expected,
      )
    })

  it('are not known where only the beginning was read', () =>
    assert.deepEqual(judgePythonDlls(images({ '_x.pyd': pyd('python311.dll') }), parseTags('cp312-cp312-win_amd64')), []))
})
