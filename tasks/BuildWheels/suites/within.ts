import { relative } from 'node:path'
import type { Files } from '../../../core/ports.ts'
import { isOutside } from '../sources/trees.ts'

/** What a path of this agent leads to, where that lies in a folder: what a suite names goes to the host, and no link may bring other files there. */
export async function within(path: string, folder: string, files: Pick<Files, 'behind'>): ReturnType<Files['behind']> {
  const [found, top] = [await files.behind(path), await files.behind(folder)]
  if (found === undefined || top === undefined) return undefined
  return isOutside(relative(top.path, found.path)) ? undefined : found
}
