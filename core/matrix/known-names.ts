import { nearest } from '../nearest.ts'
import { Problem } from '../problem.ts'
import type { Matrix, MatrixFile } from './matrix-file.ts'

/**
 * Refuses, as `MATRIX_INVALID`, names in `legName` and in a `where` that nothing is called by: parameters and groups of parameter sets of all files of the chain, and variables - in a `where`
 * those that were set before. The chain begins with the importing file, whose variables come last.
 */
export function requireKnownNames(chain: readonly MatrixFile[]): void {
  const matrices = chain.flatMap(({ matrices, include }) => [...matrices, ...include])
  const known = new Map(matrices.flatMap((matrix) => matrix.flatMap(namesOf)).map((name) => [name.toLowerCase(), name]))
  for (const { variables } of chain.toReversed())
    for (const { at, where, set } of variables) {
      for (const [name] of where) requireKnown(`${at}.where`, name, known)
      for (const [name] of set) known.set(name.toLowerCase(), name)
    }
  const named = chain.find(({ legName }) => legName !== undefined)
  for (const part of named?.legName ?? []) if ('of' in part) requireKnown(`${named?.source ?? ''}: legName`, part.of, known)
}

function namesOf({ name, choices }: Matrix[number]): string[] {
  return [name, ...choices.flatMap(({ values }) => values.map(([one]) => one))]
}

function requireKnown(place: string, name: string, known: ReadonlyMap<string, string>): void {
  if (known.has(name.toLowerCase())) return
  const meant = nearest(name, [...known.values()])
  throw new Problem(
    'MATRIX_INVALID',
    `${place} names '${name}', and no parameter, no group of parameter sets and no variable before it is called that.`,
    meant === undefined ? 'Correct it there.' : `Did you mean '${meant}'?`,
  )
}
