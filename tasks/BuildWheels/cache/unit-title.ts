import { titleOf } from '../../../core/build/row.ts'
import type { RowUnit } from '../../../core/cache/row-units.ts'

/** `spam 1.0 for 3.14`, or for a package of the repository on several pythons its name. */
export function unitTitle({ rows: [first, ...more] }: Pick<RowUnit, 'rows'>): string {
  if (first === undefined) return ''
  return more.length === 0 ? titleOf(first) : first.name
}
