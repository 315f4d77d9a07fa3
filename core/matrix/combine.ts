import { Problem } from '../problem.ts'
import type { Choice, Combination, Matrix, Parameter } from './matrix-file.ts'

/** More combinations than this are refused before they are multiplied out; the service takes 256 jobs. */
export const mostCombinations = 10_000

/** Values in all combinations: what a memory holds with ease. */
export const mostCells = 100 * mostCombinations

/** Every combination, the first parameter varying slowest; a matrix without parameters has none. More than 10,000 are `TOO_MANY_JOBS`. */
export function every(matrix: Matrix): Combination[] {
  const count = countOf(matrix)
  requireFew(count, widthOf(matrix), () => factors(matrix))
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

/** What each of several matrices comes to by a selection, one after the other; more than 10,000 in all are `TOO_MANY_JOBS`. */
export function inTurn(matrices: readonly Matrix[], select: (matrix: Matrix) => Combination[]): Combination[] {
  const [first, ...more] = matrices
  if (more.length === 0) return first === undefined ? [] : select(first)
  const parts: Combination[][] = []
  let count = 0
  for (const matrix of matrices) {
    const part = select(matrix)
    requireFew(count + part.length, longest(part), () => `${count} + ${part.length}`)
    count += part.length
    parts.push(part)
  }
  return parts.flat()
}

/** The combinations, then every one of each matrix; more than 10,000 in all are `TOO_MANY_JOBS`. */
export function withAll(combinations: readonly Combination[], matrices: readonly Matrix[]): readonly Combination[] {
  const more = matrices.reduce((sum, matrix) => sum + countOf(matrix), 0)
  const width = matrices.reduce((most, matrix) => Math.max(most, widthOf(matrix)), longest(combinations))
  requireFew(combinations.length + more, width, () => `${combinations.length} + ${more} (include)`)
  return [...combinations, ...matrices.flatMap((matrix) => every(matrix))]
}

/** Refuses more combinations, or those of `width` values each, than are taken, before they are made. `shown` tells what multiplies to them. */
function requireFew(count: number, width: number, shown: () => string): void {
  if (count <= mostCombinations && count * width <= mostCells) return
  const wide = count <= mostCombinations ? ` of ${width} values each, and ${mostCells} values` : `, and ${mostCombinations}`
  throw new Problem(
    'TOO_MANY_JOBS',
    `The matrix multiplies out to ${shown()} = ${Number.isSafeInteger(count) ? count : 'very many'} combinations${wide} are taken.`,
    'Take the selection sparse, fewer values, or several matrix files.',
  )
}

function countOf(matrix: Matrix): number {
  return matrix.length === 0 ? 0 : matrix.reduce((count, { choices }) => count * choices.length, 1)
}

function diagonal(matrix: Matrix): Combination[] {
  const size = matrix.reduce((most, { choices }) => Math.max(most, choices.length), 0)
  requireFew(size, widthOf(matrix), () => `${size}`)
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
  return combinations.reduce((most, combination) => Math.max(most, sizeOf(combination)), 0)
}

function sizeOf(choices: readonly Choice[]): number {
  return choices.reduce((sum, { values }) => sum + Math.max(1, values.length), 0)
}

/** How many values a combination may have. */
function widthOf(matrix: Matrix): number {
  return matrix.reduce((sum, { choices }) => sum + choices.reduce((most, { values }) => Math.max(most, values.length), 1), 0)
}

function factors(matrix: Matrix): string {
  const several = matrix.filter(({ choices }) => choices.length > 1)
  const shown = several.slice(0, 8).map(({ name, choices }) => `${choices.length} (${name})`)
  return [...shown, ...(several.length > 8 ? [`${several.length - 8} more`] : [])].join(' x ')
}
