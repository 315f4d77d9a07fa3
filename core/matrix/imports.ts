import { Problem } from '../problem.ts'
import type { MatrixFile } from './matrix-file.ts'

/** Paths behind `$IMPORT` that are not among the files yet, as they are written, each once. */
export function unreadImports(files: ReadonlyMap<string, MatrixFile>): string[] {
  const paths = [...files.values()].flatMap(({ imports }) => (imports === undefined || files.has(imports) ? [] : [imports]))
  return [...new Set(paths)]
}

/**
 * The file at a path, the one that it imports, the one that this imports, and so on. A circle is one `MATRIX_INVALID` that shows it, a file that is
 * not there `FILE_MISSING`. The files are found by their paths as written.
 */
export function importChain(path: string, files: ReadonlyMap<string, MatrixFile>): MatrixFile[] {
  const chain: MatrixFile[] = []
  for (let next: string | undefined = path; next !== undefined;) {
    const file = files.get(next)
    if (file === undefined) throw missing(next, chain.at(-1))
    requireNew(file, chain)
    chain.push(file)
    next = file.imports
  }
  return chain
}

function requireNew(file: MatrixFile, chain: readonly MatrixFile[]): void {
  const at = chain.findIndex(({ source }) => source === file.source)
  if (at === -1) return
  const circle = [...chain.slice(at), file].map(({ source }) => source)
  throw new Problem('MATRIX_INVALID', `Matrix files import each other in a circle: ${circle.join(' -> ')}.`, 'Take one $IMPORT out.')
}

function missing(path: string, by: MatrixFile | undefined): Problem {
  const who = by === undefined ? '' : `, which ${by.source} imports`
  return new Problem('FILE_MISSING', `There is no matrix file ${path}${who}.`, 'Paths are relative to the sources, those of $IMPORT too.')
}
