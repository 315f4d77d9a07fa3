/** How often and how long something is tried again; times in milliseconds. */
export interface RetryPolicy {
  readonly attempts: number
  readonly base: number
  readonly most: number
}

/** Five tries within about half a minute. */
export const patient: RetryPolicy = { attempts: 5, base: 400, most: 10_000 }

/**
 * How long to wait before try `attempt + 1` (the first try is 1), or undefined when there is none left.
 * Full jitter: `random` in [0, 1) spreads the crowd; a server's own wish (Retry-After) is a floor, up to `most`.
 */
export function delay(policy: RetryPolicy, attempt: number, random: number, asked = 0): number | undefined {
  if (attempt >= policy.attempts) return undefined
  const ceiling = Math.min(policy.most, policy.base * 2 ** (attempt - 1))
  return Math.round(Math.min(policy.most, Math.max(asked, ceiling * random)))
}

/** Retry-After in milliseconds: seconds or an HTTP date (RFC 9110 10.2.3); 0 when absent or unreadable. */
export function retryAfter(header: string | null | undefined, now: number): number {
  if (header === null || header === undefined || header.trim() === '') return 0
  const seconds = Number(header)
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now
  return Number.isFinite(wait) ? Math.max(0, wait) : 0
}
