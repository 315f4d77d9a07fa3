import type { Earlier, Whole } from '../../../core/build/earlier.ts'
import { type Row, projectOf } from '../../../core/build/row.ts'
import type { CacheEntry, StoredFile } from '../../../core/cache/entry.ts'
import { restoredFiles } from '../../../core/cache/restored.ts'
import type { RowUnit } from '../../../core/cache/row-units.ts'
import { isWheelFile } from '../../../core/python/file-kind.ts'
import { normalizeName } from '../../../core/python/name.ts'
import type { WheelFacts } from '../../../core/wheel/inspect.ts'
import { inspectWheelFile } from '../../../flows/inspect-wheel.ts'
import { wholeOf } from '../again/earlier.ts'
import type { Desk } from '../bench.ts'
import { isMadeBy } from './settings.ts'

/** An entry that serves all rows of a unit. */
export interface Fit {
  readonly unit: RowUnit
  readonly entry: CacheEntry
  readonly pathOf: (file: Pick<StoredFile, 'as' | 'name'>) => string
  readonly rows: ReadonlyMap<Row, Whole<Earlier>>
  /** What is in its wheels, by name. */
  readonly facts: ReadonlyMap<string, WheelFacts>
}

/** What does not serve: `unlike` another job would have made it otherwise; `broken`: it is not what a build of ours leaves. A clause. */
export interface Misfit {
  readonly kind: 'unlike' | 'broken'
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
  const facts = new Map<string, WheelFacts>()
  for (const [row, { file, path }] of rows) {
    if (!isWheelFile(file.name)) continue
    const found = facts.get(file.name) ?? (await soundFacts(path, ports))
    if (found === undefined || !isOf(found, row)) return { kind: 'broken', says: `${file.name} is not what it should be` }
    facts.set(file.name, found)
  }
  return { unit, entry, pathOf, rows, facts }
}

async function soundFacts(path: string, ports: Desk['ports']): Promise<WheelFacts | undefined> {
  const { facts, findings } = await inspectWheelFile(path, ports)
  return findings.some(({ severity }) => severity === 'error') ? undefined : facts
}

/** A folder's row is satisfied by any version, but by no other project. */
function isOf({ name }: WheelFacts, row: Row): boolean {
  return normalizeName(name.project) === projectOf(row)
}
