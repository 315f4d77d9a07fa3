/** A moment in ISO 8601, UTC, with milliseconds. */
export type Instant = string
