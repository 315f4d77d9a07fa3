import type { Choices } from './choices.ts'
import { type Captured, capturesOf } from './globs.ts'
import type { LocalPackage } from './local-package.ts'
import { type Directory, missing, pick } from './picking.ts'
import type { Picked, Rule, Rules } from './rules.ts'
import type { Reason } from './selection.ts'

/**
 * Chooses what rules say, in their order: first those of paths, then, one step and no further, those of packages that changed. Answers the paths
 * of which a rule speaks.
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
  const picks = rules.map(({ at, picks }) => ({ at, picks }))
  return [...picks, ...(fallback === undefined ? [] : [{ at: 'fallback', picks: fallback }])].flatMap((one) =>
    missing(directory, one.picks).map((name) => `${one.at} of the rules names ${name}, which is no package of this repository.`),
  )
}

function applyToPaths(choices: Choices, rule: Rule & { kind: 'paths' }, paths: readonly string[], directory: Directory): string[] {
  const picked = picker(directory, rule.picks)
  return paths.filter((path) => {
    const captures = capturesOf(rule.paths, path)
    for (const captured of captures) choose(choices, picked(captured), rule.picks.as, { kind: 'rule', at: rule.at, path })
    return captures.length > 0
  })
}

function applyToChanged(choices: Choices, rule: Rule & { kind: 'changed' }, changed: readonly LocalPackage[], directory: Directory): void {
  const picked = picker(directory, rule.picks)
  for (const one of changed)
    for (const captured of capturesOf(rule.changed, one.project))
      choose(choices, picked(captured), rule.picks.as, { kind: 'along', at: rule.at, by: one.name })
}

function choose(choices: Choices, packages: readonly LocalPackage[], as: Picked['as'], reason: Reason): void {
  for (const one of packages) choices.choose(one, as, reason)
}

/** What was picked once is nothing new to the choices, so of each capture the packages are given only once. */
function picker(directory: Directory, picks: Picked): (captured: Captured) => LocalPackage[] {
  const seen = new Set<string>()
  return (captured) => {
    const key = JSON.stringify(captured)
    if (seen.has(key)) return []
    seen.add(key)
    return pick(directory, picks, captured)
  }
}
