import assert from 'node:assert/strict'
import { isPyPIPlatform } from '../../../../core/release/preflight/platform-tags.ts'

const taken = `any win32 win_amd64 win_arm64 win_ia64 linux_armv6l linux_armv7l
manylinux1_x86_64 manylinux1_i686 manylinux2010_x86_64 manylinux2010_i686
manylinux2014_x86_64 manylinux2014_i686 manylinux2014_aarch64 manylinux2014_armv7l manylinux2014_ppc64 manylinux2014_ppc64le manylinux2014_s390x
manylinux_2_17_x86_64 manylinux_2_28_aarch64 manylinux_2_31_riscv64 manylinux_2_17_ppc64 manylinux_2_34_s390x
musllinux_1_1_x86_64 musllinux_1_2_aarch64 musllinux_1_2_i686 musllinux_1_2_armv7l musllinux_1_2_ppc64le musllinux_1_2_riscv64 musllinux_1_2_s390x
macosx_10_9_x86_64 macosx_10_4_ppc macosx_10_16_universal2 macosx_10_6_intel macosx_10_6_fat3
macosx_11_0_arm64 macosx_11_0_universal2 macosx_12_0_x86_64 macosx_13_0_arm64 macosx_14_0_arm64 macosx_15_0_arm64 macosx_26_0_arm64
ios_13_0_arm64_iphoneos ios_13_0_arm64_iphonesimulator ios_13_0_x86_64_iphonesimulator
android_21_arm64_v8a android_21_x86_64 android_24_armeabi_v7a android_24_x86 pyemscripten_2025_0_wasm32`.split(/\s+/)

const refused =
  `linux_x86_64 linux_aarch64 linux_i686 win64 win_x86_64 windows manylinux_x86_64 manylinux2014_riscv64 manylinux1_aarch64 manylinux3_x86_64
manylinux_2_17_amd64 manylinux_2_x86_64 musllinux_1_2_ppc64 musllinux1_x86_64 macosx_11_1_arm64 macosx_14_2_arm64 macosx_16_0_arm64 macosx_27_0_arm64
macosx_10_9_aarch64 macosx_10_9_fat32 macosx_11_arm64 ios_13_0_arm64 android_21_mips emscripten_4_0_9_wasm32 pyodide_2024_0_wasm32 freebsd_14_x86_64
cygwin anything any_any xany`.split(/\s+/)

describe('platforms of PyPI', () => {
  for (const tag of taken) it(`takes ${tag}`, () => assert.equal(isPyPIPlatform(tag), true))
  for (const tag of refused) it(`takes no ${tag}`, () => assert.equal(isPyPIPlatform(tag), false))
})
