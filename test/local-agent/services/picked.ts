/** What stands at each path (`records.0.id`) in foreign JSON; undefined where nothing does. */
export function picked(value: unknown, ...paths: readonly string[]): unknown[] {
  return paths.map((path) => path.split('.').reduce((at: unknown, key) => (at as Record<string, unknown> | null | undefined)?.[key], value))
}
