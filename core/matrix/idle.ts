import { few } from '../few.ts'
import { nearest } from '../nearest.ts'
import { importChain } from './imports.ts'
import type { Matrix, MatrixFile } from './matrix-file.ts'

/** More of them are not told. */
const mostTold = 20

/** A name that no parameter has, and those that it may have been meant for. */
interface Stray {
  readonly name: string
  readonly says: string
  readonly known: Names
}

/** By name in lower case, as written first. */
type Names = ReadonlyMap<string, string>

/**
 * What a matrix file, or whoever reads it, says of parameters that no combination has: an exclude by such a one takes nothing, and a selection knows
 * nothing of it; and of those that one of several matrices lacks. Sentences for people, at most 20.
 */
export function idleNames(path: string, files: ReadonlyMap<string, MatrixFile>, nonSparse: readonly string[]): string[] {
  const chain = path === '' ? [] : importChain(path, files)
  const known = namesOf(chain.flatMap(({ matrices }) => matrices.flatMap((matrix) => matrix.map(({ name }) => name))))
  const says = (name: string): string => `nonSparseParameters names '${name}', and no parameter of ${path} is called that.`
  const unselected = nonSparse.filter((name) => !known.has(name.toLowerCase())).map((name) => ({ name, says: says(name), known }))
  const excludes = chain.flatMap((file, at) => idleExcludes(file, chain.slice(at + 1)))
  return [...[...unselected, ...excludes].slice(0, mostTold).map(sentence), ...chain.flatMap(gaps)].slice(0, mostTold)
}

/** What is set by some matrices of a list and not by others, and by no variable of every leg. */
function gaps({ source, matrices, variables }: MatrixFile): string[] {
  const sets = matrices.map((matrix) => namesOf(matrix.flatMap(({ choices }) => choices.flatMap(parametersOf))))
  const all = namesOf(sets.flatMap((names) => [...names.values()]))
  for (const { where, set } of variables) if (where.length === 0) for (const [name] of set) all.delete(name.toLowerCase())
  const incomplete = sets.flatMap((names, at) => ([...names.keys()].filter((key) => all.has(key)).length < all.size ? [{ names, at }] : []))
  return incomplete.slice(0, mostTold).map(({ names, at }) => {
    const lacking = [...all].filter(([key]) => !names.has(key)).map(([, name]) => name)
    return `${source}: matrix[${at}] does not set ${few(lacking, 5)}, and others do: its legs are given $(${lacking[0] ?? ''}) as it stands, unless an entry of variables sets it.`
  })
}

/** An exclude sees what the matrix and all that is imported set, and not the includes beside it. */
function idleExcludes({ source, matrices: own, exclude }: MatrixFile, imported: readonly MatrixFile[]): Stray[] {
  const matrices = [...own, ...imported.flatMap(({ matrices, include }) => [...matrices, ...include])]
  const known = namesOf(matrices.flatMap((matrix) => matrix.flatMap(({ choices }) => choices.flatMap(parametersOf))))
  const says = (name: string, at: number): string =>
    `${source}: exclude[${at}] takes nothing, since no combination has a parameter '${name}'.`
  return exclude.flatMap((matrix, at) => {
    const name = requiredBy(matrix).find((one) => !known.has(one.toLowerCase()))
    return name === undefined ? [] : [{ name, says: says(name, at), known }]
  })
}

/** What every combination of a matrix sets. */
function requiredBy(matrix: Matrix): string[] {
  return matrix.flatMap(({ choices: [first, ...more] }) => {
    const others = more.map((choice) => namesOf(parametersOf(choice)))
    return (first === undefined ? [] : parametersOf(first)).filter((name) => others.every((names) => names.has(name.toLowerCase())))
  })
}

function parametersOf({ values }: Matrix[number]['choices'][number]): string[] {
  return values.map(([name]) => name)
}

function namesOf(names: readonly string[]): Map<string, string> {
  return new Map(names.toReversed().map((name) => [name.toLowerCase(), name]))
}

function sentence({ name, says, known }: Stray): string {
  const meant = nearest(name, [...known.values()])
  return meant === undefined ? says : `${says} Did you mean '${meant}'?`
}
