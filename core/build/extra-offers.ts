import { few } from '../few.ts'
import type { BuiltFile } from './manifest.ts'

/** Whether an index takes a file: an extra file goes with a release, and into no index. */
export function isForIndex({ origin }: Pick<BuiltFile, 'origin'>): boolean {
  return origin !== 'extra'
}

/** What is to be said once of the extra files among some that a run offers; nothing where there are none. */
export function tellExtras(files: readonly Pick<BuiltFile, 'name' | 'origin'>[]): string[] {
  const names = files.filter((file) => !isForIndex(file)).map(({ name }) => name)
  if (names.length === 0) return []
  const what = names.length === 1 ? '1 extra file is' : `${names.length} extra files are`
  return [`${what} not for an index, and ${names.length === 1 ? 'stays' : 'stay'} in the artifact: ${few(names, 10)}.`]
}
