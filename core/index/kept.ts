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

/** The value of a field as it stands. */
export function jsonOf(field: Field): Json {
  const { value } = field
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') return value
  if (Array.isArray(value)) return field.list().map((item) => jsonOf(item))
  return Object.fromEntries(field.entries().map(([key, member]) => [key, jsonOf(member)]))
}
