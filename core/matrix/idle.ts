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
 * nothing of it. Sentences for people, at most 20.
 */
export function idleNames(path: string, files: ReadonlyMap<string, MatrixFile>, nonSparse: readonly string[]): string[] {
  const chain = path === '' ? [] : importChain(path, files)
  const known = namesOf(chain.flatMap(({ matrix }) => matrix.map(({ name }) => name)))
  const says = (name: string): string => `nonSparseParameters names '${name}', and no parameter of ${path} is called that.`
  const unselected = nonSparse.filter((name) => !known.has(name.toLowerCase())).map((name) => ({ name, says: says(name), known }))
  return [...unselected, ...chain.flatMap((file, at) => idleExcludes(file, chain.slice(at + 1)))].slice(0, mostTold).map(sentence)
}

/** An exclude sees what the matrix and all that is imported set, and not the includes beside it. */
function idleExcludes({ source, matrix: own, exclude }: MatrixFile, imported: readonly MatrixFile[]): Stray[] {
  const matrices = [own, ...imported.flatMap(({ matrix, include }) => [matrix, ...include])]
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

function namesOf(names: readonly string[]): Names {
  return new Map(names.toReversed().map((name) => [name.toLowerCase(), name]))
}

function sentence({ name, says, known }: Stray): string {
  const meant = name.length > 100 ? undefined : nearest(name, [...known.values()])
  return meant === undefined ? says : `${says} Did you mean '${meant}'?`
}
