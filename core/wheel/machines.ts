import type { Tag } from '../python/tag.ts'
import type { Images } from './abi3.ts'
import { onlyBuilds, parseExtensionName } from './extension-name.ts'
import { about, error, notice, type Remark, warning } from './finding.ts'
import type { NativeImage } from './native.ts'
import { isPythonDll } from './pe.ts'

/** What native code of a platform tag must be: each of these machines. */
export interface PlatformNeeds {
  readonly format: NativeImage['format']
  readonly machines: readonly string[]
}

const machineNames = new Map([
  ['amd64', 'x86_64'],
  ['arm64', 'aarch64'],
  ['arm64_v8a', 'aarch64'],
  ['armeabi_v7a', 'arm'],
  ['armv6l', 'arm'],
  ['armv7l', 'arm'],
  ['armv8l', 'arm'],
  ['i386', 'i686'],
  ['i586', 'i686'],
  ['powerpc64', 'ppc64'],
  ['powerpc64le', 'ppc64le'],
  ['x86', 'i686'],
])
const sameNames = ['aarch64', 'i686', 'loongarch64', 'ppc', 'ppc64', 'ppc64le', 'riscv64', 's390x', 'x86_64']
const several = new Map([
  ['universal2', ['x86_64', 'aarch64']],
  ['universal', ['i686', 'ppc', 'x86_64', 'ppc64']],
  ['intel', ['i686', 'x86_64']],
  ['fat', ['i686', 'ppc']],
  ['fat3', ['i686', 'x86_64', 'ppc']],
  ['fat64', ['x86_64', 'ppc64']],
])

/** What a platform tag asks of native code; undefined for a platform or a machine that is not known here. */
export function platformNeeds(platform: string): PlatformNeeds | undefined {
  if (platform === 'win32') return { format: 'pe', machines: ['i686'] }
  const [, family = '', machine = ''] =
    /^(win|macosx_[0-9]+_[0-9]+|ios_[0-9]+_[0-9]+|(?:many|musl)linux(?:_[0-9]+_[0-9]+|[0-9]+)|linux|android_[0-9]+|(?:free|net|open)bsd_[0-9_]+?(?:_(?:release|stable|current|rc|beta|alpha|prerelease)[0-9p_]*)?|dragonfly_[0-9_]+?(?:_release)?)_([a-z].*)$/.exec(
      platform,
    ) ?? []
  if (family === '') return undefined
  const format = family === 'win' ? 'pe' : /^(?:macosx|ios)/.test(family) ? 'mach-o' : 'elf'
  const plain = machine.replace(/_iphone(?:os|simulator)$/, '')
  const one = machineNames.get(plain) ?? sameNames.find((name) => name === plain)
  const machines = several.get(plain) ?? (one === undefined ? undefined : [one])
  return machines === undefined ? undefined : { format, machines }
}

/**
 * Whether native code is for the machine that the platform tags name: an extension module that is not cannot be imported (error), a
 * library may be there for others (warning). Of systems for which only hosts of one's own build (the BSDs) the tag is what somebody
 * has set, and the host's import check knows better: a warning. Which system ELF code says to be for is a hint.
 */
export function judgeMachines(images: Images, tags: readonly Tag[]): Remark[] {
  const platforms = [...new Set(tags.map((tag) => tag.platform))]
  const needs = platforms.flatMap((platform) => platformNeeds(platform) ?? [])
  if (needs.length < platforms.length) return []
  const severe = platforms.every((platform) => /linux|^macosx|^win/.test(platform)) ? error : warning
  const alone = new Set(onlyBuilds([...images.keys()]).map(({ path }) => path))
  return [...images].flatMap(([path, image]): Remark[] => {
    const module = parseExtensionName(path) !== undefined
    if ('unread' in image) return [(module ? warning : notice)('machine', `${path} was not checked: ${image.unread}`)]
    if (needs.some((one) => fits(image, one))) return judgeSystem(path, image, platforms)
    const says = `${path} is for ${image.machines.join(' and ')} (${image.format}), not for ${platforms.join(', ')}`
    if (module) return alone.has(path) ? [severe('machine', says)] : []
    return needs.some((one) => one.format === image.format) ? [warning('machine', says)] : []
  })
}

function fits(image: NativeImage, needs: PlatformNeeds): boolean {
  if (image.format !== needs.format) return false
  return image.machines.includes('any') || needs.machines.every((machine) => image.machines.includes(machine))
}

function judgeSystem(path: string, { system }: NativeImage, platforms: readonly string[]): Remark[] {
  if (system === undefined || platforms.some((platform) => platform.includes(system))) return []
  return [warning('machine', `${path} says to be for ${system}, not for ${platforms.join(', ')}`)]
}

/** Modules that load the DLL of another Python than the wheel's tags name; those of abi3 wheels are judged with the stable ABI. */
export function judgePythonDlls(images: Images, tags: readonly Tag[]): Remark[] {
  if (tags.some((tag) => !/^cp3[0-9]+t?$/.test(tag.abi))) return []
  const allowed = new Set(['python3.dll', ...tags.map((tag) => `python${tag.abi.slice(2)}.dll`)])
  const strays = [...images].flatMap(([path, image]) => {
    const name = parseExtensionName(path)
    if (name === undefined || 'unread' in image || image.imports === undefined || 'unread' in image.imports) return []
    const others = image.imports.libraries.filter((library) => isPythonDll(library) && !allowed.has(library.toLowerCase()))
    return onlyBuilds([...images.keys()]).some((one) => one.path === path) ? others.map((library) => `${library} (${path})`) : []
  })
  return about(strays, (told) => error('native', `it loads the DLL of another Python than its tags name: ${told}`))
}
