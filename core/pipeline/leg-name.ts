import { sha256Of } from '../sha256.ts'
import { longestLegName } from './limits.ts'

/** What legs are made for: `base` is what its name says, `more` what is added, part by part, where that is not enough. */
export interface LegSubject {
  readonly base: string
  readonly more: readonly string[]
  /** How many legs it has; two and more are numbered `_1`, `_2`, ... */
  readonly legs: number
}

/**
 * Lawful names, unique ignoring case, for every leg of every subject, in their order. In a clash all that clash get their next part, at
 * last a digest of all parts: so a name depends on which subjects there are, never on their order. Subjects must differ.
 */
export function nameLegs(subjects: readonly LegSubject[]): string[][] {
  const levels = subjects.map(() => 0)
  for (;;) {
    const names = subjects.map((subject, at) => namesOf(subject, levels[at] ?? 0))
    const clashing = clashes(names)
    const raised = clashing.filter((at) => (levels[at] ?? 0) <= (subjects[at]?.more.length ?? 0))
    if (raised.length === 0) {
      if (clashing.length > 0) throw new Error('two subjects of legs are equal')
      return names
    }
    for (const at of raised) levels[at] = (levels[at] ?? 0) + 1
  }
}

function namesOf(subject: LegSubject, level: number): string[] {
  const { base, more, legs } = subject
  const told = [base, ...more.slice(0, level), ...(level > more.length ? [digest(subject)] : [])].join('_')
  const ends = legs < 2 ? [''] : Array.from({ length: legs }, (_, at) => `_${at + 1}`)
  return ends.map((end) => cut(lawful(told), longestLegName - end.length, digest(subject)) + end)
}

function lawful(text: string): string {
  const safe = text.replaceAll(/[^A-Za-z0-9_]/g, '_')
  return /^[A-Za-z]/.test(safe) ? safe : `leg_${safe}`
}

function cut(name: string, most: number, mark: string): string {
  return name.length <= most ? name : `${name.slice(0, most - mark.length - 1)}_${mark}`
}

function digest({ base, more }: LegSubject): string {
  return sha256Of(JSON.stringify([base, ...more])).slice(0, 10)
}

function clashes(names: readonly (readonly string[])[]): number[] {
  const owners = new Map<string, Set<number>>()
  for (const [at, own] of names.entries())
    for (const name of own) owners.set(name.toLowerCase(), (owners.get(name.toLowerCase()) ?? new Set()).add(at))
  const several = [...owners.values()].filter((set) => set.size > 1)
  return [...new Set(several.flatMap((set) => [...set]))]
}
