import { posix, relative, sep } from 'node:path'
import type { Head } from '../../../core/history.ts'
import { Problem } from '../../../core/problem.ts'
import type { Ports } from '../ports.ts'

/** The repository whose packages are planned. */
export interface PlannedCheckout {
  /** Absolute, without links on the way to it; the sources themselves where git knows nothing of them. */
  readonly top: string
  /** What is checked out; empty where git does not say. */
  readonly commit: string
  /** Every path that git tracks; undefined where it does not say. */
  readonly tracked: readonly string[] | undefined
  /** Where a folder of the repository lies, relative to the sources; `.` for them. */
  readonly folderOf: (folder: string) => string
}

/** Where the repository lies, and what git has of it. */
export async function readCheckout({ history, sources, files }: Pick<Ports, 'history' | 'sources' | 'files'>): Promise<PlannedCheckout> {
  const head = await headOf({ history })
  const real = (await files.behind(sources))?.path ?? sources
  if (head === undefined) return { top: real, commit: '', tracked: undefined, folderOf: (folder) => folder }
  const prefix = relative(real, head.top).split(sep).join(posix.sep)
  const folderOf = (folder: string): string => posix.join(prefix, folder)
  return { top: head.top, commit: head.commit, tracked: await history.tracked(), folderOf }
}

/** What cannot be read is told where the diff is looked for. */
async function headOf({ history }: Pick<Ports, 'history'>): Promise<Head | undefined> {
  try {
    return await history.head()
  } catch (error) {
    if (error instanceof Problem && error.code === 'UNRESOLVED') return undefined
    throw error
  }
}
