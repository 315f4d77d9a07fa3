import { isAbsolute, posix, relative, resolve, sep } from 'node:path'
import { Problem } from '../../core/problem.ts'
import type { Ports } from './ports.ts'

/** A path relative to the sources, `/`-separated and empty for themselves; undefined outside of them. */
export function withinSources(path: string, sources: string): string | undefined {
  const found = relative(sources, resolve(sources, path)).split(sep).join(posix.sep)
  return isAbsolute(found) || found === '..' || found.startsWith('../') ? undefined : found
}

/** A text file's content; undefined where there is none. */
export async function textOf(path: string, { files }: { readonly files: Pick<Ports['files'], 'read'> }): Promise<string | undefined> {
  const bytes = await files.read(path)
  return bytes && new TextDecoder().decode(bytes)
}

/** The content of the file that an input names, relative to the sources; one that is not there is `FILE_MISSING`. */
export async function inputText(path: string, input: string, ports: Pick<Ports, 'files' | 'sources'>): Promise<string> {
  const text = await textOf(resolve(ports.sources, path), ports)
  if (text !== undefined) return text
  throw new Problem('FILE_MISSING', `There is no file ${path}.`, `Check the input '${input}'; it is relative to the sources.`)
}
