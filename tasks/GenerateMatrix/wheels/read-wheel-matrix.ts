import { join } from 'node:path'
import type { Patch } from '../../../core/build/recipe.ts'
import { isObjectText } from '../../../core/object-input.ts'
import type { Rules } from '../../../core/wanted/facts.ts'
import { idleRules, makingOf, patchGlobs } from '../../../core/wanted/recipe-rules.ts'
import type { Wanted } from '../../../core/wanted/wanted.ts'
import { parseRecipes, parseWheelMatrix, type WheelMatrix } from '../../../core/wanted/wheel-matrix.ts'
import { inParallel } from '../../../flows/in-parallel.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'
import { inputText } from '../source-files.ts'
import { folderOf } from './folders.ts'

/** Patches that are read at once. */
const breadth = 16

/** Which wheels are wanted, how each is made, and what of the recipes is for none of them. */
export interface Matrix {
  readonly rows: readonly Wanted[]
  readonly making: Rules['making']
  readonly idle: readonly string[]
}

/** Reads the matrix file, the recipes beside it and the patches that they name. A file that is not there is `FILE_MISSING`, what is wrong in it `MATRIX_INVALID`. */
export async function readMatrix(inputs: Inputs, ports: Ports): Promise<Matrix> {
  const { wheelMatrix } = inputs
  const own = parseWheelMatrix(await inputText(wheelMatrix, 'wheelMatrix', ports), wheelMatrix, folderOf(wheelMatrix, ports.sources))
  const { rows, recipes } = await withRecipes(own, inputs, ports)
  const patches = await readPatches(patchGlobs(recipes), ports)
  return { rows, making: (row, version) => makingOf(recipes, row, version, patches), idle: idleRules(recipes, rows) }
}

/** The input holds the recipes themselves, as YAML or JSON (patches are then relative to the sources), or names their file. */
async function withRecipes(matrix: WheelMatrix, { recipes }: Inputs, ports: Ports): Promise<WheelMatrix> {
  if (recipes === undefined) return matrix
  if (isObjectText(recipes)) return parseRecipes(recipes, "the input 'recipes'", matrix)
  return parseRecipes(await inputText(recipes, 'recipes', ports), recipes, matrix, folderOf(recipes, ports.sources))
}

/** The files of each glob, sorted, with their digests; a glob without files is left to the rows that want it. */
async function readPatches(globs: readonly string[], ports: Ports): Promise<Map<string, Patch[]>> {
  const read = async (glob: string): Promise<readonly [string, Patch[]]> => {
    const [base, rest] = splitGlob(glob)
    const found = await ports.files.find(join(ports.sources, base), [rest])
    const files = found.map(async (name) => ({ ...(await ports.files.measure(join(ports.sources, base, name))), path: base + name }))
    return [glob, (await Promise.all(files)).map(({ path, sha256 }) => ({ path, sha256 }))]
  }
  return new Map(await inParallel(globs, breadth, read))
}

/** The folders that a glob names as they are, and the rest: only below them is there anything to look for. */
function splitGlob(glob: string): [string, string] {
  const parts = glob.split('/')
  const plain = parts.slice(0, -1).findIndex((part) => /[*?[\]{}()!+@\\]/.test(part))
  const count = plain < 0 ? parts.length - 1 : plain
  return [
    parts
      .slice(0, count)
      .map((part) => `${part}/`)
      .join(''),
    parts.slice(count).join('/'),
  ]
}
