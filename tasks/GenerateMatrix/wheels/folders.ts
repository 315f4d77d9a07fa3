import { dirname, join, resolve } from 'node:path'
import { Problem } from '../../../core/problem.ts'
import { type FolderFacts, readDeclared } from '../../../core/wanted/folder.ts'
import type { Wanted } from '../../../core/wanted/wanted.ts'
import { inParallel } from '../../../flows/in-parallel.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'
import { textOf, withinSources } from '../source-files.ts'

/** Folders that are read at once. */
const breadth = 16

/** What the folders that rows are made from say of themselves, by the path that the matrix writes. */
export async function readFolders(rows: readonly Wanted[], inputs: Inputs, ports: Ports): Promise<Map<string, FolderFacts>> {
  const paths = [...new Set(rows.flatMap(({ origin }) => (origin.kind === 'folder' ? [origin.path] : [])))]
  const { commit } = inputs
  const time = paths.length === 0 || commit === '' ? 0 : ((await ports.git.timeOf(ports.sources, commit)) ?? 0)
  const beside = join(ports.sources, folderOf(inputs.wheelMatrix, ports.sources))
  const facts = await inParallel(paths, breadth, async (written) => {
    const path = insideSources(ports.sources, join(beside, written), `The source ${written}`)
    return [written, { path, commit, time, declared: await readFolder(written, path, ports) }] as const
  })
  return new Map(facts)
}

/**
 * The folder that sources and patches in a file are relative to, itself relative to the sources: that of the file; of a file from elsewhere, such
 * as one that a job before has made, the sources themselves, which are empty here.
 */
export function folderOf(file: string, sources: string): string {
  return withinSources(dirname(resolve(sources, file)), sources) ?? ''
}

/** A path relative to the sources, `/`-separated; one outside is `MATRIX_INVALID`: the legs have their own checkout, and no more. */
function insideSources(sources: string, folder: string, what: string): string {
  const path = withinSources(folder, sources)
  if (path !== undefined) return path === '' ? '.' : path
  throw new Problem('MATRIX_INVALID', `${what} lies outside the sources.`, 'The jobs that build check out the same sources, and no more.')
}

async function readFolder(written: string, path: string, ports: Ports): Promise<FolderFacts['declared']> {
  const folder = join(ports.sources, path)
  if ((await ports.files.kind(folder)) !== 'folder')
    return new Problem('FILE_MISSING', `There is no folder ${written}.`, 'A source is relative to the matrix file.')
  const [pyproject, pkgInfo] = await Promise.all(['pyproject.toml', 'PKG-INFO'].map((name) => textOf(join(folder, name), ports)))
  return readDeclared(path, { pyproject, pkgInfo })
}
