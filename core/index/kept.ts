import type { Json } from '../canonical.ts'
import type { Field } from '../json.ts'

/** Members of a JSON map that we do not know and therefore carry along unchanged. */
export type Kept = Readonly<Record<string, Json>>

/** All members of a map but the named ones. */
export function keptOf(field: Field, ...known: readonly string[]): Kept {
  return Object.fromEntries(
    field
      .entries()
      .filter(([key]) => !known.includes(key))
      .map(([key, member]) => [key, jsonOf(member)]),
  )
}

/** More than anybody has ever kept, and little enough to be walked through. */
const deepest = 64

/** The value of a field as it stands; what is nested deeper than 64 is refused. */
export function jsonOf(field: Field, depth = 0): Json {
  const { value } = field
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') return value
  if (depth > deepest) return field.refuse('is nested too deep')
  if (Array.isArray(value)) return field.list().map((item) => jsonOf(item, depth + 1))
  return Object.fromEntries(field.entries().map(([key, member]) => [key, jsonOf(member, depth + 1)]))
}
