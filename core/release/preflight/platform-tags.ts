/** Whether PyPI takes wheels of a platform tag (warehouse/utils/wheel.py): those of a platform whose ABI a standard describes. Tags are in lower case. */
export function isPyPIPlatform(tag: string): boolean {
  return patterns.some((pattern) => pattern.test(tag))
}

const mac = 'ppc|ppc64|i386|x86_64|arm64|intel|fat|fat3|fat64|universal|universal2'
const linux = 'x86_64|i686|aarch64|armv7l|ppc64le|s390x|riscv64'

const patterns = [
  'any|win32|win_(?:amd64|arm64|ia64)|linux_armv[67]l',
  'manylinux(?:1|2010)_(?:x86_64|i686)|manylinux2014_(?:x86_64|i686|aarch64|armv7l|ppc64|ppc64le|s390x)',
  `manylinux_[0-9]+_[0-9]+_(?:${linux}|ppc64)|musllinux_[0-9]+_[0-9]+_(?:${linux})`,
  // Since macOS 11 a version's second number says nothing, so only 0 is taken.
  `macosx_10_[0-9]+_(?:${mac})|macosx_(?:11|12|13|14|15|26)_0_(?:${mac})`,
  'ios_[0-9]+_[0-9]+_(?:arm64|x86_64)_(?:iphoneos|iphonesimulator)',
  'android_[0-9]+_(?:armeabi_v7a|arm64_v8a|x86|x86_64)',
  'pyemscripten_[0-9]+_[0-9]+_wasm32',
].map((pattern) => new RegExp(`^(?:${pattern})$`))
