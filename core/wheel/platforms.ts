import type { WheelName } from '../python/wheel-name.ts'
import { about, notice, type Remark, warning } from './finding.ts'

/**
 * Whether the platform tags are spelled as installers ask for them, and the file name as tools agree to write it (lower case, the
 * parts of a compressed set sorted). Installers read any case and any order, so of that nothing but a notice is said.
 */
export function judgeSpelling({ text, tags }: WheelName): Remark[] {
  const sets = text.slice(0, -'.whl'.length).split('-').slice(-3)
  const upper = sets.filter((set) => set !== set.toLowerCase())
  const unsorted = sets.filter((set) => set !== set.split('.').sort().join('.'))
  const unasked = [...new Set(tags.map((tag) => tag.platform))].filter((platform) => misspelling.test(platform))
  return [
    ...about(unasked, (told) => warning('platform', `no installer asks for its platform tag as it is spelled: ${told}`)),
    ...about(upper, (told) => notice('platform', `its tags are not in lower case: ${told}`)),
    ...about(unsorted, (told) => notice('tags', `its compressed tags are not sorted: ${told}`)),
  ]
}

/** Machines by others' names, and tags that lack the version of their system. */
const misspelling = new RegExp(
  [
    /^(?:(?:many|musl)linux.*|linux)_(?:amd64|arm64|x64|x86|i386|x86_32)$/,
    /^(?:manylinux|musllinux|macosx|freebsd)_[a-z]/,
    /^macosx_.*_(?:aarch64|amd64|x64)$|^macosx_[0-9]+_[a-z]/,
    /^musllinux[0-9]/,
    /^win_(?:x86_64|x86|x64|32|i686|aarch64)$|^win64|^windows|^darwin|^macos_/,
  ]
    .map((one) => one.source)
    .join('|'),
)
