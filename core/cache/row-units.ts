import { projectOf, type Row } from '../build/row.ts'
import type { CacheRef } from '../pipeline/cache-ref.ts'
import type { ProjectName } from '../python/name.ts'
import type { EntryKind } from './place.ts'

/** The rows of a job that one entry of the cache is of. */
export interface RowUnit {
  readonly ref: CacheRef
  readonly rows: readonly Row[]
  /** `wheel`: only built, for others that need it. */
  readonly kind: Extract<EntryKind, 'whole' | 'wheel'>
}

/** The units of rows whose plan knows their keys, in the order of the rows. */
export function rowUnits(rows: readonly Row[]): RowUnit[] {
  const units = new Map<string, { readonly ref: CacheRef; readonly rows: Row[] }>()
  for (const row of rows) {
    if (row.cache === undefined) continue
    const id = `${row.cache.place} ${row.cache.key}`
    const unit = units.get(id) ?? { ref: row.cache, rows: [] }
    unit.rows.push(row)
    units.set(id, unit)
  }
  return [...units.values()].map((unit) => ({ ...unit, kind: unit.rows.some(({ origin }) => origin === 'built') ? 'whole' : 'wheel' }))
}

/**
 * The rows that are left to be done: of what is built only for others, what nobody needs any more is not built. `besides` are projects that are installed with whatever is
 * tested, which no plan knows of.
 */
export function stillNeeded(rows: readonly Row[], besides: readonly ProjectName[] = []): Row[] {
  const built = rows.filter(({ origin }) => origin === 'built')
  const asked = new Set(built.length === 0 ? [] : [...built.flatMap(({ local }) => local), ...besides])
  const more = rows.filter((row) => asked.has(projectOf(row))).flatMap(({ local }) => local)
  const needed = new Set([...asked, ...more])
  return rows.filter((row) => row.origin === 'built' || needed.has(projectOf(row)))
}
