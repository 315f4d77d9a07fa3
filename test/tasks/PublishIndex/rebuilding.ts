import { join } from 'node:path'
import type { Outcome } from '../../../core/outcome.ts'
import { parseProject, type ProjectDocument } from '../../../core/index/project-document.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { parseRoot } from '../../../core/index/root-document.ts'
import type { ObjectStore } from '../../../core/store.ts'
import { type MemoryStore, memoryStore } from '../../fakes/memory-store.ts'
import { fill } from './old-bucket.ts'
import { type Publishing, startPublishing } from './publishing.ts'

/** PublishIndex as it rebuilds a store. */
export interface Rebuildings extends Publishing {
  rebuild(store: ObjectStore, inputs?: Parameters<Publishing['publish']>[1]): Promise<Outcome>
}

export async function startRebuilding(): Promise<Rebuildings> {
  const publishing = await startPublishing()
  return {
    ...publishing,
    rebuild: async (store, inputs = {}) =>
      await publishing.publish(store, { mode: 'rebuild', distributions: [join(publishing.folder, 'none')], ...inputs }),
  }
}

/** A bucket that others have filled: of no object is the SHA-256 known. */
export function blind(store: ObjectStore): ObjectStore {
  return {
    ...store,
    head: async (key) => {
      const found = await store.head(key)
      return found && { size: found.size, etag: found.etag }
    },
  }
}

/** A store in memory that holds these objects, and was asked nothing yet. */
export async function filled(objects: ReadonlyMap<string, Uint8Array>): Promise<MemoryStore> {
  const store = memoryStore()
  await fill(store, objects)
  store.requests.length = 0
  return store
}

/** What a store's document says of a project. */
export async function documentIn(store: ObjectStore, name: string): Promise<ProjectDocument> {
  const found = await store.get(`simple/${name}/index.json`)
  return parseProject(new TextDecoder().decode(found?.bytes), name, normalizeName(name))
}

/** Every file that a store's index lists: its name and its address. */
export async function listedIn(store: ObjectStore): Promise<string[]> {
  const { projects } = parseRoot(new TextDecoder().decode((await store.get('simple/index.json'))?.bytes), 'root')
  const documents = await Promise.all(projects.map(async (name) => await documentIn(store, name)))
  return documents.flatMap(({ files }) => files.map(({ filename, url }) => `${filename} ${url}`)).sort()
}

/** The requests of these verbs. */
export function asked({ requests }: MemoryStore, verbs: RegExp): string[] {
  return requests.filter((request) => verbs.test(request))
}
