import { type Captured, filled, fixedPart, isLiteral, isMatch, nameGlob, parseGlobs, placeholdersOf } from '../globs.ts'
import type { LocalPackage } from '../local-package.ts'
import { normalizeName } from '../../python/name.ts'
import type { Picked } from './rules.ts'

type Named = readonly [text: string, named: LocalPackage]

/** Packages by what globs may call them, sorted, so that those with one beginning stand together. */
export interface Directory {
  readonly names: readonly Named[]
  readonly folders: readonly Named[]
}

/** Lists packages by name, by artifact name, and by folder. */
export function directoryOf(packages: readonly LocalPackage[]): Directory {
  const byText = ([a]: Named, [b]: Named): number => (a < b ? -1 : a > b ? 1 : 0)
  return {
    names: packages
      .flatMap((one): Named[] => [...new Set([one.project, normalizeName(one.artifact)])].map((name) => [name, one]))
      .sort(byText),
    folders: packages.map((one): Named => [one.folder, one]).sort(byText),
  }
}

/** The packages that are picked, where `<name>` stands for what was captured: those that fit both lists of globs, where both are given. */
export function pick(directory: Directory, picked: Picked, captured: Captured): LocalPackage[] {
  const named = picked.packages.map((glob) => nameGlob(filled(glob, captured)))
  const byName = named.length === 0 ? undefined : matching(directory.names, named)
  const folders = picked.folders.map((glob) => filled(glob, captured))
  const byFolder = folders.length === 0 ? undefined : matching(directory.folders, folders)
  if (byName === undefined || byFolder === undefined) return [...(byName ?? byFolder ?? [])]
  return [...byName].filter((one) => byFolder.has(one))
}

/** Plain names and folders among the globs that no package has. */
export function missing(directory: Directory, { packages, folders }: Picked): string[] {
  const isPlain = (glob: string): boolean => placeholdersOf(glob).length === 0 && isLiteral(glob.replace(/^!/, ''))
  const none = (list: readonly Named[], glob: string): boolean => matching(list, [glob.replace(/^!/, '')]).size === 0
  return [
    ...packages.filter((glob) => isPlain(glob) && none(directory.names, nameGlob(glob))),
    ...folders.filter((glob) => isPlain(glob) && none(directory.folders, glob)),
  ]
}

function matching(list: readonly Named[], texts: readonly string[]): Set<LocalPackage> {
  const globs = parseGlobs(texts)
  const found = new Set<LocalPackage>()
  for (const glob of texts.filter((text) => !text.startsWith('!')))
    for (const [text, one] of beginningWith(list, fixedPart(glob)))
      if (isMatch(globs, text) || (text === '.' && isMatch(globs, ''))) found.add(one)
  return found
}

/** Those of a list, sorted by text, whose text begins so. */
export function beginningWith<T>(
  list: readonly (readonly [text: string, named: T])[],
  beginning: string,
): (readonly [text: string, named: T])[] {
  let low = 0
  for (let high = list.length; low < high;) {
    const middle = (low + high) >> 1
    if ((list[middle]?.[0] ?? '') < beginning) low = middle + 1
    else high = middle
  }
  let end = low
  while (list[end]?.[0].startsWith(beginning) === true) end++
  return list.slice(low, end)
}
