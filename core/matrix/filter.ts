import { Problem } from '../problem.ts'
import type { MatrixLeg } from './leg.ts'
import type { Patterns } from './pattern.ts'

/** A condition on one cell: what is left must match; a cell that is missing is matched as an empty text. */
export interface Filter {
  /** Compared ignoring case. */
  readonly key: string
  readonly pattern: string
  /** As written. */
  readonly text: string
}

/** Reads `key=regex`, the key up to the first `=`; anything else is `INPUT_INVALID` of that input. */
export function parseFilter(text: string, input: string): Filter {
  const [, key, pattern] = /^(.+?)=(.+)$/s.exec(text) ?? []
  if (key !== undefined && pattern !== undefined) return { key, pattern, text }
  throw new Problem('INPUT_INVALID', `The input '${input}' holds '${text}'.`, 'Write key=regex, such as OSVmImage=^ubuntu.')
}

/** The legs that all filters let pass, in their order. */
export function filterLegs<T extends MatrixLeg>(legs: readonly T[], filters: readonly Filter[], patterns: Patterns): T[] {
  return filters.reduce<T[]>((left, filter) => passing(left, filter, patterns), [...legs])
}

/** The legs whose name matches, in their order: what the input `displayNameFilter` asks for. */
export function filterNames<T extends MatrixLeg>(legs: readonly T[], pattern: string, patterns: Patterns): T[] {
  const names = legs.map(({ name }) => name)
  return matching(legs, names, pattern, patterns, `The display name filter '${pattern}'`)
}

function passing<T extends MatrixLeg>(legs: readonly T[], { key, pattern, text }: Filter, patterns: Patterns): T[] {
  const values = legs.map(({ cells }) => cells.find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1] ?? '')
  return matching(legs, values, pattern, patterns, `The filter '${text}'`)
}

/** The legs whose text, at the same place, matches; each text is looked at once. */
function matching<T>(legs: readonly T[], texts: readonly string[], pattern: string, patterns: Patterns, what: string): T[] {
  const distinct = [...new Set(texts)]
  const found = patterns.find(pattern, distinct, what)
  const matched = new Set(distinct.filter((_, at) => found[at] !== undefined))
  return legs.filter((_, at) => matched.has(texts[at] ?? ''))
}
