import { projectOfDocument } from '../../../core/index/place.ts'
import type { ProjectDocument } from '../../../core/index/project-document.ts'
import { type RootDocument, rootKey, rootPageKey } from '../../../core/index/root-document.ts'
import { Problem } from '../../../core/problem.ts'
import type { ProjectName } from '../../../core/python/name.ts'
import type { ETag, ObjectStore, StoredObject } from '../../../core/store.ts'
import { inParallel } from '../../../flows/in-parallel.ts'
import { type Held, readForeignRoot } from '../../../flows/read-index.ts'
import { type DocumentAt, readDocument } from '../../../flows/update-document.ts'
import { projectAt, rootAt } from '../../../flows/index-change/index-pages.ts'

/** The root page that another tool wrote. */
export interface ForeignRoot {
  readonly text: string
  readonly etag: ETag
}

/** An index as it is found, whole. */
export interface Survey {
  /** All that is stored, by key. */
  readonly objects: ReadonlyMap<string, StoredObject>
  /** What our documents say. */
  readonly documents: ReadonlyMap<ProjectName, Held<ProjectDocument>>
  /** Where a document of a project or of the root should be, by key, and something stands that is none: why. */
  readonly unreadable: ReadonlyMap<string, Problem>
  readonly root: Held<RootDocument> | undefined
  /** The page `simple/index.html`, where it is none of ours. */
  readonly foreignRoot: ForeignRoot | undefined
}

/** How many documents are read at once. */
const most = 32

/** Reads an index whole: one list of the store, then every document and the root; nothing of the files. A store that cannot be read is its Problem. */
export async function survey(store: ObjectStore): Promise<Survey> {
  const objects = new Map<string, StoredObject>()
  for await (const object of store.list('')) objects.set(object.key, object)
  const names = [...objects.keys()].flatMap((key) => projectOfDocument(key) ?? [])
  const unreadable = new Map<string, Problem>()
  const noted = async <T>(at: DocumentAt<T>): Promise<Held<T> | undefined> => {
    const found = await readOrProblem(store, at)
    if (found instanceof Problem) unreadable.set(at.key, found)
    return found instanceof Problem ? undefined : found
  }
  const held = await inParallel(names, most, async (name) => await noted(projectAt(name)))
  const documents = new Map(names.flatMap((name, at) => (held[at] === undefined ? [] : [[name, held[at]] as const])))
  const root = objects.has(rootKey) ? await noted(rootAt) : undefined
  const foreignRoot = objects.has(rootPageKey) ? await readForeignRoot(store) : undefined
  return { objects, documents, unreadable, root, foreignRoot }
}

/** What cannot be parsed is answered, for it may hold what nobody else knows; what cannot be read is thrown. */
async function readOrProblem<T>(store: ObjectStore, at: DocumentAt<T>): Promise<Held<T> | undefined | Problem> {
  try {
    return await readDocument(store, at)
  } catch (error) {
    if (error instanceof Problem && error.code === 'INDEX_INVALID') return error
    throw error
  }
}
