import type { FilePut, IndexPlan, LeftFile } from '../../core/index/plan.ts'
import type { Log } from '../../core/ports.ts'
import type { ObjectStore } from '../../core/store.ts'
import { inParallel } from '../in-parallel.ts'
import { most } from './change-index.ts'
import { putFile, type PutHow, type PutResult } from './put-file.ts'

/** Where files are put, and who is told. */
export interface Putting extends PutHow {
  readonly store: ObjectStore
  progress(done: number, of: number, what: string): void
  readonly log: Log
}

/** What came of the files: those that are stored now, those of them whose bytes were there already, and those that may not be. */
export interface PutFiles {
  readonly stored: readonly FilePut[]
  readonly found: readonly FilePut[]
  readonly left: readonly LeftFile[]
}

/** Puts all files of a plan, with their metadata; nothing links them yet. */
export async function putFiles({ puts }: IndexPlan, how: Putting): Promise<PutFiles> {
  let done = 0
  const results = await inParallel(puts, most / 2, async (put) => {
    const result = await putFile(how.store, put, how)
    how.progress(++done, puts.length, put.entry.filename)
    how.log.say('info', tellResult(result))
    return result
  })
  const stored = results.flatMap((one) => (one.kind === 'conflict' ? [] : [one]))
  return {
    stored: stored.map((one) => one.put),
    found: stored.filter((one) => one.kind === 'adopted').map((one) => one.put),
    left: results.flatMap((one) => (one.kind === 'conflict' ? [one.left] : [])),
  }
}

function tellResult(result: PutResult): string {
  if (result.kind === 'conflict') return `not stored  ${result.left.says}`
  return result.kind === 'stored' ? `stored      ${result.put.key}` : `was stored  ${result.put.key}, the same bytes, unlisted`
}
