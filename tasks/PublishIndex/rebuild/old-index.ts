import { serialOfPage } from '../../../core/index/markup.ts'
import { type OldFile, type OldPage, oldPagesAt, type PageAt, readOldPage } from '../../../core/index/old-page.ts'
import { packageListKey, readPackageList, withPackageList } from '../../../core/index/package-list.ts'
import { documentKey } from '../../../core/index/project-document.ts'
import { isInOwnFolder } from '../../../core/index/rebuild-plan.ts'
import { rootPageKey } from '../../../core/index/root-document.ts'
import { isPut } from '../../../core/index/shown.ts'
import { Problem } from '../../../core/problem.ts'
import type { ProjectName } from '../../../core/python/name.ts'
import type { ETag, ObjectStore } from '../../../core/store.ts'
import { inParallel } from '../../../flows/in-parallel.ts'
import type { Survey } from './survey.ts'

/** What another tool has told in a store. */
export interface OldIndex {
  readonly pages: ReadonlyMap<ProjectName, OldPage>
  /** Pages of it where ours go, and their versions, by key. */
  readonly replaced: ReadonlyMap<string, ETag>
}

const most = 32

/** Reads the pages that may be another tool's, each once, and the list that dumb-pypi keeps; `INDEX_INVALID` where something stands that is no page of a project. */
export async function readOldIndex(found: Survey, where: 'packages' | 'everywhere', store: ObjectStore): Promise<OldIndex> {
  const keys = [...found.objects.keys()]
  const folders = keys.filter((key) => !key.startsWith('simple/') && isInOwnFolder(key)).map((key) => key.slice(0, key.indexOf('/')))
  const places = oldPagesAt(keys, new Set(where === 'everywhere' ? folders : [])).filter((place) => !isOurs(place, found))
  const list = found.objects.has(packageListKey) ? await readList(store) : undefined
  const read = await inParallel(places, most, async (place) => ({ ...place, page: await readPage(place, found, store) }))
  const pages = new Map<ProjectName, OldPage>()
  const replaced = new Map<string, ETag>(found.foreignRoot === undefined ? [] : [[rootPageKey, found.foreignRoot.etag]])
  for (const { project, key, page } of read) {
    if (page === undefined) continue
    const goes = page.etag !== undefined && key.startsWith(`simple/${project}/`)
    const files = page.files.map((file) => ({ ...withPackageList(file, list?.get(file.filename)), stays: !goes }))
    pages.set(project, { files: [...(pages.get(project)?.files ?? []), ...files] })
    if (page.etag !== undefined && goes) replaced.set(key, page.etag)
  }
  return { pages, replaced }
}

/** Whether a page can be no other's than ours: our document notes it, and was written after it. */
function isOurs({ project, key }: PageAt, { objects, documents }: Survey): boolean {
  const [page, document] = [objects.get(key)?.modified, objects.get(documentKey(project))?.modified]
  return page !== undefined && document !== undefined && page <= document && isPut(documents.get(project)?.document.shown, key)
}

/** Undefined for a page of ours, unless its document cannot be read: then it is what is left of it, and nothing that is replaced. */
async function readPage(
  { project, key }: PageAt,
  { unreadable, documents }: Survey,
  store: ObjectStore,
): Promise<{ readonly files: readonly OldFile[]; readonly etag?: ETag } | undefined> {
  const found = await store.get(key)
  const text = new TextDecoder().decode(found?.bytes)
  if (found === undefined || text.trim() === '' || /"_serial":\d/.test(text)) return undefined
  const own = serialOfPage(text) !== undefined
  if (own && !unreadable.has(documentKey(project))) return undefined
  try {
    return { files: readOldPage(text, key), ...(own ? {} : { etag: found.etag }) }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    // A page that our document notes was ours: whatever has become of it is put right.
    if (isPut(documents.get(project)?.document.shown, key)) return undefined
    const remedy = 'Nothing was changed. See what stands there; let the tool that wrote it write it anew, or delete it.'
    throw new Problem(error.code, `${store.name}: ${key} is no page of a project that can be adopted.`, remedy, error)
  }
}

async function readList(store: ObjectStore): Promise<ReadonlyMap<string, OldFile> | undefined> {
  return readPackageList(new TextDecoder().decode((await store.get(packageListKey))?.bytes))
}
