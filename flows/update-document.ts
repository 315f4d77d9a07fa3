import type { Clock } from '../core/ports.ts'
import type { ObjectStore, Service } from '../core/store.ts'
import { Problem } from '../core/problem.ts'
import { delay, type RetryPolicy } from '../core/retry.ts'
import type { Held } from './read-index.ts'

/** Where a document lies, how it is read and written, and how it is served. */
export interface DocumentAt<T> extends Service {
  readonly key: string
  parse(text: string, source: string): T
  format(document: T): string
}

/** Time and chance for those who must wait for each other. */
export interface Pace {
  readonly clock: Clock
  /** In [0, 1). */
  readonly random: () => number
}

/** In every round somebody's write goes through, so a crowd of sixteen needs sixteen rounds at worst. */
const crowd: RetryPolicy = { attempts: 64, base: 25, most: 2_000 }

/** The document as the store has it now, or undefined. */
export async function readDocument<T>(store: ObjectStore, at: DocumentAt<T>): Promise<Held<T> | undefined> {
  const found = await store.get(at.key)
  if (found === undefined) return undefined
  return { document: at.parse(new TextDecoder().decode(found.bytes), `${store.name}: ${at.key}`), etag: found.etag }
}

/**
 * Compare and swap: writes what `change` makes of the document, on condition that nobody wrote meanwhile; else reads it again and
 * repeats. `change` must be pure, and says `unchanged` when its work is done already. `held` spares the first read.
 */
export async function updateDocument<T>(
  store: ObjectStore,
  at: DocumentAt<T>,
  held: Held<T> | undefined,
  change: (now: T | undefined) => T | 'unchanged',
  pace: Pace,
): Promise<Held<T>> {
  for (let now = held, round = 1; ; round++) {
    const next = change(now?.document)
    if (next === 'unchanged') return demandHeld(store, at, now)
    const put = await putDocument(store, at, next, now)
    if (put !== undefined) return put
    await waitForTurn(store, at, round, pace)
    now = await readDocument(store, at)
  }
}

/** Puts a document in the place of the version that was read (or of nothing); undefined when somebody was faster. */
export async function putDocument<T>(
  store: ObjectStore,
  at: DocumentAt<T>,
  document: T,
  over: Held<T> | undefined,
): Promise<Held<T> | undefined> {
  const when = over === undefined ? 'absent' : { etag: over.etag }
  const put = await store.put(at.key, new TextEncoder().encode(at.format(document)), { when, ...serviceOf(at) })
  return put.kind === 'stored' ? { document, etag: put.etag } : undefined
}

/** How something is served, of what tells more. */
export function serviceOf({ type, cache, gzip }: Service): Service {
  return { type, cache, ...(gzip === undefined ? {} : { gzip }) }
}

/** Waits a little longer every round, by chance; when there are too many, `STORE_REFUSED`. */
export async function waitForTurn(store: ObjectStore, at: { readonly key: string }, round: number, pace: Pace): Promise<void> {
  const wait = delay(crowd, round, pace.random())
  if (wait === undefined)
    throw new Problem(
      'STORE_REFUSED',
      `${store.name}: ${at.key} was written by others in each of ${crowd.attempts} tries.`,
      'Run again when fewer runs publish at once; nothing is lost.',
    )
  await pace.clock.sleep(wait)
}

/** What was there a moment ago must be there: nobody but people deletes documents. */
export function demandHeld<T>(store: ObjectStore, at: { readonly key: string }, held: Held<T> | undefined): Held<T> {
  if (held !== undefined) return held
  throw new Problem(
    'STORE_REFUSED',
    `${store.name}: ${at.key} was deleted while it was being written.`,
    'Run again once nobody deletes there.',
  )
}
