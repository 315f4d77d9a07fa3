import type { Field } from '../json.ts'

/** A map's members in the order in which they are written, as are their keys; a key that stands there twice ignoring case is refused. */
export function distinctEntries(map: Field): [string, Field][] {
  const seen = new Map<string, string>()
  const entries = asWritten(map.entries())
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

/** JavaScript has keys that are whole numbers first, whatever was written: `39` before `312`, and both before `Agent`. Nobody orders thousands. */
function asWritten(entries: [string, Field][]): [string, Field][] {
  if (entries.length > 1000 || !entries.some(([key]) => /^(?:0|[1-9]\d*)$/.test(key))) return entries
  const placed = entries.map((entry) => ({ entry, line: entry[1].line ?? 0 }))
  return placed.sort((a, b) => a.line - b.line).map(({ entry }) => entry)
}
