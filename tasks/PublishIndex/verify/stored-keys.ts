import { storedByProject, type StoredFile, storedFiles } from '../../../core/index/adoption.ts'
import { placeOf } from '../../../core/index/place.ts'
import type { Clock } from '../../../core/ports.ts'
import type { ProjectName } from '../../../core/python/name.ts'
import type { ObjectStore, StoredObject } from '../../../core/store.ts'

/** So long, in milliseconds, a publish may take from a file to its document before the file counts as forgotten. */
const grace = 3_600_000

/** What a list of the store tells. */
export interface StoredKeys {
  readonly objects: ReadonlyMap<string, StoredObject>
  /** By the project that their names tell. */
  readonly files: ReadonlyMap<ProjectName, readonly StoredFile[]>
  readonly documents: readonly ProjectName[]
  /** Projects of which a page is there. */
  readonly pages: readonly ProjectName[]
  /** Keys of files that were stored a short while ago; `files` has none of them. */
  readonly fresh: ReadonlySet<string>
  /** Keys that are nothing to this index, unless a document lists what lies there. */
  readonly foreign: ReadonlySet<string>
}

/** Lists the store, and sorts what is there. */
export async function readKeys(store: ObjectStore, clock: Clock): Promise<StoredKeys> {
  const objects = new Map<string, StoredObject>()
  for await (const object of store.list('')) objects.set(object.key, object)
  const now = Date.parse(clock.now())
  const isFresh = ({ modified }: StoredObject): boolean => modified !== undefined && now - Date.parse(modified) < grace
  const stored = storedFiles(objects.values())
  const projects = storedByProject(stored)
  const fresh = new Set(stored.filter(isFresh).map(({ key }) => key))
  const named = [...objects.keys()].map((key) => ({ key, ...placeOf(key) }))
  const ours = new Set([...projects.values()].flat().flatMap(({ key }) => [key, `${key}.metadata`]))
  return {
    objects,
    files: new Map([...projects].map(([name, files]) => [name, files.filter(({ key }) => !fresh.has(key))])),
    documents: named.flatMap(({ form, project }) => (form === 'document' ? [project] : [])),
    pages: named.flatMap(({ form, project }) => (form === 'page' ? [project] : [])),
    fresh,
    foreign: new Set(named.flatMap(({ key, form }) => (form === 'foreign' && !ours.has(key) ? [key] : []))),
  }
}
