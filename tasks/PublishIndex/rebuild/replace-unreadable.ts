import { projectOfDocument } from '../../../core/index/place.ts'
import { emptyProject, type ProjectDocument } from '../../../core/index/project-document.ts'
import { mergeRoot, type RootDocument } from '../../../core/index/root-document.ts'
import { Problem } from '../../../core/problem.ts'
import type { ProjectName } from '../../../core/python/name.ts'
import { sha256Of } from '../../../core/sha256.ts'
import type { ObjectStore } from '../../../core/store.ts'
import type { Held } from '../../../flows/read-index.ts'
import { type DocumentAt, readDocument } from '../../../flows/update-document.ts'
import type { ReadRoot } from '../../../flows/index-change/change-index.ts'
import { projectAt, rootAt } from '../../../flows/index-change/index-pages.ts'
import type { Survey } from './survey.ts'

const aside = { type: 'application/octet-stream', cache: 'no-store' }

/**
 * Keeps the bytes of what cannot be read beside it (`<key>.broken-<8 hex digits>`), and answers the documents with an empty one in its place, to be
 * written over exactly that version.
 */
export async function replaceUnreadable(
  { documents, root, unreadable }: Survey,
  store: ObjectStore,
): Promise<{ readonly documents: ReadonlyMap<ProjectName, Held<ProjectDocument>>; readonly root: ReadRoot }> {
  const all = new Map(documents)
  let held = root
  for (const key of unreadable.keys()) {
    const name = projectOfDocument(key)
    if (name === undefined) held = await readable(rootAt, emptyRoot(), store)
    else {
      const one = await readable(projectAt(name), emptyProject(name), store)
      if (one !== undefined) all.set(name, one)
    }
  }
  return { documents: all, root: { held } }
}

function emptyRoot(): RootDocument {
  const root = mergeRoot(undefined, { projects: [] })
  if (root === 'unchanged') throw new Error('a root that was not there is new')
  return root
}

/** What is there meanwhile, if somebody has mended it; else what takes its place. */
async function readable<T>(at: DocumentAt<T>, otherwise: T, store: ObjectStore): Promise<Held<T> | undefined> {
  try {
    return await readDocument(store, at)
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'INDEX_INVALID') throw error
  }
  const found = await store.get(at.key)
  if (found === undefined) return undefined
  await store.put(`${at.key}.broken-${sha256Of(found.bytes).slice(0, 8)}`, found.bytes, { when: 'absent', ...aside })
  return { document: otherwise, etag: found.etag }
}
