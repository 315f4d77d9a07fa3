import { join } from 'node:path'
import { served } from '../../core/index/layout.ts'
import type { FilePut, LeftFile } from '../../core/index/plan.ts'
import type { Files } from '../../core/ports.ts'
import type { ObjectStore } from '../../core/store.ts'
import type { Sha256 } from '../../core/sha256.ts'
import { type Pace, waitForTurn } from '../update-document.ts'

/** What became of a file: stored, found stored with the same bytes, or left because other bytes have its name. */
export type PutResult =
  | { readonly kind: 'stored' | 'adopted'; readonly put: FilePut }
  | { readonly kind: 'conflict'; readonly left: LeftFile }

/** What putting a file needs: what is stored already may have to be fetched, to be compared. */
export interface PutHow extends Pace {
  readonly files: Pick<Files, 'scratch' | 'remove'>
}

/** Puts a file where nothing is, and then its metadata; both are immutable, and both are there before any page tells of them. */
export async function putFile(store: ObjectStore, put: FilePut, how: PutHow): Promise<PutResult> {
  const result = await putBytes(store, put, how)
  if (result.kind !== 'conflict' && put.metadata !== undefined) await putMetadata(store, `${put.key}.metadata`, put.metadata)
  return result
}

async function putBytes(store: ObjectStore, put: FilePut, how: PutHow): Promise<PutResult> {
  for (let round = 1; ; round++) {
    const done = await store.put(put.key, put.file, { when: 'absent', ...served.wheel })
    const there = done.kind === 'stored' ? put.file.sha256 : await digestOf(store, put, how)
    if (there === put.file.sha256) return { kind: done.kind === 'stored' ? 'stored' : 'adopted', put }
    if (there !== undefined) return { kind: 'conflict', left: conflict(put, there) }
    // Refused, and yet nothing is there: two requests met (409 on S3), and the other one failed.
    await waitForTurn(store, put, round, how)
  }
}

/** The SHA-256 of what is stored; undefined when nothing is. An object of another size need not be read, and none is held in memory. */
async function digestOf(store: ObjectStore, { key, file }: FilePut, { files }: PutHow): Promise<Sha256 | 'other' | undefined> {
  const found = await store.head(key)
  if (found === undefined || found.sha256 !== undefined) return found?.sha256
  if (found.size !== file.size) return 'other'
  const folder = await files.scratch('stored')
  try {
    return (await store.fetch(key, join(folder, 'file')))?.sha256
  } finally {
    await files.remove(folder)
  }
}

/** The wheel's bytes decide what its metadata is: whatever else lies there is put right. */
export async function putMetadata(store: ObjectStore, key: string, metadata: Uint8Array): Promise<void> {
  const done = await store.put(key, metadata, { when: 'absent', ...served.metadata })
  if (done.kind === 'stored') return
  const found = await store.get(key)
  if (found !== undefined && Buffer.compare(found.bytes, metadata) === 0) return
  await store.put(key, metadata, { when: 'always', ...served.metadata })
}

function conflict({ entry, file, key }: FilePut, there: Sha256 | 'other'): LeftFile {
  const bytes = there === 'other' ? 'bytes of another size' : `SHA-256 ${there}`
  const says = `${key} is stored already, unlisted, with other bytes: ${bytes} there, SHA-256 ${file.sha256} here.`
  return { file: entry.filename, why: 'conflict', says }
}
