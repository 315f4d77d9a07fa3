import type { Choices } from './choices.ts'
import { type Captured, capturesOf } from '../globs.ts'
import type { LocalPackage } from '../local-package.ts'
import { type Directory, missing, pick } from './picking.ts'
import type { Picked, Rule, Rules } from './rules.ts'
import type { Reason } from './selection.ts'

/**
 * Chooses what rules say, in their order: first those of paths, then, one step and no further, those of packages that changed. Answers the paths
 * by which a rule chose any: what it only matches is still nobody's.
 */
export function chooseByRules(choices: Choices, rules: readonly Rule[], paths: readonly string[], directory: Directory): Set<string> {
  const spokenOf = new Set<string>()
  for (const rule of rules) if (rule.kind === 'paths') for (const path of applyToPaths(choices, rule, paths, directory)) spokenOf.add(path)
  const changed = new Set(directory.folders.map(([, one]) => one).filter((one) => choices.isDirect(one)))
  const byName = [...changed].sort((a, b) => (a.project < b.project ? -1 : 1))
  for (const rule of rules) if (rule.kind === 'changed') applyToChanged(choices, rule, byName, directory)
  return spokenOf
}

/** Plain names and folders of rules that are no package here, told: else a rule that selects nothing would look as if it did. */
export function unknownInRules({ rules, fallback }: Rules, directory: Directory): string[] {
  const picks = rules.map(({ at, picks }) => ({ of: `The rule in ${at},`, picks }))
  const all = fallback === undefined ? picks : [...picks, { of: `The fallback in ${fallback.at},`, picks: fallback }]
  return all.flatMap(({ of, picks: picked }) =>
    missing(directory, picked).map((name) => `${of} names ${name}, which is no package of this repository.`),
  )
}

function applyToPaths(choices: Choices, rule: Rule & { kind: 'paths' }, paths: readonly string[], directory: Directory): string[] {
  const picked = rulePicker(rule, directory)
  return paths.filter((path) => {
    const found = picked(path)
    for (const one of found) if (one.isNew) choose(choices, one.packages, rule.picks.as, { kind: 'rule', at: rule.at, path })
    return found.some(({ packages }) => packages.length > 0)
  })
}

function applyToChanged(choices: Choices, rule: Rule & { kind: 'changed' }, changed: readonly LocalPackage[], directory: Directory): void {
  const picked = rulePicker(rule, directory)
  for (const one of changed)
    for (const { packages, isNew } of picked(one.project))
      if (isNew) choose(choices, packages, rule.picks.as, { kind: 'along', at: rule.at, by: one.name })
}

function choose(choices: Choices, packages: Given['packages'], as: Picked['as'], reason: Reason): void {
  for (const one of packages) choices.choose(one, as, reason)
}

/** What a rule picks. */
export interface Given {
  readonly packages: readonly LocalPackage[]
  /** What was picked once is nothing new to the choices. */
  readonly isNew: boolean
}

/** What a rule picks for a path, or for the name of a package that changed: one list for each capture, the same whenever that comes again. */
export function rulePicker(rule: Rule, directory: Directory): (text: string) => Given[] {
  const picked = picker(directory, rule.picks)
  const globs = rule.kind === 'paths' ? rule.paths : rule.changed
  return (text) => capturesOf(globs, text).map(picked)
}

/** Picks once for each capture. */
function picker(directory: Directory, picks: Picked): (captured: Captured) => Given {
  const seen = new Map<string, readonly LocalPackage[]>()
  return (captured) => {
    const key = JSON.stringify(captured)
    const before = seen.get(key)
    const packages = before ?? pick(directory, picks, captured)
    seen.set(key, packages)
    return { packages, isNew: before === undefined }
  }
}
