import { counted } from '../counted.ts'
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
  const [are, stay] = names.length === 1 ? ['is', 'stays'] : ['are', 'stay']
  return [`${counted(names.length, 'extra file')} ${are} not for an index, and ${stay} in the artifact: ${few(names, 10)}.`]
}
