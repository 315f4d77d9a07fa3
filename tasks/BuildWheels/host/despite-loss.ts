import { delay, type RetryPolicy } from '../../../core/retry.ts'
import { Problem } from '../../../core/problem.ts'
import type { Bench } from '../bench.ts'

/** Three tries within about a minute and a half: a network that was away comes back, a machine that is gone does not. */
const policy: RetryPolicy = { attempts: 3, base: 15_000, most: 60_000 }

/** Does something from its beginning again when the connection to the host breaks; that it still does is the last try's `HOST_LOST`. */
export async function despiteLoss<T>(what: string, { ports }: Pick<Bench, 'ports'>, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      const wait = isLoss(error) && !ports.cancelled() ? delay(policy, attempt, 1) : undefined
      if (wait === undefined || !(error instanceof Problem)) throw error
      const again = `It is tried again from its beginning in ${wait / 1000} s (try ${attempt + 1} of ${policy.attempts})`
      ports.log.say('warning', `${what}: ${error.message} ${again}.`)
      await ports.clock.sleep(wait)
      if (ports.cancelled()) throw error
    }
  }
}

/** Whether a connection broke. */
export function isLoss(error: unknown): boolean {
  return error instanceof Problem && error.code === 'HOST_LOST'
}

/** Whether the host does not answer any more, after a row has lost it for good: then the others need not try. */
export async function isGone({ host }: Pick<Bench, 'host'>): Promise<boolean> {
  try {
    await host.make(host.folder)
    return false
  } catch (error) {
    if (error instanceof Problem) return isLoss(error)
    throw error
  }
}
