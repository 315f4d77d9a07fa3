import { addTo } from '../add-to.ts'
import { deepDigests } from '../cache/deep-digests.ts'
import { filesDigest, objectsBelow } from '../cache/files-digest.ts'
import { type KeyInput, listValue } from '../cache/fingerprint.ts'
import type { TreeObject } from '../history.ts'
import type { ProjectName } from '../python/name.ts'

/** A folder that wheels of a matrix are made from. */
export interface SourceFolder {
  /** Relative to the top of the repository, `.` for it. */
  readonly path: string
  readonly project: ProjectName
  /** Projects that its build or its wheel requires, as far as it tells. */
  readonly needs: readonly ProjectName[]
}

/** What a folder gives to keys. */
export interface FolderContent {
  /** `files` and `needs <project>`. */
  readonly inputs: readonly KeyInput[]
  /** By the digest that stands among the inputs, the object ids of files by path. */
  readonly files: ReadonlyMap<string, Readonly<Record<string, string>>>
}

/**
 * What folders hold, by their paths: their files, and what those of them hold that they need, at any hand. A folder of which the repository has no file is not among them: nobody knows
 * what it holds.
 */
export function folderContents(folders: readonly SourceFolder[], objects: readonly TreeObject[]): ReadonlyMap<string, FolderContent> {
  const byPath = new Map(folders.map((one) => [one.path, one]))
  const own = new Map([...byPath.keys()].map((path) => [path, filesDigest(objectsOf(path, objects))]))
  const ofProject = new Map<ProjectName, string[]>()
  for (const { path, project } of byPath.values()) addTo(ofProject, project, path)
  const needed = (path: string, project: ProjectName): string[] => (ofProject.get(project) ?? []).filter((one) => one !== path)
  const needsOf = (path: string): readonly ProjectName[] => [...new Set(byPath.get(path)?.needs)]
  const deep = deepDigests(
    [...byPath.keys()].sort(),
    (path) => needsOf(path).flatMap((project) => needed(path, project)),
    (path) => own.get(path)?.digest ?? '',
  )
  return new Map(
    [...own].flatMap(([path, { digest, files }]): [string, FolderContent][] => {
      if (Object.keys(files).length === 0) return []
      const needs = needsOf(path).map((project) => ({ project, paths: needed(path, project) }))
      const inputs = needs
        .filter(({ paths }) => paths.length > 0)
        .map(({ project, paths }) => ({ name: `needs ${project}`, value: listValue(paths.map((one) => deep.get(one) ?? '').sort()) }))
      return [[path, { inputs: [{ name: 'files', value: digest }, ...inputs], files: new Map([[digest, files]]) }]]
    }),
  )
}

/** What lies within a submodule is known by its commit. */
function objectsOf(path: string, objects: readonly TreeObject[]): TreeObject[] {
  const below = objectsBelow(objects, path)
  return below.length > 0 ? below : objects.filter((one) => one.mode === '160000' && path.startsWith(`${one.path}/`))
}
