import type { AuditedDocument } from '../../../core/index/audit.ts'
import type { AuditedPage } from '../../../core/index/audit-page.ts'
import { Problem } from '../../../core/problem.ts'
import type { ProjectName } from '../../../core/python/name.ts'
import type { ETag, ObjectStore } from '../../../core/store.ts'
import type { PageOf } from '../../../flows/show-pages.ts'
import type { DocumentAt } from '../../../flows/update-document.ts'

/** A document with its text and how it is served; one that cannot be parsed with the reason. */
export async function readAudited<T>(
  store: ObjectStore,
  at: DocumentAt<T>,
): Promise<{ readonly audited: AuditedDocument<T> | undefined; readonly version: ETag }> {
  const found = await store.get(at.key)
  if (found === undefined) return { audited: undefined, version: '' }
  const page = served(found)
  return { audited: { ...page, ...parsed(at, page.text, store.name) }, version: found.etag }
}

/** A page as it is, beside what it should be. */
export async function readPage<T>(
  store: ObjectStore,
  page: PageOf<T>,
  document: T,
  project: ProjectName | undefined,
  known: ReadonlySet<string>,
): Promise<AuditedPage> {
  const { key, type, cache } = page
  const found = await store.get(key)
  return {
    key,
    project,
    expected: page.render(document),
    service: { type, cache },
    found: found && served(found),
    known: known.has(key),
  }
}

function parsed<T>(at: DocumentAt<T>, text: string, store: string): { readonly document: T } | { readonly problem: string } {
  try {
    return { document: at.parse(text, `${store}: ${at.key}`) }
  } catch (error) {
    if (error instanceof Problem && error.code === 'INDEX_INVALID') return { problem: error.message }
    throw error
  }
}

function served({ bytes, type, cache }: NonNullable<Awaited<ReturnType<ObjectStore['get']>>>): AuditedPage['found'] & object {
  const text = new TextDecoder().decode(bytes)
  return { text, ...(type === undefined ? {} : { type }), ...(cache === undefined ? {} : { cache }) }
}
