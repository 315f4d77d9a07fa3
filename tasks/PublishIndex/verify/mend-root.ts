import type { Inconsistency } from '../../../core/index/inconsistency.ts'
import { projectOfDocument } from '../../../core/index/place.ts'
import { formatRoot, mergeRoot, type RootDocument } from '../../../core/index/root-document.ts'
import { Problem } from '../../../core/problem.ts'
import type { ProjectName } from '../../../core/python/name.ts'
import type { ETag, ObjectStore } from '../../../core/store.ts'
import type { Held } from '../../../flows/read-index.ts'
import { readDocument } from '../../../flows/update-document.ts'
import type { Indexing } from '../../../flows/index-change/change-index.ts'
import { rootAt } from '../../../flows/index-change/index-pages.ts'
import { updateRoot } from '../../../flows/index-change/update-root.ts'

/** The list of projects; where one stands that cannot be read, `broken` is its version. */
export interface RootToMend {
  readonly held: Held<RootDocument> | undefined
  readonly broken?: ETag
}

/** Reads the root as it is, readable or not. */
export async function readRootToMend(store: ObjectStore): Promise<RootToMend> {
  try {
    return { held: await readDocument(store, rootAt) }
  } catch (error) {
    const found = error instanceof Problem && error.code === 'INDEX_INVALID' ? await store.get(rootAt.key) : undefined
    if (found === undefined) throw error
    return { held: undefined, broken: found.etag }
  }
}

/** Brings the list of projects, its page and the people's page in line with the documents that are there. */
export async function mendRoot(found: readonly Inconsistency[], how: Indexing): Promise<void> {
  if (found.length === 0) return
  const { held } = await readRootToMend(how.store)
  const projects = await projectsOf(how.store)
  const there = new Set(projects)
  const without = held?.document.projects.filter((name) => !there.has(name)) ?? []
  const checked = how.probe ? { checked: how.store.name } : {}
  // The page and the people's page are put again whatever the root says of them.
  const before = held && { ...held, document: unshown(held.document) }
  await updateRoot(how.store, before, { projects, without, title: how.title, ...checked }, how)
}

/** A list of projects that cannot be read is replaced by what the documents come to; its title is the input's, or the usual one. */
export async function replaceRoot({ broken }: RootToMend, how: Indexing): Promise<void> {
  if (broken === undefined) return
  const root = mergeRoot(undefined, { projects: await projectsOf(how.store), title: how.title })
  if (root === 'unchanged') return
  const { type, cache } = rootAt
  await how.store.put(rootAt.key, new TextEncoder().encode(formatRoot(root)), { when: { etag: broken }, type, cache })
  how.log.say('info', `replaced    ${rootAt.key}`)
}

function unshown(root: RootDocument): RootDocument {
  return { ...root, shell: '', shown: root.shown && { ...root.shown, serial: -1 } }
}

async function projectsOf(store: ObjectStore): Promise<ProjectName[]> {
  const names: ProjectName[] = []
  for await (const { key } of store.list('simple/')) {
    const name = projectOfDocument(key)
    if (name !== undefined) names.push(name)
  }
  return names
}
