import { join } from 'node:path'
import { Problem } from '../../../core/problem.ts'
import { isSafeMemberPath } from '../../../core/safe-path.ts'
import type { Place } from '../place.ts'
import { agentProject, type Tree } from '../sources/trees.ts'
import { within } from './within.ts'

/**
 * Makes the folder where a suite runs, with the files and folders of the project that its globs name, as they were before anything was built. A glob
 * that matches nothing is `FILE_MISSING`.
 */
export async function layFiles(globs: readonly string[], cwd: string, tree: Tree, { bench }: Pick<Place, 'bench'>): Promise<void> {
  const { host, ports } = bench
  if (globs.length === 0) return await host.make(cwd)
  const scratch = await ports.files.scratch('suite')
  try {
    const folder = join(scratch, 'work')
    for (const glob of globs) await gather(glob, folder, tree, ports.files)
    await host.put(folder, cwd)
  } finally {
    await ports.files.remove(scratch)
  }
}

type Files = Place['bench']['ports']['files']

async function gather(glob: string, into: string, tree: Tree, files: Files): Promise<void> {
  const project = agentProject(tree, '')
  const isWhole = glob === '.'
  if (!isWhole && !isSafeMemberPath(glob)) return missing(glob)
  const path = isWhole ? project : join(project, ...glob.split('/'))
  if ((await within(path, tree.folder, files)) !== undefined) return await files.copy(path, isWhole ? into : join(into, ...glob.split('/')))
  const found = await files.find(project, [glob, `${glob}/**`])
  if (found.length === 0) return missing(glob)
  for (const one of found) await files.copy(join(project, ...one.split('/')), join(into, ...one.split('/')))
}

function missing(glob: string): never {
  throw new Problem(
    'FILE_MISSING',
    `files: '${glob}' is nothing of the project.`,
    'Write files, folders or globs, relative to the project.',
  )
}
