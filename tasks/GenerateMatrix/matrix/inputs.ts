import type { Ask } from '../../../core/ask.ts'
import { type Filter, parseFilter } from '../../../core/matrix/filter.ts'
import { parseReplacement, type Replacement } from '../../../core/matrix/replace.ts'
import type { Selection } from '../../../core/matrix/matrix-config.ts'

/** How matrix files are read. */
export interface LanguageInputs {
  /** Of the mode `matrix`: the file, relative to the sources. */
  readonly matrixConfig: string | undefined
  /** Of the mode `matrix`; in `changes` every configuration names its own. */
  readonly selection: Selection
  readonly nonSparseParameters: readonly string[]
  readonly filters: readonly Filter[]
  readonly replace: readonly Replacement[]
  /** A regular expression that names of legs must match; undefined lets all pass. */
  readonly displayNameFilter: string | undefined
}

/** Reads the inputs of the matrix language; a filter or a replacement that is none is `INPUT_INVALID`. */
export function readLanguageInputs(ask: Ask): LanguageInputs {
  return {
    matrixConfig: ask.optional('matrixConfig'),
    selection: ask.pick('selection', ['all', 'sparse'], 'all'),
    nonSparseParameters: ask
      .lines('nonSparseParameters')
      .flatMap((line) => line.split(',').map((name) => name.trim()))
      .filter((name) => name !== ''),
    filters: ask.lines('filters').map((line) => parseFilter(line, 'filters')),
    replace: ask.lines('replace').map((line) => parseReplacement(line, 'replace')),
    displayNameFilter: ask.optional('displayNameFilter'),
  }
}
