import { posix } from 'node:path'
import { readDeclaration } from '../../../core/changes/packages/declared.ts'
import type { Diff } from '../../../core/changes/diff.ts'
import type { History } from '../../../core/history.ts'
import { Problem } from '../../../core/problem.ts'
import { type ProjectName, parseName } from '../../../core/python/name.ts'
import { inParallel } from '../../../flows/in-parallel.ts'
import { textAt } from './text-at.ts'

/** Folders that are read at once. */
const breadth = 8

/** Projects that changed packages were, and those of them that the repository still holds. */
export interface ProjectsBefore {
  readonly before: readonly ProjectName[]
  /** By their package files that the diff has: planned or not. */
  readonly now: ReadonlySet<ProjectName>
}

/**
 * Projects that a commit had in the folders whose package files a diff has changed or deleted, sorted. Where a deleted one does not tell the name
 * - it is a setup.py, or no commit is known - that of its folder is taken for it.
 */
export async function projectsBefore(
  { changed, deleted }: Diff,
  { base, head }: { readonly base: string; readonly head: string },
  history: History,
): Promise<ProjectsBefore> {
  const isPackageFile = (path: string): boolean => /^(?:pyproject\.toml|setup\.cfg|setup\.py)$/.test(posix.basename(path))
  const files = [...changed, ...deleted].filter(isPackageFile)
  const folders = [...new Set(files.map((path) => posix.dirname(path)))]
  const gone = new Set(deleted.filter(isPackageFile).map((path) => posix.dirname(path)))
  const namesAt = async (commit: string): Promise<(ProjectName | undefined)[]> =>
    commit === '' ? [] : await inParallel(folders, breadth, async (folder) => await projectIn(folder, commit, history))
  const [was, is] = [await namesAt(base), await namesAt(head)]
  const before = folders.flatMap((folder, at) => was[at] ?? (gone.has(folder) ? parseName(posix.basename(folder)) : undefined) ?? [])
  return { before: [...new Set(before)].sort(), now: new Set(is.flatMap((project) => project ?? [])) }
}

async function projectIn(folder: string, base: string, history: History): Promise<ProjectName | undefined> {
  const textOf = async (file: string): Promise<string | undefined> => await textAt(base, posix.join(folder, file), history)
  const [pyproject, setupCfg] = await Promise.all([textOf('pyproject.toml'), textOf('setup.cfg')])
  try {
    const said = readDeclaration({ folder, pyproject, setupCfg, hasScript: false })
    return 'name' in said && said.name !== undefined ? parseName(said.name) : undefined
  } catch (error) {
    if (error instanceof Problem) return undefined
    throw error
  }
}
