import type { Instant } from '../instant.ts'
import { Problem } from '../problem.ts'

/** What `excludeNewer` says: a moment, or a time before the run. */
export type ExcludeNewer = { readonly kind: 'moment'; readonly at: Instant } | { readonly kind: 'ago'; readonly milliseconds: number }

const hour = 3_600_000
const units: Readonly<Record<string, number>> = { h: hour, d: 24 * hour, w: 7 * 24 * hour }

/** Reads `2026-11-20` (that day, in UTC, still counts, as with uv), `2026-11-20T06:00:00Z`, or an age: `12h`, `3d`, `2w`. */
export function parseExcludeNewer(text: string, input: string): ExcludeNewer {
  const [, number, unit] = /^(\d{1,5})\s*([hdw])$/i.exec(text) ?? []
  const scale = units[unit?.toLowerCase() ?? '']
  if (number !== undefined && scale !== undefined) return { kind: 'ago', milliseconds: Number(number) * scale }
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text)
  const isMoment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/i.test(text)
  const time = isDay ? endOf(text) : isMoment ? Date.parse(text) : Number.NaN
  if (Number.isFinite(time)) return { kind: 'moment', at: new Date(time).toISOString() }
  throw new Problem('INPUT_INVALID', `The input '${input}' is '${text}'.`, 'It takes a date such as 2026-11-20, or an age such as 3d.')
}

/** The moment that files must be older than. */
export function cutoffOf(rule: ExcludeNewer, now: Instant): Instant {
  return rule.kind === 'moment' ? rule.at : new Date(Date.parse(now) - rule.milliseconds).toISOString()
}

/** Midnight after the day; not a number for a day that no calendar has. */
function endOf(day: string): number {
  const midnight = Date.parse(`${day}T00:00:00Z`)
  return Number.isFinite(midnight) && new Date(midnight).toISOString().startsWith(day) ? midnight + 24 * hour : Number.NaN
}
