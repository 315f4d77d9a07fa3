import type { Earlier, Whole } from '../../../core/build/earlier.ts'
import { projectOf, type Row, titleOf } from '../../../core/build/row.ts'
import type { CacheEntry, StoredFile } from '../../../core/cache/entry.ts'
import { restoredFiles } from '../../../core/cache/restored.ts'
import type { RowUnit } from '../../../core/cache/row-units.ts'
import { wholeOf } from '../again/earlier.ts'
import type { Desk } from '../bench.ts'
import { judgeEntry } from '../restore/judge-entry.ts'
import type { RestoreUnit } from '../restore/units.ts'
import { isMadeBy } from './settings.ts'

/** An entry that serves all rows of a unit. */
export interface Fit {
  readonly unit: RowUnit
  readonly entry: CacheEntry
  readonly pathOf: (file: Pick<StoredFile, 'as' | 'name'>) => string
  readonly rows: ReadonlyMap<Row, Whole<Earlier>>
}

/** What does not serve: `unlike`: another job would have made it otherwise; `rival`: another step of this run has; `broken`: it is not what a build of ours leaves. A clause. */
export interface Misfit {
  readonly kind: 'broken' | 'rival' | 'unlike'
  readonly says: string
}

/**
 * Whether an entry, whose bytes are on this agent, gives every row of a unit what this job would make for it: by the settings that it was made with, and as what
 * earlier attempts have left is judged.
 */
export async function fitOf(
  unit: RowUnit,
  { entry, pathOf }: Pick<Fit, 'entry' | 'pathOf'>,
  desk: Pick<Desk, 'cache' | 'inputs' | 'ports'>,
): Promise<Fit | Misfit> {
  const { cache, inputs, ports } = desk
  if (cache === undefined || !isMadeBy(entry.settings, cache.settings, unit))
    return { kind: 'unlike', says: 'it was made or tested by other inputs of this task' }
  const { failures, suites: runs = [] } = entry.manifest
  const offered = restoredFiles(entry, inputs.release).map((file) => ({ file, path: pathOf({ as: 'file', name: file.name }), attempt: 0 }))
  const rows = wholeOf(unit.rows, offered, { failures, runs, last: 0 }, inputs)
  const lacking = unit.rows.find((row) => !rows.has(row))
  if (lacking !== undefined) return { kind: 'unlike', says: `it has nothing that serves Python ${lacking.python.label}` }
  const untried = unit.kind === 'whole' ? unit.rows.find(({ python }) => !Object.hasOwn(entry.observed, python.label)) : undefined
  // A wheel for any python serves also those on which nobody has imported or tested it.
  if (untried !== undefined) return { kind: 'unlike', says: `it was not tried for Python ${untried.python.label}` }
  if (isAlong(rows)) return { kind: 'broken', says: 'it tells of a package as of what others need' }
  const judged = await judgeEntry(entry, pathOf, asRestored(unit), ports)
  if (judged !== undefined) return { kind: 'broken', says: judged }
  return { unit, entry, pathOf, rows }
}

/** What is built for others alone is told as that by whoever takes it for a package. */
function isAlong(rows: Fit['rows']): boolean {
  return [...rows].some(([row, { file }]) => row.origin !== 'dependency' && file.origin === 'dependency')
}

/** The same as the mode `restore` has it, by whose measure an entry is sound. */
function asRestored({ ref, rows: [row] }: RowUnit): RestoreUnit {
  if (row === undefined) throw new Error('a unit has rows')
  const { name, version, wish, source } = row
  const folder = wish === undefined && source.kind === 'folder' ? source.path : ''
  return { title: titleOf(row), name, version, python: row.python.label, project: projectOf(row), wish, folder, ref }
}
