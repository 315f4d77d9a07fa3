import { setTimeout as pause } from 'node:timers/promises'
import type { Clock } from '../../core/ports.ts'

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => new Date().toISOString(),
  sleep: async (milliseconds) => {
    await pause(milliseconds)
  },
}
