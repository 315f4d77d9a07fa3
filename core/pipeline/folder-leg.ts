import type { Json } from '../canonical.ts'
import type { Field } from '../json.ts'
import { isSafeMemberPath } from '../safe-path.ts'
import { type CacheRef, cacheRefJson, parseCacheRef } from './cache-ref.ts'

/** A package of the repository that a leg builds in its place. */
export interface LocalFolder {
  /** As the package writes it. */
  readonly name: string
  /** What stands for it in the leg's cell of packages (`packageKey`), where that is not its name. */
  readonly key?: string
  /** Relative to the sources, `/`-separated; `.` for their top. */
  readonly folder: string
  /** Names of the packages of the same leg that its build, its wheel or its tests need. */
  readonly local: readonly string[]
  /** Where the cache keeps what it comes to; absent without a cache. */
  readonly cache?: CacheRef
}

/** A leg of the mode `changes` as plan.json holds it: each list is in an order in which a package comes after those that it needs. */
export interface FolderLeg {
  readonly leg: string
  /** The commit that the plan was made of; empty when unknown. */
  readonly commit: string
  /** When that was made, in seconds since 1970; 0 when unknown. */
  readonly time: number
  /** What it builds and tests. */
  readonly packages: readonly LocalFolder[]
  /** What is built before them, for them alone: never published. */
  readonly dependencies: readonly LocalFolder[]
}

/** What such a leg is to do, whole. */
export interface FolderWork extends FolderLeg {
  readonly planDigest: string
}

/** A leg as a member of plan.json; `kind` sets it apart from a leg of wheels. */
export function folderLegJson({ leg, commit, time, packages, dependencies }: FolderLeg): Record<string, Json> {
  return { kind: 'folders', leg, commit, time, packages: packages.map(folderJson), dependencies: dependencies.map(folderJson) }
}

function folderJson({ local, cache, ...one }: LocalFolder): Json {
  return { ...one, local: [...local], ...(cache === undefined ? {} : { cache: cacheRefJson(cache) }) }
}

/** Whether a leg of plan.json, or a `job_data`, tells of folders. */
export function isFolderLeg(root: Field): boolean {
  return root.get('kind').value === 'folders'
}

/** Reads a leg of folders; what is broken is refused with the field's code. */
export function parseFolderLeg(root: Field): FolderLeg {
  const folders = (key: string): LocalFolder[] => root.get(key).list().map(parseFolder)
  return {
    leg: root.get('leg').text(),
    commit: root.get('commit').text(),
    time: root.get('time').number(),
    packages: folders('packages'),
    dependencies: folders('dependencies'),
  }
}

function parseFolder(field: Field): LocalFolder {
  const local = field
    .get('local')
    .list()
    .map((one) => one.text())
  const key = field.get('key').optional((one) => one.text())
  const cache = field.get('cache').optional(parseCacheRef)
  const more = { ...(key === undefined ? {} : { key }), ...(cache === undefined ? {} : { cache }) }
  return { name: field.get('name').text(), folder: placeOf(field.get('folder')), local, ...more }
}

/** A plan is of what the job checks out: nothing in it leads elsewhere. */
function placeOf(field: Field): string {
  const folder = field.text()
  return folder === '.' || (isSafeMemberPath(folder) && !folder.endsWith('/')) ? folder : field.refuse('must be a folder of the sources')
}
