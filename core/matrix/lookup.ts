import type { Choice, Combination } from './matrix-file.ts'

/** What a combination has by a name, ignoring case; undefined where it has nothing of the name. */
export interface Lookup {
  /** The value of a cell. */
  readonly cell: (name: string) => string | undefined
  /** The value of a cell, or else what was chosen of a group of parameter sets: the name of the set. */
  readonly shown: (name: string) => string | undefined
}

/** Looks into a combination by names. */
export function lookupIn(combination: Combination): Lookup {
  const cells = new Map(combination.flatMap(({ values }) => values.map(([name, value]) => [name.toLowerCase(), value] as const)))
  const groups = new Map(combination.map((choice) => [(choice.group ?? '').toLowerCase(), shownOf(choice)] as const))
  const cell = (name: string): string | undefined => cells.get(name.toLowerCase())
  return { cell, shown: (name) => cell(name) ?? groups.get(name.toLowerCase()) }
}

/** What names of legs show of a choice: the name of a set, or else its one value. */
export function shownOf({ name, isSet, values }: Choice): string {
  return isSet ? name : (values[0]?.[1] ?? '')
}
