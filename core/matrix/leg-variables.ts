import { nearest } from '../nearest.ts'
import { Problem } from '../problem.ts'
import { mostCells } from './combine.ts'
import { type Lookup, lookupIn } from './lookup.ts'
import type { Combination, LegVariables } from './matrix-file.ts'

/** Conditions and settings of entries, times combinations: some seconds. */
const mostCompared = 20_000_000

/** More of them are not told. */
const mostTold = 20

/** Combinations with their variables, and sentences on entries that no combination takes. */
export interface WithVariables {
  readonly combinations: readonly Combination[]
  readonly idle: readonly string[]
}

/**
 * Gives each combination the variables of the entries that hold for it, the later of one name, as its last choice. One that would lack a variable that entries set, and a condition that
 * would change a parameter, is `MATRIX_INVALID`; what would take too long is `TOO_MANY_JOBS`.
 */
export function withVariables(combinations: readonly Combination[], entries: readonly LegVariables[]): WithVariables {
  if (entries.length === 0 || combinations.length === 0) return { combinations, idle: [] }
  const names = new Map(entries.flatMap(({ set }) => set.map(([name]) => [name.toLowerCase(), name] as const)).toReversed())
  requireFew(combinations.length, entries, names.size)
  const used = new Set<LegVariables>()
  const given = combinations.map((combination) => {
    const own = lookupIn(combination)
    const values = variablesOf(own, entries, used)
    requireAll(own, values, names, entries)
    return [...combination, variablesChoice([...values].map(([key, value]) => [names.get(key) ?? key, value]))]
  })
  const unused = entries.filter((entry) => !used.has(entry)).slice(0, mostTold)
  const legs = unused.length === 0 ? [] : given.map(lookupIn)
  return { combinations: given, idle: unused.map((entry) => idleSentence(entry, legs)) }
}

/** A set that no name of a leg shows. */
function variablesChoice(values: Combination[number]['values']): Combination[number] {
  return { name: '', isSet: true, group: '', values }
}

/** By name in lower case. */
function variablesOf(own: Lookup, entries: readonly LegVariables[], used: Set<LegVariables>): Map<string, string> {
  const values = new Map<string, string>()
  const valueOf = (name: string): string => own.shown(name) ?? values.get(name.toLowerCase()) ?? ''
  for (const entry of entries) {
    if (!entry.where.every(([name, wanted]) => isOneOf(valueOf(name), wanted))) continue
    used.add(entry)
    for (const [name, value] of entry.set) if (!isParameter(own, name, entry)) values.set(name.toLowerCase(), value)
  }
  return values
}

function isOneOf(value: string, wanted: readonly string[]): boolean {
  return wanted.some((one) => one.toLowerCase() === value.toLowerCase())
}

/** An entry for all legs leaves parameters as they are. */
function isParameter({ cell }: Lookup, name: string, { at, where }: LegVariables): boolean {
  if (cell(name) === undefined || where.length === 0) return cell(name) !== undefined
  throw new Problem(
    'MATRIX_INVALID',
    `${at} sets '${name}' of legs that have it as a parameter, such as where it is '${cell(name) ?? ''}'.`,
    'Call the variable otherwise. Without where it is set of the legs that do not have it.',
  )
}

function requireAll(
  own: Lookup,
  values: ReadonlyMap<string, string>,
  names: ReadonlyMap<string, string>,
  entries: readonly LegVariables[],
): void {
  const lacking = [...names].find(([key]) => !values.has(key) && own.cell(key) === undefined)
  if (lacking === undefined) return
  const setter = entries.find(({ set }) => set.some(([name]) => name.toLowerCase() === lacking[0]))
  const asked = [...new Set(setter?.where.map(([name]) => name))].map(
    (name) => `${name} is '${own.shown(name) ?? values.get(name.toLowerCase()) ?? ''}'`,
  )
  throw new Problem(
    'MATRIX_INVALID',
    `${setter?.at ?? ''} sets '${lacking[1]}', and legs where ${asked.join(' and ')} have no such variable: they would be given $(${lacking[1]}) as it stands.`,
    `Write a first entry without where: - set: { ${lacking[1]}: '' }`,
  )
}

function requireFew(combinations: number, entries: readonly LegVariables[], names: number): void {
  const compared = entries.reduce((sum, { where, set }) => sum + where.reduce((all, [, values]) => all + values.length, set.length), 0)
  if (combinations * compared <= mostCompared && combinations * names <= mostCells) return
  throw new Problem(
    'TOO_MANY_JOBS',
    `The matrix has ${combinations} combinations, and ${names} variables in ${entries.length} entries: that is too much.`,
    'Take the selection sparse, fewer values, or fewer variables.',
  )
}

/** An entry that no leg takes, by the first of its conditions that no leg fulfils, if it is one alone. */
function idleSentence({ at, where }: LegVariables, legs: readonly Lookup[]): string {
  const had = where.map(([name]) => [...new Set(legs.map(({ shown }) => shown(name) ?? ''))])
  const alone = where.findIndex(([, wanted], one) => !had[one]?.some((value) => isOneOf(value, wanted)))
  const told = alone === -1 ? where : where.slice(alone, alone + 1)
  const asked = told.map(([name, wanted]) => `${name} = ${wanted.join(' or ')}`).join(' and ')
  const meant = alone === -1 ? undefined : meantBy(told[0]?.[1][0] ?? '', had[alone] ?? [])
  return `${at} sets nothing: no leg has ${asked}.${meant === undefined ? '' : ` Did you mean '${meant}'?`}`
}

/** Of versions the nearest says nothing. */
function meantBy(value: string, had: readonly string[]): string | undefined {
  return /[^\d.]/.test(value) ? nearest(value, had) : undefined
}
