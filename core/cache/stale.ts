import { few } from '../few.ts'
import { inShort } from '../in-short.ts'
import type { StaleWord } from '../pipeline/cache-ref.ts'
import type { Observed } from './entry.ts'

/**
 * What a host has otherwise than the one that an entry was built on, looking at nothing but what is asked for: `setuptools 83.0 -> 84.0`; undefined where that is the same.
 * What one of the two does not tell counts as otherwise.
 */
export function whyStale(now: Observed, then: Observed, words: readonly StaleWord[]): string | undefined {
  const clauses = [
    ...(words.includes('requirements') ? requirementsChanged(now.requirements, then.requirements) : []),
    ...(words.includes('python') && now.python !== then.python ? [arrow(then.python, now.python)] : []),
    ...(words.includes('toolchain') ? linesChanged(now.toolchain, then.toolchain) : []),
  ]
  return clauses.length === 0 ? undefined : few(clauses, 3, '; ')
}

function requirementsChanged(now: Observed['requirements'], then: Observed['requirements']): string[] {
  if (now === undefined) return ['what it would be built with is not told']
  if (then === undefined) return ['what it was built with is not told']
  const [ours, theirs] = [byName(now), byName(then)]
  const names = [...new Set([...ours.keys(), ...theirs.keys()])].sort()
  return names.flatMap((name) => {
    const [is, was] = [ours.get(name), theirs.get(name)]
    if (is === was) return []
    if (was === undefined) return [`${name} ${is} is new`]
    return [is === undefined ? `${name} ${was} is gone` : `${name} ${arrow(was, is)}`]
  })
}

/** Versions by name; of a requirement that is written otherwise the whole text. */
function byName(requirements: readonly string[]): Map<string, string> {
  return new Map(
    requirements.map((text) => {
      const [, name = text, version = ''] = /^(.+?)==(.*)$/s.exec(text) ?? []
      return [inShort(name), inShort(version)]
    }),
  )
}

/** Lines have no names: those that differ are paired in their order, and what is left over is new or gone. */
function linesChanged(now: readonly string[], then: readonly string[]): string[] {
  const [come, gone] = [now.filter((line) => !then.includes(line)), then.filter((line) => !now.includes(line))]
  return Array.from({ length: Math.max(come.length, gone.length) }, (_, at) => {
    const [is, was] = [come[at], gone[at]]
    if (was === undefined) return `${inShort(is ?? '')} is new`
    return is === undefined ? `${inShort(was)} is gone` : arrow(was, is)
  })
}

function arrow(was: string, is: string): string {
  return `${inShort(was)} -> ${inShort(is)}`
}
