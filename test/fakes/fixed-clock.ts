import type { Instant } from '../../core/instant.ts'
import type { Clock } from '../../core/ports.ts'

/** A clock that stands still but for its sleeps, which take no time and are kept. */
export interface FixedClock extends Clock {
  readonly slept: number[]
}

/** A clock that begins at `start`. */
export function fixedClock(start: Instant = '2026-11-20T12:00:00.000Z'): FixedClock {
  let now = Date.parse(start)
  const slept: number[] = []
  return {
    slept,
    now: () => new Date(now).toISOString(),
    sleep: (milliseconds) => {
      slept.push(milliseconds)
      now += milliseconds
      return Promise.resolve()
    },
  }
}
