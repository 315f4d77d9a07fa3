import { setTimeout as pause } from 'node:timers/promises'
import type { Clock } from '../../core/ports.ts'

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => new Date().toISOString(),
  sleep: async (milliseconds) => {
    await pause(milliseconds)
  },
}

/** The same, whose sleeps end early once a run is cancelled. */
export function clockUntil(signal: AbortSignal): Clock {
  return {
    ...systemClock,
    sleep: async (milliseconds) => {
      await pause(milliseconds, undefined, { signal }).catch(() => undefined)
    },
  }
}

/** The time of a run that may be cancelled: its clock, and whether it was. */
export function timeUntil(signal: AbortSignal): { readonly clock: Clock; readonly cancelled: () => boolean } {
  return { clock: clockUntil(signal), cancelled: () => signal.aborted }
}
