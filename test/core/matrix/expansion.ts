import { expandMatrix, type Generation } from '../../../core/matrix/generate.ts'
import type { MatrixLeg } from '../../../core/matrix/leg.ts'
import type { MatrixFile } from '../../../core/matrix/matrix-file.ts'
import { parseFilter } from '../../../core/matrix/filter.ts'
import { parseMatrixFile } from '../../../core/matrix/parse.ts'
import { parseReplacement } from '../../../core/matrix/replace.ts'
import { directPatterns } from '../../fakes/patterns.ts'

/** How a test wants a file expanded, as the inputs write it. */
export interface Wish {
  readonly selection?: 'all' | 'sparse'
  readonly nonSparse?: readonly string[]
  readonly filters?: readonly string[]
  readonly replace?: readonly string[]
  readonly names?: string
  readonly environment?: Readonly<Record<string, string>>
}

/** Matrix files by path: texts as they are, values as JSON. */
export function matrixFiles(files: Readonly<Record<string, unknown>>): Map<string, MatrixFile> {
  const textOf = (file: unknown): string => (typeof file === 'string' ? file : JSON.stringify(file))
  return new Map(Object.entries(files).map(([path, file]) => [path, parseMatrixFile(textOf(file), path)]))
}

export function generation({
  selection = 'all',
  nonSparse = [],
  filters = [],
  replace = [],
  names,
  environment = {},
}: Wish = {}): Generation {
  return {
    selection,
    nonSparse,
    filters: filters.map((text) => parseFilter(text, 'filters')),
    replace: replace.map((text) => parseReplacement(text, 'replace')),
    displayNameFilter: names,
    environment: (name) => environment[name],
    patterns: directPatterns,
  }
}

/** The legs of a file `m`, which may import the others. */
export function legsOf(file: unknown, wish: Wish = {}, others: Readonly<Record<string, unknown>> = {}): readonly MatrixLeg[] {
  return expandMatrix('m', matrixFiles({ m: file, ...others }), generation(wish)).legs
}

/** Their names. */
export function namesOf(file: unknown, wish: Wish = {}, others: Readonly<Record<string, unknown>> = {}): string[] {
  return legsOf(file, wish, others).map(({ name }) => name)
}

/** Name and cells of each, in order. */
export function told(legs: readonly MatrixLeg[]): [name: string, cells: Record<string, string>][] {
  return legs.map(({ name, cells }) => [name, Object.fromEntries(cells)])
}
