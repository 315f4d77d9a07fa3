import { setTimeout as pause } from 'node:timers/promises'
import { delay, patient, retryAfter } from '../../core/retry.ts'
import { isTransient, wishOf } from './told.ts'

/** Sends a request, and again while trying again may help, which `isTransient` says unless the request knows better. */
export type Persist = <T>(send: () => Promise<T>, mayHelp?: (error: unknown) => boolean) => Promise<T>

/** Time and chance, so that tests need not sleep. */
export interface Waiting {
  pause(milliseconds: number): Promise<unknown>
  /** In [0, 1). */
  random(): number
  /** In milliseconds since 1970. */
  now(): number
}

/** Real time and chance; a pause ends with the run that is cancelled, by its reason, and so does what was to be tried again. */
export function waitingUntil(signal?: AbortSignal): Waiting {
  return {
    pause: async (milliseconds) => {
      await pause(milliseconds, undefined, signal === undefined ? {} : { signal }).catch(() => undefined)
      signal?.throwIfAborted()
    },
    random: Math.random,
    now: Date.now,
  }
}

/** How many tries beyond the first all requests of a store have together: the whole patience for as many as are under way at once. */
const budget = 128

/** What an answer at the first try gives back of it. */
const trickle = 0.2

/**
 * The patience of one store, shared by all of its requests: five tries each, by chance further apart, a server's own wish as a floor. What a
 * request took of the budget it gives back when it is answered; once it is used up, a store in trouble is told of after one try.
 */
export function persistence(waiting: Waiting = waitingUntil()): Persist {
  let left = budget
  return async (send, mayHelp = isTransient) => {
    for (let attempt = 1; ; attempt++) {
      try {
        const answer = await send()
        left = Math.min(budget, left + Math.max(attempt - 1, trickle))
        return answer
      } catch (error) {
        const asked = retryAfter(wishOf(error), waiting.now())
        const wait = mayHelp(error) && left >= 1 ? delay(patient, attempt, waiting.random(), asked) : undefined
        if (wait === undefined) throw error
        left -= 1
        await waiting.pause(wait)
      }
    }
  }
}
