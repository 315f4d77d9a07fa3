import { few } from '../few.ts'
import { parseInterpreter, type Tag } from '../python/tag.ts'
import { parseExtensionName } from './extension-name.ts'
import { error, notice, type Remark, warning } from './finding.ts'
import type { Imports, NativeImage, Unread } from './native.ts'
import { isPythonDll } from './pe.ts'
import { isStableIn, stableSince } from './stable-abi.ts'

/** Native code by its path in the wheel; a path is absent when it was too large to be read. */
export type Images = ReadonlyMap<string, NativeImage | Unread>

/**
 * Holds the native code of a wheel with an abi3 tag against the stable ABI of the tagged version: what a module needs of Python must
 * have been in it by then. Modules named for one interpreter are left aside, as no other loads them. What could not be read is said.
 */
export function auditAbi3(natives: readonly string[], images: Images, tags: readonly Tag[]): Remark[] {
  const stable = tags.filter((tag) => tag.abi === 'abi3' || tag.abi === 'abi3t')
  if (stable.length === 0) return []
  const paths = natives.filter((path) => parseExtensionName(path)?.kind !== 'interpreter')
  const minors = stable.flatMap(({ python }) => minorOf(python) ?? [])
  if (minors.length === 0) return paths.length === 0 ? [] : [notice('abi3', 'the stable ABI was not checked: its tag names no version')]
  const own = new Set([...images.values()].flatMap((image) => importsOf(image)?.offers ?? []))
  const rule = { minor: Math.min(...minors), freeThreaded: stable.some((tag) => tag.abi === 'abi3t'), own, files: filesOf(natives) }
  return shortened(paths.flatMap((path) => auditOne(path, images.get(path), rule)))
}

interface Rule {
  /** The oldest Python of the tags, 3.`minor`. */
  readonly minor: number
  readonly freeThreaded: boolean
  /** Names that look like Python's, but are defined in the wheel itself. */
  readonly own: ReadonlySet<string>
  /** Names of the wheel's libraries, without their folders. */
  readonly files: ReadonlySet<string>
}

function filesOf(paths: readonly string[]): ReadonlySet<string> {
  return new Set(paths.map((path) => path.slice(path.lastIndexOf('/') + 1)))
}

function minorOf(python: string): number | undefined {
  const interpreter = parseInterpreter(python)
  return interpreter?.implementation === 'cp' && interpreter.major === 3 ? interpreter.minor : undefined
}

function importsOf(image: NativeImage | Unread): Imports | undefined {
  return 'unread' in image || image.imports === undefined || 'unread' in image.imports ? undefined : image.imports
}

function auditOne(path: string, image: NativeImage | Unread | undefined, rule: Rule): Remark[] {
  const imports = image === undefined ? undefined : importsOf(image)
  if (imports === undefined) return [notice('abi3', `the stable ABI was not checked in ${path}: ${whyUnread(image)}`)]
  const foreign = imports.needs.filter((name) => !rule.own.has(name) && !isStableIn(name, rule.minor))
  const late = foreign.filter((name) => stableSince(name) !== undefined)
  const never = foreign.filter((name) => stableSince(name) === undefined)
  const bound = imports.libraries.filter((library) => isBound(library, rule.freeThreaded))
  return [
    ...(never.length > 0
      ? [
          notStable(
            path,
            never,
            imports.libraries.filter((library) => isElsewhere(library, rule.files)),
          ),
        ]
      : []),
    ...(late.length > 0
      ? [error('abi3', `${path} needs what the stable ABI of 3.${rule.minor} does not have yet: ${few(late.map(withSince), 6)}`)]
      : []),
    ...(bound.length > 0 ? [error('abi3', `${path} loads the library of one Python only, not that of abi3: ${few(bound, 6)}`)] : []),
  ]
}

/** Libraries of the stable ABI in another wheel may bring what only looks as if it were of Python. */
function notStable(path: string, names: readonly string[], elsewhere: readonly string[]): Remark {
  const says = `${path} needs what is not in the stable ABI: ${few(names, 6)}`
  return elsewhere.length === 0
    ? error('abi3', says)
    : warning('abi3', `${says}; it may be in ${few(elsewhere, 6)}, which is not in the wheel`)
}

function isElsewhere(library: string, files: ReadonlySet<string>): boolean {
  return /\.abi3t?\.(?:so|dylib)/.test(library) && !files.has(library.slice(library.lastIndexOf('/') + 1))
}

function whyUnread(image: NativeImage | Unread | undefined): string {
  if (image === undefined) return 'it is too large'
  if ('unread' in image) return image.unread
  return image.imports !== undefined && 'unread' in image.imports ? image.imports.unread : 'only its beginning was read'
}

function withSince(name: string): string {
  return `${name} (since ${stableSince(name)})`
}

/** Windows has python3.dll for the stable ABI; on other systems a module loads no library of Python at all. */
function isBound(library: string, freeThreaded: boolean): boolean {
  if (isPythonDll(library)) return !(freeThreaded ? /^python3t?\.dll$/i : /^python3\.dll$/i).test(library)
  return /(?:^|\/)libpython3\.[0-9]+[a-z]*\.(?:so|dylib)|\/Python(?:T)?\.framework\/Versions\/3\.[0-9]+/i.test(library)
}

/** The first few modules tell what is amiss with all. */
function shortened(remarks: readonly Remark[]): Remark[] {
  const errors = remarks.filter((remark) => remark.severity === 'error')
  const others = remarks.filter((remark) => remark.severity !== 'error')
  return [errors, others].flatMap((some) => {
    const left = some.slice(5)
    const [first] = left
    return first === undefined ? some : [...some.slice(0, 5), { ...first, says: `${left.length} more modules are alike` }]
  })
}
