import { setTimeout as wait } from 'node:timers/promises'
import { messageOf } from '../mistake.ts'
import { type StepContext, Stopped } from './step-context.ts'

// Agent sources: Agent.Worker/RetryHelper.cs RetryStep and Agent.Worker/TaskRunner.cs.

const MOST_RETRIES = 10

/** Runs what a step's handler does, and again where it failed, after 1, 4, 9 ... seconds; variables, tags and files of earlier tries stay. Rejects as the last try does, and at once for a cancel or timeout. */
export async function withRetries(context: StepContext, work: () => Promise<void>): Promise<void> {
  const given = context.step.retryCountOnTaskFailure ?? 0
  const most = Math.min(given, MOST_RETRIES)
  if (given > most)
    context.warning(
      `The maximum allowed number of attempts is ${MOST_RETRIES} but got ${given}. Retry attempts count will be decreased to ${MOST_RETRIES}.`,
    )
  for (let retry = 0; ; retry++) {
    const delay = (retry + 1) ** 2 * context.job.graces.retry
    const flaw = await outcome(work)
    if (flaw === undefined) {
      if (context.result !== 'failed' || retry >= most) return
      context.result = undefined
      context.warning(`RetryHelper encountered task failure, will retry (attempt #: ${retry + 1} out of ${most}) after ${delay} ms`)
    } else {
      if (flaw instanceof Stopped || retry >= most) throw flaw
      context.warning(`RetryHelper encountered exception, will retry (attempt #: ${retry + 1} ${flaw.message}) afer ${delay} ms`)
    }
    context.rearm()
    await pause(delay, context.signal)
  }
}

async function outcome(work: () => Promise<void>): Promise<Error | undefined> {
  try {
    await work()
    return undefined
  } catch (error) {
    return error instanceof Error ? error : new Error(messageOf(error))
  }
}

/** Rejects with the signal's reason. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await wait(milliseconds, undefined, { signal }).catch(() => signal.throwIfAborted())
}
