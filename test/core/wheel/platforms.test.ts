import assert from 'node:assert/strict'
import { parseWheelName } from '../../../core/python/wheel-name.ts'
import { judgeSpelling } from '../../../core/wheel/platforms.ts'

describe("the spelling of a wheel's tags", () => {
  for (const [tag, expected] of [
    ['py3-none-any', []],
    ['py2.py3-none-any', []],
    ['cp312-cp312-win_amd64', []],
    ['cp312-cp312-win32', []],
    ['cp312-cp312-macosx_10_9_universal2', []],
    ['cp312-cp312-macosx_11_0_arm64', []],
    ['cp312-cp312-musllinux_1_2_x86_64', []],
    ['cp312-cp312-manylinux1_x86_64', []],
    ['cp312-cp312-manylinux2014_i686', []],
    ['cp312-cp312-linux_aarch64', []],
    ['cp312-cp312-freebsd_14_4_release_amd64', []],
    ['cp312-cp312-openbsd_7_5_amd64', []],
    ['cp312-cp312-android_21_x86_64', []],
    ['cp312-cp312-freebsd_14_4_RELEASE_amd64', ['notice platform']],
    ['CP312-cp312-linux_x86_64', ['notice platform']],
    ['py3.py2-none-any', ['notice tags']],
    ['cp312-cp312-manylinux2014_x86_64.manylinux_2_17_x86_64', []],
    ['cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64', ['notice tags']],
    ['cp312-cp312-linux_amd64', ['warning platform']],
    ['cp312-cp312-manylinux_2_17_arm64', ['warning platform']],
    ['cp312-cp312-manylinux_x86_64', ['warning platform']],
    ['cp312-cp312-musllinux1_x86_64', ['warning platform']],
    ['cp312-cp312-macosx_11_x86_64', ['warning platform']],
    ['cp312-cp312-macosx_11_0_aarch64', ['warning platform']],
    ['cp312-cp312-macosx_x86_64', ['warning platform']],
    ['cp312-cp312-win_x86_64', ['warning platform']],
    ['cp312-cp312-win64', ['warning platform']],
    ['cp312-cp312-windows_amd64', ['warning platform']],
    ['cp312-cp312-freebsd_amd64', ['warning platform']],
    ['cp312-cp312-Linux_AMD64', ['warning platform', 'notice platform']],
  ] as const)
    it(`${tag}: ${expected.join(', ') || 'fine'}`, () => {
      const name = parseWheelName(`foo-1.0-${tag}.whl`) ?? assert.fail(tag)
      assert.deepEqual(
        judgeSpelling(name).map(({ severity, code }) => `${severity} ${code}`),
        expected,
      )
    })
})
