/** What stands at each path (`records.0.id`) in foreign JSON; undefined where nothing does. */
export function picked(value: unknown, ...paths: readonly string[]): unknown[] {
  return paths.map((path) => path.split('.').reduce((at: unknown, key) => (at as Record<string, unknown> | null | undefined)?.[key], value))
}

/** The members of a list in foreign JSON, each reduced to what stands at the path. */
export function each(value: unknown, list: string, path: string): unknown[] {
  const [members] = picked(value, list)
  return Array.isArray(members) ? members.flatMap((member) => picked(member, path)) : []
}
