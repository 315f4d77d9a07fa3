import type { Field } from '../json.ts'

/** A map's members in order, keys as written; a key that stands there twice ignoring case is refused. */
export function distinctEntries(map: Field): [string, Field][] {
  const seen = new Map<string, string>()
  const entries = map.entries()
  for (const [key, field] of entries) {
    const before = seen.get(key.toLowerCase())
    if (before !== undefined) field.refuse(`is the same name as '${before}': case does not matter`, 'Leave one.')
    seen.set(key.toLowerCase(), key)
  }
  return entries
}

/** A map's members by key in lower case. */
export function membersIgnoringCase(map: Field): Map<string, Field> {
  return new Map(distinctEntries(map).map(([key, field]) => [key.toLowerCase(), field]))
}

/** The text of a scalar; null is the empty one. */
export function scalarText(field: Field): string {
  return field.value === null ? '' : field.text()
}
