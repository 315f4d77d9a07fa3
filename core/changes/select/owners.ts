import { addTo } from '../../add-to.ts'
import type { LocalPackage } from '../local-package.ts'
import type { Reason } from './selection.ts'

/** Packages by what of the repository is theirs, ignoring case as azure-sdk does. */
export interface Owners {
  /** By their folder; the one at the top is not among them. */
  readonly folders: ReadonlyMap<string, readonly LocalPackage[]>
  readonly triggers: ReadonlyMap<string, readonly LocalPackage[]>
  /** By the folder of their only ci*.yml. */
  readonly services: ReadonlyMap<string, readonly LocalPackage[]>
  readonly top: readonly LocalPackage[]
}

/** A package that a path touches, and why. */
export interface Touched {
  readonly package: LocalPackage
  readonly reason: Reason
}

/** What the first paths that touch packages are, and which paths touched none. */
export interface Ownership {
  readonly touched: readonly Touched[]
  readonly left: readonly string[]
}

/** Finds out what belongs to whom. */
export function ownersOf(packages: readonly LocalPackage[]): Owners {
  const sole = new Set(packages.flatMap(({ ciFile }) => (ciFile?.sole === true ? [folderOf(keyOf(ciFile.path))] : [])))
  return {
    folders: group(packages, (one) => (one.folder === '.' ? [] : [keyOf(one.folder)])),
    triggers: group(packages, ({ triggers }) => triggers.map(keyOf)),
    services: group(packages, (one) =>
      ciFilesOf(one)
        .map(folderOf)
        .filter((folder) => sole.has(folder)),
    ),
    top: packages.filter(({ folder }) => folder === '.'),
  }
}

/** By every folder that packages are or lie below, those packages; `.` is the top. */
export function packagesBelow(packages: readonly LocalPackage[]): ReadonlyMap<string, readonly LocalPackage[]> {
  const parts = (folder: string): string[] => (folder === '.' ? [] : folder.split('/'))
  return group(packages, ({ folder }) => ['.', ...parts(folder).map((_, at, all) => all.slice(0, at + 1).join('/'))])
}

/** Whether a path lies in the folder of a package that is not at the top. */
export function isInPackage({ folders }: Owners, path: string): boolean {
  return selfAndAbove(keyOf(path)).some((key) => folders.has(key))
}

/**
 * Lets paths touch packages, in their order: the first of a package holds, and of what one path is to it first that it lies in its folder, then
 * that it is a trigger or below one, then that it is a file beside the only ci*.yml. A package at the top has what no other package's folder
 * has, but for `common` paths.
 */
export function touch(owners: Owners, paths: readonly string[], common: ReadonlySet<string>): Ownership {
  const touched = new Map<LocalPackage, Reason>()
  const done = new Set<readonly LocalPackage[]>()
  const take = ({ list, reasonOf }: Found): void => {
    if (!done.has(list)) for (const one of list) if (!touched.has(one)) touched.set(one, reasonOf(one))
    done.add(list)
  }
  const left = paths.filter((path) => {
    const found = findOwners(owners, path, common.has(path))
    found.forEach(take)
    return found.length === 0
  })
  return { touched: [...touched].map(([one, reason]) => ({ package: one, reason })), left }
}

/** Finds the packages that a path touches, each once, as `touch` does; quickly for many paths, of which those of one folder are mostly alike. */
export function ownerFinder(owners: Owners): (path: string, isCommon: boolean) => ReadonlySet<LocalPackage> {
  const found = new Map<string, ReadonlySet<LocalPackage>>()
  return (path, isCommon) => {
    const key = keyOf(path)
    const isNamed = owners.folders.has(key) || owners.triggers.has(key)
    const alike = isNamed ? `${key}\0${isCommon}` : `\0${folderOf(key)}\0${hasExtension(path)}\0${isCommon}`
    const known = found.get(alike) ?? new Set(findOwners(owners, path, isCommon).flatMap(({ list }) => list))
    found.set(alike, known)
    return known
  }
}

interface Found {
  readonly list: readonly LocalPackage[]
  readonly reasonOf: (one: LocalPackage) => Reason
}

function findOwners({ folders, triggers, services, top }: Owners, path: string, isCommon: boolean): Found[] {
  const keys = selfAndAbove(keyOf(path))
  const at = (map: Owners['folders'], some: readonly string[], reasonOf: (one: LocalPackage, key: string) => Reason): Found[] =>
    some.flatMap((key) => {
      const list = map.get(key)
      return list === undefined ? [] : [{ list, reasonOf: (one) => reasonOf(one, key) }]
    })
  const own = at(folders, keys, () => ({ kind: 'path', path }))
  const atTop: Found[] = own.length === 0 && top.length > 0 && !isCommon ? [{ list: top, reasonOf: () => ({ kind: 'path', path }) }] : []
  return [
    ...own,
    ...atTop,
    ...at(triggers, keys, (one, key) => ({ kind: 'trigger', path, trigger: one.triggers.find((text) => keyOf(text) === key) ?? key })),
    ...at(services, hasExtension(path) ? [folderOf(keyOf(path))] : [], () => ({ kind: 'service', path })),
  ]
}

/** azure-sdk takes what has none for a folder. */
function hasExtension(path: string): boolean {
  return /\.[^./]+$/.test(path)
}

function ciFilesOf({ ciFile, triggers }: LocalPackage): string[] {
  const named = triggers.map(keyOf).filter((key) => /(?:^|\/)ci[^/]*\.yml$/.test(key))
  return ciFile === undefined ? named : [keyOf(ciFile.path), ...named]
}

/** A path as it is looked up; empty for the top. */
function keyOf(path: string): string {
  return path
    .replace(/^(?:\.?\/)+|\/+$/g, '')
    .replace(/^\.$/, '')
    .toLowerCase()
}

function folderOf(key: string): string {
  return key.slice(0, Math.max(0, key.lastIndexOf('/')))
}

function selfAndAbove(key: string): string[] {
  const keys = [key]
  for (let at = key.lastIndexOf('/'); at >= 0; at = key.lastIndexOf('/', at - 1)) keys.push(key.slice(0, at))
  return key === '' ? keys : [...keys, '']
}

function group(packages: readonly LocalPackage[], keysOf: (one: LocalPackage) => readonly string[]): Map<string, LocalPackage[]> {
  const found = new Map<string, LocalPackage[]>()
  for (const one of packages) for (const key of new Set(keysOf(one))) addTo(found, key, one)
  return found
}
