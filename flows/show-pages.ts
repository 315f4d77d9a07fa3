import { isShown, type Showable, type Shown } from '../core/index/shown.ts'
import { serialOfPage } from '../core/index/markup.ts'
import type { ETag, ObjectStore, Service } from '../core/store.ts'
import { Problem } from '../core/problem.ts'
import { inParallel } from './in-parallel.ts'
import type { Held } from './read-index.ts'
import { demandHeld, type DocumentAt, type Pace, putDocument, readDocument, serviceOf, waitForTurn } from './update-document.ts'

/** A page that shows a document. */
export interface PageOf<T> extends Service {
  readonly key: string
  render(document: T): string
  /** Whether another tool's page may stand in its place, for it was only announced by somebody else. */
  readonly yields?: boolean
}

/** The pages of a document, as it is then: another writer may have come to make more of them. */
export type PagesOf<T> = (document: T) => readonly PageOf<T>[]

/** A document whose pages are put, but not yet marked as shown. */
export interface Rendered<T> {
  readonly held: Held<T>
  readonly shown: Shown
}

/**
 * Puts the pages of a document, each on condition that it is the one that was last known: the ETag that the document keeps for it, or,
 * where that no longer holds, the one it has now; then the document is read again *after* the page, so that a page is never
 * replaced by one of an older serial, however slow its writer. `replaced` gives the ETags of pages that another tool wrote and that the document
 * takes the place of.
 */
export async function putPages<T extends Showable>(
  store: ObjectStore,
  at: DocumentAt<T>,
  held: Held<T>,
  pagesOf: PagesOf<T>,
  pace: Pace,
  replaced: ReadonlyMap<string, ETag> = new Map(),
): Promise<Rendered<T>> {
  const known = new Map([...replaced, ...[...(held.document.shown?.pages ?? [])].filter(([, etag]) => etag !== '')])
  // What was not put just now may show an older version, whoever has put it.
  const done = new Set<string>()
  let now = held
  for (let round = 1; ; round++) {
    const todo = pagesOf(now.document).filter(({ key }) => !done.has(key))
    const refused = await putAll(store, todo, now, known)
    for (const { key } of todo) done.add(key)
    if (refused.length === 0) break
    await waitForTurn(store, at, round, pace)
    for (const page of refused) if (await learn(store, page, known)) done.delete(page.key)
    const next = demandHeld(store, at, await readDocument(store, at))
    if (next.document.serial !== now.document.serial) done.clear()
    now = next
  }
  const put = new Map([...known].filter(([key]) => done.has(key)))
  return { held: now, shown: { serial: now.document.serial, pages: put } }
}

/**
 * Marks a document's pages as showing it, on condition that it did not move meanwhile; if it did, they are put anew. `mark` adds the
 * note (and what else is now true) to the document.
 */
export async function markShown<T extends Showable>(
  store: ObjectStore,
  at: DocumentAt<T>,
  rendered: Rendered<T>,
  pagesOf: PagesOf<T>,
  mark: (document: T, shown: Shown) => T,
  pace: Pace,
): Promise<Held<T>> {
  for (let { held, shown } = rendered, round = 1; ; round++) {
    const next = mark(held.document, shown)
    // Pages that were put again as they were leave nothing to note.
    if (at.format(next) === at.format(held.document)) return held
    const marked = await putDocument(store, at, next, held)
    if (marked !== undefined) return marked
    await waitForTurn(store, at, round, pace)
    const now = demandHeld(store, at, await readDocument(store, at))
    const { shown: seen } = now.document
    const keys = pagesOf(now.document).map((page) => page.key)
    // Who marked it first may not know of all that is true.
    ;({ held, shown } =
      seen !== undefined && isShown(now.document, keys) ? { held: now, shown: seen } : await putPages(store, at, now, pagesOf, pace))
  }
}

/** Those that were refused. */
async function putAll<T>(store: ObjectStore, pages: readonly PageOf<T>[], held: Held<T>, known: Map<string, ETag>): Promise<PageOf<T>[]> {
  const all = await inParallel(pages, pages.length, async (page) => await putPage(store, page, held, known))
  return all.filter((one) => one !== undefined)
}

/** The page itself when it was refused. */
async function putPage<T>(store: ObjectStore, page: PageOf<T>, held: Held<T>, known: Map<string, ETag>): Promise<PageOf<T> | undefined> {
  const etag = known.get(page.key)
  const body = new TextEncoder().encode(page.render(held.document))
  const put = await store.put(page.key, body, { when: etag === undefined ? 'absent' : { etag }, ...serviceOf(page) })
  if (put.kind === 'refused') return page
  known.set(page.key, put.etag)
  return undefined
}

/** What stands at the page's key now, so that exactly that is replaced; another tool's page is not ours to replace (`CONFLICT`). False where the page yields to it. */
async function learn(
  store: ObjectStore,
  page: { readonly key: string; readonly yields?: boolean },
  known: Map<string, ETag>,
): Promise<boolean> {
  const found = await store.get(page.key)
  if (found === undefined) known.delete(page.key)
  else if (known.has(page.key) || isOurs(new TextDecoder().decode(found.bytes))) known.set(page.key, found.etag)
  else if (page.yields === true) return false
  else throw foreignPage(store, page.key)
  return true
}

/** An index that another tool wrote is not ours to replace, unless its files lie where ours do. */
export function foreignPage(store: ObjectStore, key: string): Problem {
  return new Problem(
    'CONFLICT',
    `${store.name}: ${key} was written by another tool, and replacing it would drop what it lists.`,
    'Run once with mode: rebuild, which lists what is stored and names what it would lose; or publish to an empty prefix or bucket.',
  )
}

/** Whether a page, in either form, carries our serial; an empty object is nobody's page (S3 consoles leave such as folders). */
function isOurs(page: string): boolean {
  return page === '' || serialOfPage(page) !== undefined || /"_serial":\d/.test(page)
}
