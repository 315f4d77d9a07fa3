/** A moment in ISO 8601, UTC, with milliseconds. */
export type Instant = string

/**
 * Milliseconds since 1970 of a moment as a service tells it: date, time and zone, all of them. NaN for whatever else: `Date.parse` makes a time of nearly
 * every text that ends in a number, and reads one without a zone in this machine's.
 */
export function millisecondsOf(text: string): number {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN
}
