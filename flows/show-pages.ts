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
}

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
  pages: readonly PageOf<T>[],
  pace: Pace,
  replaced: ReadonlyMap<string, ETag> = new Map(),
): Promise<Rendered<T>> {
  const known = new Map([...replaced, ...(held.document.shown?.pages ?? [])])
  let now = held
  let todo = pages
  for (let round = 1; ; round++) {
    const refused = (await inParallel(todo, pages.length, async (page) => await putPage(store, page, now, known))).filter(
      (one) => one !== undefined,
    )
    if (refused.length === 0) break
    await waitForTurn(store, at, round, pace)
    for (const page of refused) await learn(store, page, known)
    const next = demandHeld(store, at, await readDocument(store, at))
    todo = next.document.serial === now.document.serial ? refused : pages
    now = next
  }
  // What was not put just now may show an older version, whoever has put it.
  const put = new Map([...known].filter(([key]) => pages.some((page) => page.key === key)))
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
  pages: readonly PageOf<T>[],
  mark: (document: T, shown: Shown) => T,
  pace: Pace,
): Promise<Held<T>> {
  const keys = pages.map((page) => page.key)
  for (let { held, shown } = rendered, round = 1; ; round++) {
    const next = mark(held.document, shown)
    // Pages that were put again as they were leave nothing to note.
    if (at.format(next) === at.format(held.document)) return held
    const marked = await putDocument(store, at, next, held)
    if (marked !== undefined) return marked
    await waitForTurn(store, at, round, pace)
    const now = demandHeld(store, at, await readDocument(store, at))
    const { shown: seen } = now.document
    // Who marked it first may not know of all that is true.
    ;({ held, shown } =
      seen !== undefined && isShown(now.document, keys) ? { held: now, shown: seen } : await putPages(store, at, now, pages, pace))
  }
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

/** What stands at the page's key now, so that exactly that is replaced; another tool's page is not ours to replace (`CONFLICT`). */
async function learn(store: ObjectStore, page: { readonly key: string }, known: Map<string, ETag>): Promise<void> {
  const found = await store.get(page.key)
  if (found === undefined) known.delete(page.key)
  else if (known.has(page.key) || isOurs(new TextDecoder().decode(found.bytes))) known.set(page.key, found.etag)
  else throw foreignPage(store, page.key)
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
