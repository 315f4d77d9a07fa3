import { storedListings } from '../core/index/adoption.ts'
import { entryOf } from '../core/index/document-file.ts'
import { fileKey } from '../core/index/layout.ts'
import { serialOfPage } from '../core/index/markup.ts'
import { rootPageKey } from '../core/index/root-document.ts'
import { documentKey, listingOf, parseProject, type ProjectDocument } from '../core/index/project-document.ts'
import type { PackageIndex, ProjectListing } from '../core/ports.ts'
import type { ETag, ObjectStore } from '../core/store.ts'
import type { ProjectName } from '../core/python/name.ts'
import { allOf } from './all-of.ts'

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

/**
 * What a store holds. Of our own index: what its documents say, deleted files included, by one read a project. Of a bucket that another tool
 * indexes (its root page is not ours): every file below `packages/`, by one list for all projects; the files are the truth there, and pages may
 * lag behind them. The root page is asked once: an adoption replaces it last, so that a bucket half adopted still counts as the other tool's.
 */
export function storeIndex(store: ObjectStore): PackageIndex {
  let foreign: Promise<ReadonlyMap<ProjectName, ProjectListing> | undefined> | undefined
  return {
    name: store.name,
    project: async (name) => {
      const listed = await (foreign ??= listForeign(store))
      if (listed !== undefined) return listed.get(name)
      const held = await readProject(store, name)
      return held && { ...listingOf(held.document), files: held.document.files.map(entryOf) }
    },
  }
}

/** Undefined for an index of our own, and for a store that has none yet. */
async function listForeign(store: ObjectStore): Promise<ReadonlyMap<ProjectName, ProjectListing> | undefined> {
  if ((await readForeignRoot(store)) === undefined) return undefined
  return storedListings(await allOf(store.list(fileKey(''))))
}

/** The root page, if another tool wrote it; undefined when it is ours, or not there. */
export async function readForeignRoot(store: ObjectStore): Promise<{ readonly text: string; readonly etag: ETag } | undefined> {
  const page = await store.get(rootPageKey)
  const text = new TextDecoder().decode(page?.bytes)
  return page === undefined || serialOfPage(text) !== undefined ? undefined : { text, etag: page.etag }
}
