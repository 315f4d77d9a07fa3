import { resolve } from 'node:path'
import { indexUrlOf } from '../../../core/index/index-url.ts'
import type { PackageIndex } from '../../../core/ports.ts'
import { Problem } from '../../../core/problem.ts'
import type { ReleasePlan } from '../../../core/release/plan/plan.ts'
import { type Repository, repositoryName } from '../../../core/release/plan/repository.ts'
import { parseStoreLocation } from '../../../core/store-location.ts'
import type { ObjectStore } from '../../../core/store.ts'
import { rootAt } from '../../../flows/index-change/index-pages.ts'
import { readForeignRoot, storeIndex } from '../../../flows/read-index.ts'
import { readDocument } from '../../../flows/update-document.ts'
import type { Ports } from '../ports.ts'
import { promote } from './promote.ts'
import type { ToUpload, UploadRun } from './upload-files.ts'

/** A store that approved files are promoted to; it is a target of releases. */
interface StoreTarget {
  readonly name: string
  readonly index: PackageIndex
  readonly checkUrl: string | undefined
  readonly reader: undefined
  readonly warnings: readonly string[]
  publish(files: readonly ToUpload[], plan: ReleasePlan): Promise<UploadRun>
}

/** Opens a store that PublishIndex keeps, or that nothing is in yet. One that another tool keeps an index in is `REFUSED`: to take it over is PublishIndex' work. */
export async function openStoreTarget(repository: Repository & { readonly kind: 'store' }, ports: Ports): Promise<StoreTarget> {
  const store = await ports.store(repository)
  await requireOwn(store)
  const location = parseStoreLocation(repository.store, 'repository')
  return {
    name: repositoryName(repository),
    index: storeIndex(store),
    // A bucket may be closed to pip, or served from elsewhere.
    checkUrl: location.kind === 'folder' ? indexUrlOf({ location }, resolve(location.path)) : undefined,
    reader: undefined,
    warnings: await remarks(store),
    publish: async (files, plan) =>
      await promote(files, plan, { ...ports, random: () => ports.random(), store, isBucket: location.kind === 's3' }),
  }
}

async function requireOwn(store: ObjectStore): Promise<void> {
  if ((await readForeignRoot(store)) === undefined) return
  throw new Problem(
    'REFUSED',
    `${store.name} holds an index that another tool keeps, or that was taken over only in part.`,
    'Run PublishIndex on it, with mode rebuild, and release then.',
  )
}

/** A place that was misspelt looks like one where nothing is yet. */
async function remarks(store: ObjectStore): Promise<string[]> {
  return (await readDocument(store, rootAt)) === undefined ? [`${store.name} holds no index yet: the release makes one there.`] : []
}
