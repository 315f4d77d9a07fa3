import { documentKey, listingOf, parseProject, type ProjectDocument } from '../core/index/project-document.ts'
import type { ETag, ObjectStore, PackageIndex } from '../core/ports.ts'
import type { ProjectName } from '../core/python/name.ts'

/** A document as a store holds it: what it says, and the version to replace. */
export interface Held<T> {
  readonly document: T
  readonly etag: ETag
}

/** One project's document; undefined when the store has none. An unreadable one is `INDEX_INVALID`. */
export async function readProject(store: ObjectStore, name: ProjectName): Promise<Held<ProjectDocument> | undefined> {
  const key = documentKey(name)
  const found = await store.get(key)
  if (found === undefined) return undefined
  return { document: parseProject(new TextDecoder().decode(found.bytes), `${store.name}: ${key}`, name), etag: found.etag }
}

/** What a store's own documents say, deleted files included: one read a project. */
export function storeIndex(store: ObjectStore): PackageIndex {
  return {
    name: store.name,
    project: async (name) => {
      const held = await readProject(store, name)
      return held && listingOf(held.document)
    },
  }
}
