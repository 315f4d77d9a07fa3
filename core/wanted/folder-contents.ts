import { filesDigest, objectsBelow } from '../cache/files-digest.ts'
import type { KeyInput } from '../cache/fingerprint.ts'
import type { TreeObject } from '../history.ts'

/** What a folder gives to keys. */
export interface FolderContent {
  /** `files`. */
  readonly inputs: readonly KeyInput[]
  /** By the digest that stands among the inputs, the object ids of files by path. */
  readonly files: ReadonlyMap<string, Readonly<Record<string, string>>>
}

/**
 * What a folder holds; its path is relative to the top of the repository, `.` for it. Undefined where the repository has no file in it: nobody knows what it holds.
 */
export function folderContent(path: string, objects: readonly TreeObject[]): FolderContent | undefined {
  const { digest, files } = filesDigest(objectsOf(path, objects))
  if (Object.keys(files).length === 0) return undefined
  return { inputs: [{ name: 'files', value: digest }], files: new Map([[digest, files]]) }
}

/** What lies within a submodule is known by its commit. */
function objectsOf(path: string, objects: readonly TreeObject[]): TreeObject[] {
  const below = objectsBelow(objects, path)
  return below.length > 0 ? below : objects.filter((one) => one.mode === '160000' && path.startsWith(`${one.path}/`))
}
