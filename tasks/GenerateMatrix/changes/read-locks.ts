import { lockChange, type LockChange } from '../../../core/changes/locks/locks.ts'
import type { History } from '../../../core/history.ts'
import { inParallel } from '../../../flows/in-parallel.ts'

/** Files that are read at once. */
const breadth = 8

/** What became of lock files between two commits. */
export async function readLockChanges(paths: readonly string[], base: string, head: string, history: History): Promise<LockChange[]> {
  const textAt = async (commit: string, path: string): Promise<string | undefined> => {
    const bytes = await history.show(commit, path)
    return bytes && new TextDecoder().decode(bytes)
  }
  if (base === '' || head === '') return paths.map((path) => ({ path, kind: 'all', says: 'cannot be compared, since no commit is known' }))
  return await inParallel(paths, breadth, async (path) => {
    const [before, after] = await Promise.all([textAt(base, path), textAt(head, path)])
    return lockChange(path, before, after)
  })
}
