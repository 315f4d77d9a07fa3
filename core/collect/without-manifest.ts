/** An artifact's name, and the attempt that a manifest in it tells. */
export interface Holder {
  readonly name: string
  readonly attempt: number
}

/**
 * Artifacts of the last attempt of a job that hold no manifest, though that of an earlier attempt does: it left reports or logs, and was ended before
 * its end. What our tasks attach is named by its attempt (`tests.build.test.linux.2`); what others name `wheels-3.11` is not.
 */
export function withoutManifest(names: readonly string[], holders: readonly Holder[]): string[] {
  const held = new Set(holders.map(({ name }) => name))
  const ours = new Set(holders.flatMap(({ name, attempt }) => attemptOf(name).flatMap((one) => (one.attempt === attempt ? one.base : []))))
  const last = new Map<string, number>()
  for (const { base, attempt } of names.flatMap(attemptOf)) last.set(base, Math.max(last.get(base) ?? 0, attempt))
  return [...last].flatMap(([base, attempt]) => (ours.has(base) && !held.has(`${base}.${attempt}`) ? `${base}.${attempt}` : []))
}

function attemptOf(name: string): { readonly base: string; readonly attempt: number }[] {
  const [, base, attempt] = /^(.+)\.([1-9]\d{0,5})$/.exec(name) ?? []
  return base === undefined ? [] : [{ base, attempt: Number(attempt) }]
}
