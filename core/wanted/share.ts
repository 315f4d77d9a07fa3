/**
 * Shares groups among parts of at most `most` members, in their order and as even in size as that allows: 11 at 10 are 6 and 5, not 10 and 1.
 * A group stays whole, even one that is larger than `most`; 0 is one part for all.
 */
export function share<T>(groups: readonly (readonly T[])[], most: number): T[][] {
  if (groups.length === 0) return []
  if (most === 0) return [groups.flat()]
  const fewest = fill(groups, most).length
  const total = groups.reduce((sum, group) => sum + group.length, 0)
  for (let size = Math.ceil(total / fewest); size < most; size++) {
    const parts = fill(groups, size)
    if (parts.length === fewest) return parts
  }
  return fill(groups, most)
}

/** A part takes the next group while it fits. */
function fill<T>(groups: readonly (readonly T[])[], most: number): T[][] {
  const parts: T[][] = []
  for (const group of groups) {
    const last = parts.at(-1)
    if (last === undefined || last.length + group.length > most) parts.push([...group])
    else last.push(...group)
  }
  return parts
}
