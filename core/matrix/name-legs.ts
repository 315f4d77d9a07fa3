import { longestLegName } from '../pipeline/limits.ts'
import type { MatrixLeg } from './leg.ts'

/** A leg before it is named for good, and what it is of. */
export interface Nameable<T> extends MatrixLeg {
  /** What its name ends with, whole. */
  readonly suffix: string
  readonly item: T
}

/** A leg with a name that is lawful and its own. */
export interface NamedLeg<T> {
  readonly leg: string
  readonly cells: MatrixLeg['cells']
  readonly item: T
}

/**
 * Names legs for good, in their order: lawful, at most 100 characters with their suffix, and unique ignoring case. Legs of one name with equal cells
 * whose items `same` makes one of become one leg; others of that name get `_2`, `_3`, ... None is dropped.
 */
export function nameMatrixLegs<T>(legs: readonly Nameable<T>[], same: (a: T, b: T) => T | undefined): NamedLeg<T>[] {
  const merged = mergeEqual(legs, same)
  const plain = merged.map((leg) => lawful(leg, ''))
  const taken = new Set(plain.map((name) => name.toLowerCase()))
  const given = new Set<string>()
  const nextMark = new Map<string, number>()
  return merged.map((leg, at) => {
    const name = plain[at] ?? ''
    const key = name.toLowerCase()
    const own = given.has(key) ? free(leg, nextMark.get(key) ?? 2, taken) : { name, mark: 1 }
    given.add(key)
    taken.add(own.name.toLowerCase())
    nextMark.set(key, own.mark + 1)
    return { leg: own.name, cells: leg.cells, item: leg.item }
  })
}

/** What a name's text is as the beginning of a name: with a letter in front, and never empty. */
export function beginningWithLetter(name: string): string {
  if (name === '') return 'job'
  return /^[A-Za-z]/.test(name) ? name : `job_${name}`
}

function lawful({ name, suffix }: Nameable<unknown>, mark: string): string {
  const end = `${suffix}${mark}`.replaceAll(/[^A-Za-z0-9_]/g, '').slice(-mostSuffix)
  return beginningWithLetter(name.replaceAll(/[^A-Za-z0-9_]/g, '')).slice(0, longestLegName - end.length) + end
}

/** A configuration's name may be long too; something of the leg's is always left. */
const mostSuffix = 80

function free(leg: Nameable<unknown>, from: number, taken: ReadonlySet<string>): { readonly name: string; readonly mark: number } {
  for (let mark = from; ; mark++) {
    const name = lawful(leg, `_${mark}`)
    if (!taken.has(name.toLowerCase())) return { name, mark }
  }
}

/** Legs that are equal but for their item; of several items that cannot be one each keeps a leg. */
function mergeEqual<T>(legs: readonly Nameable<T>[], same: (a: T, b: T) => T | undefined): Nameable<T>[] {
  const kept: Nameable<T>[] = []
  const places = new Map<string, number[]>()
  for (const leg of legs) {
    const equal = places.get(identity(leg)) ?? []
    const found = firstSame(leg, equal, kept, same)
    if (found !== undefined) kept[found.at] = { ...leg, ...kept[found.at], item: found.item }
    else places.set(identity(leg), [...equal, kept.push(leg) - 1])
  }
  return kept
}

function firstSame<T>(
  { item }: Nameable<T>,
  places: readonly number[],
  kept: readonly Nameable<T>[],
  same: (a: T, b: T) => T | undefined,
): { readonly at: number; readonly item: T } | undefined {
  for (const at of places) {
    const before = kept[at]
    const merged = before === undefined ? undefined : same(before.item, item)
    if (merged !== undefined) return { at, item: merged }
  }
  return undefined
}

/** Values may differ in case for a reason of theirs; names do not. */
function identity({ name, suffix, cells }: Nameable<unknown>): string {
  const sorted = cells.map(([key, value]) => JSON.stringify([key.toLowerCase(), value])).sort()
  return JSON.stringify([name.toLowerCase(), suffix.toLowerCase(), sorted])
}
