import { Problem } from '../problem.ts'
import type { Combination, Matrix } from './matrix-file.ts'

/** Values of excludes that combinations are compared with, in all: some seconds. */
const mostCompared = 20_000_000

/** The combinations that no exclude takes: it takes those that have all values of one of its own combinations, names and values ignoring case. More than 20,000,000 comparisons are `TOO_MANY_JOBS`. */
export function excluded(combinations: readonly Combination[], excludes: readonly Matrix[]): readonly Combination[] {
  requireFew(combinations.length, excludes)
  const rules = excludes.filter((matrix) => matrix.length > 0).map(ruleOf)
  if (rules.length === 0) return combinations
  return combinations.filter((combination) => {
    const cells = new Map(combination.flatMap(({ values }) => values.map(lowered)))
    return !rules.some((rule) => rule(cells))
  })
}

function requireFew(combinations: number, excludes: readonly Matrix[]): void {
  const values = excludes.reduce((sum, matrix) => sum + matrix.reduce((count, { choices }) => count + choices.length, 0), 0)
  if (combinations * values <= mostCompared) return
  throw new Problem(
    'TOO_MANY_JOBS',
    `The matrix has ${combinations} combinations and ${values} values in its excludes, and ${mostCompared} comparisons are the most.`,
    'Take the selection sparse, fewer values, or fewer excludes.',
  )
}

/**
 * An exclude is never multiplied out: its parameters are apart from each other, so that one of its combinations fits where each of its parameters has
 * a choice that does. One that sets nothing at all fits nowhere.
 */
function ruleOf(matrix: Matrix): (cells: ReadonlyMap<string, string>) => boolean {
  const dimensions = matrix.map(({ choices }) => choices.map(({ values }) => values.map(lowered)))
  const setsNothing = dimensions.every((choices) => choices.every((values) => values.length === 0))
  return (cells) =>
    !setsNothing && dimensions.every((choices) => choices.some((values) => values.every(([name, value]) => cells.get(name) === value)))
}

function lowered([name, value]: readonly [string, string]): [string, string] {
  return [name.toLowerCase(), value.toLowerCase()]
}
