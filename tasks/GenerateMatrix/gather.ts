import { dirname, isAbsolute, join, posix, relative, resolve, sep } from 'node:path'
import type { PackageIndex, ProjectListing } from '../../core/ports.ts'
import { Problem } from '../../core/problem.ts'
import type { ProjectName } from '../../core/python/name.ts'
import type { Facts } from '../../core/wanted/facts.ts'
import { type FolderFacts, readDeclared } from '../../core/wanted/folder.ts'
import type { Wanted } from '../../core/wanted/wanted.ts'
import { parseWheelMatrix } from '../../core/wanted/wheel-matrix.ts'
import { inParallel } from '../../flows/in-parallel.ts'
import type { Inputs } from './inputs.ts'
import type { Ports } from './ports.ts'

/** Requests that are under way at once, to each index. */
const breadth = 16

/** The rows of the matrix file; a missing one is `FILE_MISSING`. */
export async function readMatrix(inputs: Inputs, ports: Ports): Promise<Wanted[]> {
  const bytes = await ports.files.read(resolve(ports.sources, inputs.wheelMatrix))
  if (bytes !== undefined) return parseWheelMatrix(new TextDecoder().decode(bytes), inputs.wheelMatrix)
  throw new Problem(
    'FILE_MISSING',
    `There is no file ${inputs.wheelMatrix}.`,
    "Check the input 'wheelMatrix'; it is relative to the sources.",
  )
}

/** Asks both indexes once for each project, all in parallel, and reads the folders. */
export async function gather(rows: readonly Wanted[], inputs: Inputs, ports: Ports): Promise<Facts> {
  const projects = [...new Set(rows.map((row) => row.project))]
  const asked = [...new Set(rows.filter((row) => inputs.skipUpstream || row.origin.kind === 'index').map((row) => row.project))]
  const [upstream, store, folders] = await Promise.all([
    listings(asked, ports.upstream),
    ports.store === undefined ? undefined : listings(projects, ports.store),
    readFolders(rows, inputs, ports),
  ])
  return { index: ports.upstream.name, upstream, store, folders }
}

async function listings(projects: readonly ProjectName[], index: PackageIndex): Promise<Map<ProjectName, ProjectListing>> {
  const found = await inParallel(projects, breadth, async (project) => ({ project, listing: await index.project(project) }))
  return new Map(found.flatMap(({ project, listing }) => (listing === undefined ? [] : [[project, listing] as const])))
}

async function readFolders(rows: readonly Wanted[], inputs: Inputs, ports: Ports): Promise<Map<string, FolderFacts>> {
  const paths = [...new Set(rows.flatMap(({ origin }) => (origin.kind === 'folder' ? [origin.path] : [])))]
  const beside = dirname(resolve(ports.sources, inputs.wheelMatrix))
  const facts = await inParallel(
    paths,
    breadth,
    async (path) => await readFolder(path, insideSources(ports.sources, join(beside, path), path), inputs.commit, ports),
  )
  return new Map(paths.map((path, at) => [path, facts[at]] as const).filter((pair): pair is [string, FolderFacts] => pair[1] !== undefined))
}

async function readFolder(written: string, path: string, commit: string, ports: Ports): Promise<FolderFacts> {
  const folder = join(ports.sources, path)
  if ((await ports.files.kind(folder)) !== 'folder') {
    const problem = new Problem('FILE_MISSING', `There is no folder ${written}.`, 'A source is relative to the matrix file.')
    return { path, commit, declared: problem }
  }
  const text = async (name: string): Promise<string | undefined> => {
    const bytes = await ports.files.read(join(folder, name))
    return bytes && new TextDecoder().decode(bytes)
  }
  const [pyproject, pkgInfo] = await Promise.all([text('pyproject.toml'), text('PKG-INFO')])
  return { path, commit, declared: readDeclared(path, { pyproject, pkgInfo }) }
}

/** The legs have their own checkout: only what lies in the sources will be there too. */
function insideSources(sources: string, folder: string, written: string): string {
  const path = relative(sources, folder).split(sep).join(posix.sep)
  if (!isAbsolute(path) && path !== '..' && !path.startsWith('../')) return path === '' ? '.' : path
  throw new Problem(
    'MATRIX_INVALID',
    `The source ${written} lies outside the sources.`,
    'The jobs that build check out the same sources, and no more.',
  )
}
