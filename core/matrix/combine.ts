import { Problem } from '../problem.ts'
import type { Choice, Combination, Matrix, Parameter } from './matrix-file.ts'

/** More combinations than this are refused before they are multiplied out; the service takes 256 jobs. */
export const mostCombinations = 10_000

/** Choices in all combinations of a matrix: what a memory holds with ease. */
const mostChoices = 2_000_000

/** Every combination, the first parameter varying slowest; a matrix without parameters has none. More than 10,000 are `TOO_MANY_JOBS`. */
export function every(matrix: Matrix): Combination[] {
  if (matrix.length === 0) return []
  const count = matrix.reduce((product, { choices }) => product * choices.length, 1)
  requireFew(count, matrix.length, () => factors(matrix))
  return Array.from({ length: count }, (_, at) => combinationAt(matrix, at))
}

/**
 * As many combinations as the longest parameter has choices: the n-th takes the n-th choice of each parameter, counted round. Of the parameters that
 * `nonSparse` names, ignoring case, every combination comes with each of these, and comes first in it.
 */
export function sparse(matrix: Matrix, nonSparse: readonly string[]): Combination[] {
  const whole = new Set(nonSparse.map((name) => name.toLowerCase()))
  const isWhole = ({ name }: Parameter): boolean => whole.has(name.toLowerCase())
  return product(every(matrix.filter(isWhole)), diagonal(matrix.filter((parameter) => !isWhole(parameter))))
}

/**
 * Each of the first with each of the second; where there are none of one, those of the other. A parameter that both set is `MATRIX_INVALID`, more than
 * 10,000 are `TOO_MANY_JOBS`.
 */
export function product(first: readonly Combination[], second: readonly Combination[]): Combination[] {
  if (first.length === 0) return [...second]
  if (second.length === 0) return [...first]
  const width = longest(first) + longest(second)
  requireFew(first.length * second.length, width, () => `${first.length} x ${second.length}`)
  return first.flatMap((one) => second.map((other) => together(one, other)))
}

/** Refuses more combinations than are taken, before they are made. `shown` tells what multiplies to them. */
export function requireFew(count: number, width: number, shown: () => string): void {
  if (count <= mostCombinations && count * width <= mostChoices) return
  throw new Problem(
    'TOO_MANY_JOBS',
    `The matrix multiplies out to ${shown()} = ${count} combinations, and ${mostCombinations} are taken.`,
    'Take the selection sparse, fewer values, or several matrix files.',
  )
}

function diagonal(matrix: Matrix): Combination[] {
  const size = matrix.reduce((most, { choices }) => Math.max(most, choices.length), 0)
  requireFew(size, matrix.length, () => `${size}`)
  return Array.from({ length: size }, (_, at) => matrix.flatMap(({ choices }) => choices[at % choices.length] ?? []))
}

function combinationAt(matrix: Matrix, at: number): Combination {
  const chosen: Choice[] = []
  let rest = at
  for (const { choices } of matrix.toReversed()) {
    const choice = choices[rest % choices.length]
    if (choice !== undefined) chosen.push(choice)
    rest = Math.floor(rest / choices.length)
  }
  return chosen.toReversed()
}

function together(first: Combination, second: Combination): Combination {
  const names = new Set(namesOf(first))
  const twice = namesOf(second).find((name) => names.has(name))
  if (twice === undefined) return [...first, ...second]
  throw new Problem(
    'MATRIX_INVALID',
    `The parameter '${twice}' is set by a matrix and by what it imports.`,
    'An imported parameter cannot be set again; change its values by the input replace.',
  )
}

function namesOf(combination: Combination): string[] {
  return combination.flatMap(({ values }) => values.map(([name]) => name.toLowerCase()))
}

function longest(combinations: readonly Combination[]): number {
  return combinations.reduce((most, { length }) => Math.max(most, length), 0)
}

function factors(matrix: Matrix): string {
  const several = matrix.filter(({ choices }) => choices.length > 1)
  const shown = several.slice(0, 8).map(({ name, choices }) => `${choices.length} (${name})`)
  return [...shown, ...(several.length > 8 ? [`${several.length - 8} more`] : [])].join(' x ')
}
