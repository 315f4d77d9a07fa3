import { addTo } from '../add-to.ts'
import { fixedPart, isMatch } from '../changes/globs.ts'
import type { LocalPackage } from '../changes/local-package.ts'
import { counting, sharedLocks } from '../changes/select/affected.ts'
import { settingsFiles } from '../changes/select/around-packages.ts'
import { ownerFinder, ownersOf } from '../changes/select/owners.ts'
import { beginningWith, type Directory, directoryOf } from '../changes/select/picking.ts'
import { rulePicker } from '../changes/select/ruling.ts'
import type { Rule, Rules } from '../changes/select/rules.ts'

/** Files that belong to some packages by one rule: one object for all of these. */
export interface PathGroup {
  /** As a change of one of them would select the packages. */
  readonly as: 'direct' | 'indirect'
  readonly paths: readonly string[]
}

/** What of a repository's files belongs to whom. */
export interface Belonging {
  /** By package its own, sorted: in its folder, named by its triggers, beside its ci file. */
  readonly own: ReadonlyMap<LocalPackage, readonly string[]>
  /** By package what rules of paths, and files that its build or tests read above it, give it besides. */
  readonly groups: ReadonlyMap<LocalPackage, readonly PathGroup[]>
  /** What every package is made with, sorted. */
  readonly shared: readonly string[]
  /** Locks that may concern several packages, each a part of it. */
  readonly locks: readonly string[]
}

/** By what files belong to packages. */
export interface BelongingRules {
  readonly packages: readonly LocalPackage[]
  readonly rules: Rules
  /** Beginnings of paths that do not count, ignoring case. */
  readonly excludePaths: readonly string[]
}

/**
 * Finds out which packages each path belongs to, by the rules by which a change of it selects them: a path whose change concerns a package is a part of its content, and
 * one that is ignored belongs to nobody. Matrices and the rules themselves do not: cells of the one, and what the other gives to whom, stand in keys.
 */
export function belonging(paths: readonly string[], { packages, rules, excludePaths }: BelongingRules): Belonging {
  const counted = paths.filter(counting(excludePaths, rules)).sort()
  const locks = sharedLocks(counted, packages)
  const shared = counted.filter((path) => isMatch(rules.shared, path))
  const known = new Set([...locks, ...shared])
  const own = new Map<LocalPackage, string[]>()
  const ownersAt = ownerFinder(ownersOf(packages))
  for (const path of counted) for (const one of ownersAt(path, known.has(path))) addTo(own, one, path)
  const groups = new Map<LocalPackage, PathGroup[]>()
  const spoken = groupByRules(groups, rules.rules, counted, directoryOf(packages))
  const silent = counted.filter((path) => !spoken.has(path) && !known.has(path))
  for (const { path, packages: concerned } of settingsFiles(silent, packages, false)) {
    const group: PathGroup = { as: 'indirect', paths: [path] }
    for (const one of concerned) addTo(groups, one, group)
  }
  return { own, groups, shared, locks }
}

/** Answers the paths by which a rule gives anything to anybody. */
function groupByRules(
  groups: Map<LocalPackage, PathGroup[]>,
  rules: readonly Rule[],
  paths: readonly string[],
  directory: Directory,
): Set<string> {
  const spoken = new Set<string>()
  const listed = paths.map((path) => [path, path] as const)
  for (const rule of rules) {
    if (rule.kind !== 'paths') continue
    const picked = rulePicker(rule, directory)
    const byList = new Map<readonly LocalPackage[], string[]>()
    for (const path of candidates(listed, rule.paths.texts))
      for (const { packages } of picked(path)) if (packages.length > 0) addTo(byList, packages, path)
    for (const [packages, given] of byList) {
      const group: PathGroup = { as: rule.picks.as, paths: given }
      for (const path of given) spoken.add(path)
      for (const one of packages) addTo(groups, one, group)
    }
  }
  return spoken
}

/** The paths that begin as one of some globs does, sorted. */
function candidates(listed: readonly (readonly [string, string])[], globs: readonly string[]): string[] {
  const beginnings = globs.filter((glob) => !glob.startsWith('!')).map(fixedPart)
  if (beginnings.includes('')) return listed.map(([path]) => path)
  const [only] = beginnings
  if (only !== undefined && beginnings.length === 1) return beginningWith(listed, only).map(([path]) => path)
  return [...new Set(beginnings.flatMap((beginning) => beginningWith(listed, beginning).map(([path]) => path)))].sort()
}
