import type { History } from '../../../core/history.ts'

/** The text of a file at a commit; undefined where there is none, or no commit is known (an empty one). */
export async function textAt(commit: string, path: string, history: History): Promise<string | undefined> {
  const bytes = commit === '' ? undefined : await history.show(commit, path)
  return bytes && new TextDecoder().decode(bytes)
}
