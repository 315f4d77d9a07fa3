import type { TreeObject } from '../history.ts'
import { listValue } from './fingerprint.ts'

/** Some files of a repository as one value of a key, and what it is made of for whoever explains it: by path the object id, with the mode where that is not a plain file's. */
export interface FilesDigest {
  readonly digest: string
  readonly files: Readonly<Record<string, string>>
}

/** The digest of files, whatever their order: of their paths, modes and ids. */
export function filesDigest(objects: readonly TreeObject[]): FilesDigest {
  const sorted = [...objects].sort(byPath)
  return {
    digest: listValue(sorted.flatMap(({ path, mode, id }) => [path, mode, id])),
    files: Object.fromEntries(sorted.map(({ path, mode, id }) => [path, mode === '100644' ? id : `${id} ${mode}`])),
  }
}

/** Those at or below a folder, `.` for all. */
export function objectsBelow(objects: readonly TreeObject[], folder: string): TreeObject[] {
  return folder === '.' ? [...objects] : objects.filter(({ path }) => path === folder || path.startsWith(`${folder}/`))
}

/** Orders files by path, and what an odd name hides behind one path by what it holds. */
export function byPath(a: TreeObject, b: TreeObject): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}
