import { isAbsolute, join, relative, sep } from 'node:path'
import type { Files } from '../core/ports.ts'
import { Problem } from '../core/problem.ts'

/** A package file of a person has some kilobytes. */
const mostBytes = 4 * 1024 * 1024

/** Files of a repository, none of them outside of it. */
export interface PackageTexts {
  /** A text; undefined where there is no such file. One that leads out of the repository, is larger than 4 MiB or no UTF-8 is a Problem `FILE_INVALID`. */
  text(path: string): Promise<string | undefined>
  /** The absolute path of a file that is run; undefined and refused as above. */
  place(path: string): Promise<string | undefined>
}

/** Reads files below `top`, which is absolute; paths are relative to it. */
export async function packageTexts(top: string, files: Pick<Files, 'read' | 'behind'>): Promise<PackageTexts> {
  const root = (await files.behind(top))?.path ?? top
  const place = async (path: string): Promise<string | undefined> => {
    const found = await files.behind(join(top, path))
    if (found === undefined) return undefined
    if (!isWithin(root, found.path)) throw refused(path, 'leads out of the repository', 'A package is what its repository holds.')
    if (found.kind === 'folder') throw refused(path, 'is a folder', 'Give it another name.')
    if (found.size > mostBytes)
      throw refused(path, 'is larger than 4 MiB', 'Leave its folder out: the input packages says which ones are meant.')
    return found.path
  }
  return {
    place,
    text: async (path) => {
      const found = await place(path)
      const bytes = found === undefined ? undefined : await files.read(found)
      return bytes === undefined ? undefined : decoded(bytes, path)
    },
  }
}

function isWithin(root: string, path: string): boolean {
  const way = relative(root, path)
  return !isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`)
}

function decoded(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) throw refused(path, 'is not UTF-8', 'Save it as UTF-8.')
    throw error
  }
}

function refused(path: string, what: string, remedy: string): Problem {
  return new Problem('FILE_INVALID', `${path} ${what}.`, remedy)
}
