import type { MatrixLeg } from './leg.ts'
import { lookupIn, shownOf } from './lookup.ts'
import type { Combination, LegName, MatrixFile } from './matrix-file.ts'
import { beginningWithLetter } from './name-legs.ts'

/** What a value adds to a name, at most: a name is cut at 100, and a value may be a whole file. */
const mostShown = 1000

/**
 * How a file, and what it imports, call a combination: as the first `legName` says, or by all values and names of sets; each as `displayNames` show it, the importing file's first. The names
 * have lawful characters, are neither cut nor told apart, and may be empty.
 */
export function legNamer(chain: readonly MatrixFile[]): (combination: Combination) => string {
  const displayNames = new Map(chain.toReversed().flatMap((file) => [...file.displayNames]))
  const legName = chain.find((file) => file.legName !== undefined)?.legName
  const known = new Map<string, string>()
  const lawful = (text: string): string => {
    const before = known.get(text)
    if (before !== undefined) return before
    const shown = (displayNames.get(text.toLowerCase()) ?? text).replaceAll(/[^A-Za-z0-9_]/g, '').slice(0, mostShown)
    known.set(text, shown)
    return shown
  }
  return (combination) => {
    const name = legName === undefined ? listed(combination, lawful) : written(legName, combination, lawful)
    return name === '' ? '' : beginningWithLetter(name)
  }
}

/** What a file says of its `legName`, where that calls different legs the same: a sentence, or none. */
export function alikeNames(chain: readonly MatrixFile[], legs: readonly MatrixLeg[]): string[] {
  const file = chain.find(({ legName }) => legName !== undefined)
  if (file === undefined) return []
  const byName = new Map<string, Set<string>>()
  for (const { name, cells } of legs)
    byName.set(name.toLowerCase(), (byName.get(name.toLowerCase()) ?? new Set()).add(JSON.stringify(cells)))
  const alike = [...byName].filter(([, different]) => different.size > 1)
  const [first] = alike
  if (first === undefined) return []
  const others = alike.length === 1 ? '' : `, and so with ${alike.length - 1} more`
  return [
    `${file.source}: legName calls ${first[1].size} legs ${first[0] === '' ? 'nothing at all' : first[0]}${others}: they are numbered. Take a parameter into it that tells them apart.`,
  ]
}

/** Variables are no part of a name. */
function listed(combination: Combination, lawful: (text: string) => string): string {
  const shown = combination.filter(({ group }) => group !== '').map(shownOf)
  return shown
    .map(lawful)
    .filter((part) => part !== '')
    .join('_')
}

/** What a leg does not have leaves no `_` behind. */
function written(legName: LegName, combination: Combination, lawful: (text: string) => string): string {
  const { shown } = lookupIn(combination)
  const lawfulIn = (name: string): string => {
    const text = shown(name)
    return text === undefined ? '' : lawful(text)
  }
  const texts = legName.map((part) => ('text' in part ? part.text : lawfulIn(part.of)))
  return texts.includes('') ? texts.join('').replaceAll(/__+/g, '_').replaceAll(/^_|_$/g, '') : texts.join('')
}
