import assert from 'node:assert/strict'
import { plainPlatform, platformFits } from '../../../core/python/platform.ts'

/** Wish, platforms that serve it, platforms that do not. */
const judged: readonly (readonly [wish: string, yes: string, no: string])[] = [
  [
    'manylinux_2_28_x86_64',
    'manylinux_2_28_x86_64 manylinux_2_17_x86_64 manylinux2014_x86_64 manylinux2010_x86_64 manylinux1_x86_64 MANYLINUX2014_X86_64 manylinux_2_5_x86_64',
    'manylinux_2_31_x86_64 manylinux_2_28_aarch64 manylinux_1_5_x86_64 manylinux_3_0_x86_64 linux_x86_64 musllinux_1_2_x86_64 any win_amd64 manylinux_2_28_x86_64_v2',
  ],
  ['manylinux2014_aarch64', 'manylinux_2_17_aarch64 manylinux2014_aarch64', 'manylinux_2_18_aarch64 manylinux2014_x86_64 linux_aarch64'],
  ['manylinux2010_x86_64', 'manylinux_2_12_x86_64 manylinux1_x86_64', 'manylinux_2_17_x86_64 manylinux2014_x86_64'],
  ['manylinux1_i686', 'manylinux_2_5_i686 manylinux1_i686', 'manylinux_2_6_i686 manylinux2010_i686 manylinux1_x86_64'],
  ['manylinux_2_100_x86_64', 'manylinux_2_28_x86_64 manylinux_2_99_x86_64', 'manylinux_2_101_x86_64'],
  ['manylinux_2_9_x86_64', 'manylinux_2_5_x86_64', 'manylinux_2_17_x86_64'],
  [
    'musllinux_1_2_x86_64',
    'musllinux_1_1_x86_64 musllinux_1_2_x86_64',
    'musllinux_1_3_x86_64 musllinux_2_0_x86_64 musllinux_1_1_aarch64 manylinux2014_x86_64 linux_x86_64',
  ],
  ['linux_x86_64', 'linux_x86_64 Linux_x86_64', 'manylinux2014_x86_64 linux_aarch64 musllinux_1_1_x86_64'],
  [
    'macosx_11_0_arm64',
    'macosx_11_0_arm64 macosx_11_0_universal2 macosx_10_9_universal2',
    'macosx_12_0_arm64 macosx_11_1_arm64 macosx_11_0_x86_64 macosx_12_0_universal2 macosx_10_9_intel',
  ],
  ['macosx_14_0_x86_64', 'macosx_10_9_x86_64 macosx_13_0_universal2', 'macosx_15_0_x86_64 macosx_11_0_arm64'],
  [
    'macosx_11_0_universal2',
    'macosx_11_0_universal2 macosx_10_9_universal2',
    'macosx_11_0_arm64 macosx_11_0_x86_64 macosx_12_0_universal2',
  ],
  ['macosx_10_13_i386', 'macosx_10_6_i386', 'macosx_10_9_universal2 macosx_10_9_x86_64'],
  ['android_24_arm64_v8a', 'android_21_arm64_v8a android_24_arm64_v8a', 'android_27_arm64_v8a android_21_x86_64'],
  [
    'ios_14_2_arm64_iphoneos',
    'ios_13_0_arm64_iphoneos ios_14_2_arm64_iphoneos',
    'ios_14_3_arm64_iphoneos ios_15_0_arm64_iphoneos ios_13_0_arm64_iphonesimulator ios_13_0_x86_64_iphoneos',
  ],
  ['win_amd64', 'win_amd64 WIN_AMD64', 'win32 win_arm64 any'],
  [
    'freebsd_14_4_release_amd64',
    'freebsd_14_4_release_amd64 freebsd_14_4_RELEASE_amd64',
    'freebsd_14_3_release_amd64 freebsd_15_0_release_amd64',
  ],
  ['pyodide_2024_0_wasm32', 'pyodide_2024_0_wasm32', 'pyodide_2023_0_wasm32 emscripten_3_1_58_wasm32'],
  ['any', 'any Any', 'win_amd64 manylinux2014_x86_64 linux_x86_64'],
]

describe('platforms (PEP 600, 656, 730, 738)', () => {
  for (const [wish, yes, no] of judged) {
    it(`${wish} is served by ${yes}`, () => {
      for (const file of yes.split(' ')) assert.ok(platformFits(file, wish), file)
      for (const file of yes.split(' ')) assert.ok(platformFits(file, wish.toUpperCase()), `${file} for ${wish.toUpperCase()}`)
    })
    it(`${wish} is not served by ${no}`, () => {
      for (const file of no.split(' ')) assert.ok(!platformFits(file, wish), file)
    })
  }
})

describe('plainPlatform', () => {
  const table: [tag: string, plain: string][] = [
    ['manylinux1_i686', 'manylinux_2_5_i686'],
    ['ManyLinux2010_x86_64', 'manylinux_2_12_x86_64'],
    ['manylinux2014_aarch64', 'manylinux_2_17_aarch64'],
    ['FreeBSD_15_0_RELEASE_amd64', 'freebsd_15_0_release_amd64'],
    ['manylinux2024_x86_64', 'manylinux2024_x86_64'],
  ]
  for (const [tag, plain] of table) it(`${tag} is ${plain}`, () => assert.equal(plainPlatform(tag), plain))
})
