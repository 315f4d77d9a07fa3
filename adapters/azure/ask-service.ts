import type { BuildApi } from 'azure-devops-node-api/BuildApi.js'
import { Field } from '../../core/json.ts'
import type { Clock } from '../../core/ports.ts'
import { Problem, reason } from '../../core/problem.ts'
import { type Fact, known, unknown } from '../../core/release/evidence.ts'
import { delay, patient, type RetryPolicy, retryAfter } from '../../core/retry.ts'
import { systemClock } from '../local/clock.ts'
import type { Connection } from './connection.ts'

/** How patiently the service is asked; all of it has a default. */
export interface Patience {
  readonly policy?: RetryPolicy
  readonly clock?: Clock
  readonly random?: () => number
}

/**
 * Asks through the service's own client, again after a network error, 408, 429 or 5xx. The client resolves 404 and a sign-in
 * page (203) as null, which here is an unknown fact with its reason, as is every refusal and every answer of another shape.
 */
export async function askService<T>(
  connection: Connection,
  what: string,
  call: (api: BuildApi) => Promise<unknown>,
  read: (field: Field) => T,
  patience: Patience = {},
): Promise<Fact<T>> {
  const { buildApi } = await import('./build-api.ts')
  const api = buildApi(connection)
  const clock = patience.clock ?? systemClock
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await call(api)
      return answer === null || answer === undefined
        ? unknown(`the service answered nothing when asked for ${what}: it is not there, or this job's token may not see it`)
        : known(read(new Field(answer, what, 'SERVICE_UNREACHABLE')))
    } catch (error) {
      const wait = isPassing(error)
        ? delay(patience.policy ?? patient, attempt, (patience.random ?? Math.random)(), askedWait(error, clock))
        : undefined
      if (wait === undefined) return unknown(`${what} could not be read: ${reason(error)}`)
      await clock.sleep(wait)
    }
  }
}

/** The value of a fact that a task cannot go on without; an unknown one is a Problem `SERVICE_UNREACHABLE`. */
export function demand<T>(fact: Fact<T>): T {
  if (fact.kind === 'known') return fact.value
  const says = `${fact.why.charAt(0).toUpperCase()}${fact.why.slice(1)}.`
  throw new Problem('SERVICE_UNREACHABLE', says, "Check that this pipeline's build service may view builds in this project.")
}

function isPassing(error: unknown): boolean {
  if (error instanceof Problem) return false
  const status = statusOf(error)
  return status === undefined ? isNetwork(error) : status === 408 || status === 429 || status >= 500
}

function statusOf(error: unknown): number | undefined {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : undefined
}

function isNetwork(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return /^E[A-Z]+$/.test(code) || (error instanceof Error && /timeout|socket hang up/i.test(error.message))
}

function askedWait(error: unknown, clock: Clock): number {
  const headers = error instanceof Error && 'responseHeaders' in error ? error.responseHeaders : undefined
  const asked = typeof headers === 'object' && headers !== null && 'retry-after' in headers ? headers['retry-after'] : undefined
  return typeof asked === 'string' ? retryAfter(asked, Date.parse(clock.now())) : 0
}

/** The job's own connection; where the service gives none, a Problem `SERVICE_UNREACHABLE`. */
export function requireConnection(connection: Connection | undefined): Connection {
  if (connection !== undefined) return connection
  throw new Problem(
    'SERVICE_UNREACHABLE',
    'The agent has no connection of its own to Azure DevOps.',
    'Run this task in a job of Azure Pipelines.',
  )
}
