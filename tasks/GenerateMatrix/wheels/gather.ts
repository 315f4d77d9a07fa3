import type { PackageIndex, ProjectListing } from '../../../core/ports.ts'
import { Problem } from '../../../core/problem.ts'
import type { ProjectName } from '../../../core/python/name.ts'
import { type Facts, type IndexFacts, indexOf, refKey } from '../../../core/wanted/facts.ts'
import type { Wanted } from '../../../core/wanted/wanted.ts'
import { inParallel } from '../../../flows/in-parallel.ts'
import { readFolders } from './folders.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'

/** Requests that are under way at once, to each index. */
const breadth = 16

/** Asks every index once for each project that it is to tell of, all in parallel, each repository for its refs, and reads the folders. */
export async function gather(rows: readonly Wanted[], inputs: Inputs, ports: Ports): Promise<Facts> {
  const [indexes, store, folders, commits] = await Promise.all([
    readIndexes(rows, ports),
    ports.store === undefined ? undefined : listings(projectsOf(rows), ports.store),
    readFolders(rows, inputs, ports),
    readCommits(rows, ports),
  ])
  return { indexes, store, folders, commits }
}

/** What comes from elsewhere is asked for nowhere: a project of an index that has its name may be somebody else's. */
async function readIndexes(rows: readonly Wanted[], ports: Ports): Promise<Map<string, IndexFacts>> {
  const asking = rows.filter((row) => row.origin.kind === 'index')
  const urls = [...new Set(['', ...asking.map(indexOf)])]
  const facts = urls.map(async (url) => {
    const index = url === '' ? ports.upstream : ports.index(url)
    const projects = await listings(projectsOf(asking.filter((row) => indexOf(row) === url)), index)
    return [url, { name: index.name, projects }] as const
  })
  return new Map(await Promise.all(facts))
}

async function listings(projects: readonly ProjectName[], index: PackageIndex): Promise<Map<ProjectName, ProjectListing>> {
  const found = await inParallel(projects, breadth, async (project) => ({ project, listing: await index.project(project) }))
  return new Map(found.flatMap(({ project, listing }) => (listing === undefined ? [] : [[project, listing] as const])))
}

/** What each ref names now, asked once; a repository that cannot be read fails its rows alone. */
async function readCommits(rows: readonly Wanted[], ports: Ports): Promise<Map<string, string | Problem>> {
  const refs = new Map(rows.flatMap(({ origin }) => (origin.kind === 'git' ? [[refKey(origin), origin] as const] : [])))
  const found = await inParallel([...refs], breadth, async ([key, { url, ref }]) => [key, await commitOf(url, ref, ports)] as const)
  return new Map(found.flatMap(([key, commit]) => (commit === undefined ? [] : [[key, commit] as const])))
}

async function commitOf(url: string, ref: string, { git }: Ports): Promise<string | Problem | undefined> {
  try {
    return await git.commitOf(url, ref)
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
}

function projectsOf(rows: readonly Wanted[]): ProjectName[] {
  return [...new Set(rows.map((row) => row.project))]
}
