import { served } from '../../core/index/layout.ts'
import { mergeRoot, type RootChange, type RootDocument } from '../../core/index/root-document.ts'
import { isOwnShell, shell, shellKey, shellName } from '../../core/index/shell.ts'
import { isShown, type Shown } from '../../core/index/shown.ts'
import type { ETag, ObjectStore } from '../../core/store.ts'
import type { Held } from '../read-index.ts'
import { markShown, putPages, type Rendered } from '../show-pages.ts'
import { type Pace, updateDocument, waitForTurn } from '../update-document.ts'
import { keysOf, rootAt, rootPages } from './index-pages.ts'

/** Brings the list of projects, its page and the people's page up to date; writes nothing when they are. `replaced`: as of `putPages`. */
export async function updateRoot(
  store: ObjectStore,
  before: Held<RootDocument> | undefined,
  change: RootChange,
  pace: Pace,
  replaced: ReadonlyMap<string, ETag> = new Map(),
): Promise<void> {
  const held = await updateDocument(store, rootAt, before, (now) => mergeRoot(now, change), pace)
  const { shown, shell: put } = held.document
  const current = isShown(held.document, keysOf(rootPages))
  if (current && put === shellName) return
  const rendered: Rendered<RootDocument> =
    current && shown !== undefined ? { held, shown } : await putPages(store, rootAt, held, () => rootPages, pace, replaced)
  if (put !== shellName) await putShell(store, pace)
  const note = (document: RootDocument, shown: Shown): RootDocument => ({ ...document, shown, shell: shellName })
  await markShown(store, rootAt, rendered, () => rootPages, note, pace)
}

/** Puts the people's page, or renews our own; a front page that somebody else made stays. */
async function putShell(store: ObjectStore, pace: Pace): Promise<void> {
  const body = new TextEncoder().encode(shell)
  for (let round = 1, over: ETag | undefined; ; round++) {
    const when = over === undefined ? 'absent' : { etag: over }
    if ((await store.put(shellKey, body, { when, ...served.shell })).kind === 'stored') return
    const found = await store.get(shellKey)
    const text = new TextDecoder().decode(found?.bytes)
    if (found !== undefined && (text === shell || !isOwnShell(text))) return
    // Refused, and yet what was expected is there: two requests met (409 on S3).
    if (found?.etag === over) await waitForTurn(store, { key: shellKey }, round, pace)
    over = found?.etag
  }
}
