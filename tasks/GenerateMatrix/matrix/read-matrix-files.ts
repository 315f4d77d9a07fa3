import { isAbsolute, resolve } from 'node:path'
import { unreadImports } from '../../../core/matrix/imports.ts'
import type { MatrixFile } from '../../../core/matrix/matrix-file.ts'
import { parseMatrixFile } from '../../../core/matrix/parse.ts'
import { Problem } from '../../../core/problem.ts'
import { inParallel } from '../../../flows/in-parallel.ts'
import type { Ports } from '../ports.ts'
import { textOf, withinSources } from '../source-files.ts'

/** The files of the checkout. */
interface Sources {
  readonly files: Pick<Ports['files'], 'read' | 'kind'>
  readonly sources: string
  /** The whole path of a file that an earlier step has made: whoever wrote the pipeline named it, and no file of the sources did. */
  readonly made?: string
}

/** Files that are read at once. */
const breadth = 16

/**
 * Reads matrix files with all that they import, by their paths as they are written. Paths are relative to the sources; one outside that is not `made` is
 * refused (`MATRIX_INVALID`), one that is not there is left to whoever wants it, an empty one is no file. Circles are read once.
 */
export async function readMatrixFiles(paths: readonly string[], from: Sources): Promise<ReadonlyMap<string, MatrixFile>> {
  const known = new Map<string, MatrixFile>()
  const tried = new Set<string>()
  for (let unread = distinct(paths); unread.length > 0; unread = unreadImports(known).filter((path) => !tried.has(path))) {
    for (const path of unread) tried.add(path)
    const read = await inParallel(unread, breadth, async (path) => [path, await readMatrixFile(path, from)] as const)
    for (const [path, file] of read) if (file !== undefined) known.set(path, file)
  }
  return known
}

async function readMatrixFile(written: string, { files, sources, made }: Sources): Promise<MatrixFile | undefined> {
  const isMade = written === made && isAbsolute(written) && (await files.kind(written)) === 'file'
  const path = isMade ? (withinSources(written, sources) ?? written) : insideSources(written, sources)
  if ((await files.kind(resolve(sources, path))) !== 'file') return undefined
  const text = await textOf(resolve(sources, path), { files })
  return text === undefined ? undefined : parseMatrixFile(text, path)
}

/** Relative to the sources and plain. A leading `/` is their top, unless it is a path of this machine that lies in them. */
function insideSources(written: string, sources: string): string {
  const slashed = written.replaceAll('\\', '/')
  const path = withinSources(slashed, sources) ?? withinSources(slashed.replace(/^\/+/, ''), sources)
  if (path !== undefined && !path.includes('\0')) return path
  throw new Problem('MATRIX_INVALID', `The matrix file ${written} lies outside the sources.`, 'Write a path relative to their top.')
}

function distinct(paths: readonly string[]): string[] {
  return [...new Set(paths)].filter((path) => path !== '')
}
