import { lockChange, type LockChange } from '../../../core/changes/locks/locks.ts'
import type { History } from '../../../core/history.ts'
import { inParallel } from '../../../flows/in-parallel.ts'
import { textAt } from './text-at.ts'

/** Files that are read at once. */
const breadth = 8

/** What became of lock files between two commits. */
export async function readLockChanges(paths: readonly string[], base: string, head: string, history: History): Promise<LockChange[]> {
  if (base === '' || head === '') return paths.map((path) => ({ path, kind: 'all', says: 'cannot be compared, since no commit is known' }))
  return await inParallel(paths, breadth, async (path) => {
    const [before, after] = await Promise.all([textAt(base, path, history), textAt(head, path, history)])
    return lockChange(path, before, after)
  })
}
