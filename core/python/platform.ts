/**
 * Whether what was built for one platform runs wherever the other is wanted (PEP 600, 656, 730, 738): same family and
 * architecture, the file's version not above the wish's. All others must be equal ignoring case; `any` is equal only to `any`.
 */
export function platformFits(filePlatform: string, wishPlatform: string): boolean {
  const file = parse(filePlatform)
  const wish = parse(wishPlatform)
  if (file === undefined || wish === undefined) return filePlatform.toLowerCase() === wishPlatform.toLowerCase()
  return file.family === wish.family && runsOn(file, wish) && isAtMost(file, wish)
}

/** A platform tag in lower case, by PEP 600's name where it has an older one: manylinux2014_x86_64 is manylinux_2_17_x86_64. */
export function plainPlatform(tag: string): string {
  return tag.toLowerCase().replace(/^manylinux(1|2010|2014)(?=_)/, (_, profile: string) => `manylinux_${oldManylinux[profile]}`)
}

interface Platform {
  readonly family: 'manylinux' | 'musllinux' | 'macosx' | 'android' | 'ios'
  readonly major: number
  readonly minor: number
  readonly arch: string
}

/** PEP 600's names for the profiles that came before it. */
const oldManylinux: Readonly<Record<string, string>> = { '1': '2_5', '2010': '2_12', '2014': '2_17' }

function parse(tag: string): Platform | undefined {
  const name = plainPlatform(tag)
  const levels = /^(android)_([0-9]+)()_(\w+)$/.exec(name)
  const [, family, major, minor, arch] = levels ?? /^(manylinux|musllinux|macosx|ios)_([0-9]+)_([0-9]+)_(\w+)$/.exec(name) ?? []
  if (!isFamily(family) || arch === undefined) return undefined
  return { family, major: Number(major), minor: Number(minor), arch }
}

function isFamily(text: string | undefined): text is Platform['family'] {
  return text === 'manylinux' || text === 'musllinux' || text === 'macosx' || text === 'android' || text === 'ios'
}

/** universal2 holds the code of both, so it runs on either; only itself serves a wish for both. */
function runsOn(file: Platform, wish: Platform): boolean {
  const both = file.family === 'macosx' && file.arch === 'universal2' && ['arm64', 'x86_64'].includes(wish.arch)
  return file.arch === wish.arch || both
}

/** A libc of another major version is another platform; the others only grow. */
function isAtMost(file: Platform, wish: Platform): boolean {
  if (file.major === wish.major) return file.minor <= wish.minor
  return file.major < wish.major && file.family !== 'manylinux' && file.family !== 'musllinux'
}
