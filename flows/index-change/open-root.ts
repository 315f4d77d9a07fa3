import type { ProjectDocument } from '../../core/index/project-document.ts'
import type { Held } from '../read-index.ts'
import { readDocument } from '../update-document.ts'
import { type Indexing, noteOf, type ReadRoot } from './change-index.ts'
import { rootAt } from './index-pages.ts'
import { requireConditions } from './require-conditions.ts'

/** Reads the root, unless every one of these documents was marked when the root told what it is to tell: a publish to known projects costs the same in an index of any size. */
export async function readRoot(
  documents: Iterable<Held<ProjectDocument> | undefined>,
  how: Pick<Indexing, 'store' | 'title'>,
): Promise<ReadRoot | undefined> {
  const note = noteOf(how)
  if ([...documents].every((one) => one?.document.shown?.root === note)) return undefined
  return { held: await readDocument(how.store, rootAt) }
}

/** Before the first write: has the store prove that it honours conditions, unless the root tells that it did. */
export async function prove(root: ReadRoot | undefined, { store, probe }: Pick<Indexing, 'store' | 'probe'>): Promise<void> {
  if (probe && root !== undefined && root.held?.document.checked !== store.name) await requireConditions(store)
}
