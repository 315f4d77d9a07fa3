import type { Clock } from '../../core/ports.ts'
import { Problem } from '../../core/problem.ts'
import type { RetryPolicy } from '../../core/retry.ts'

/** Where and as whom the job's own token reads the service. */
export interface Connection {
  readonly collectionUri: string
  readonly project: string
  readonly token: string
}

/** How patiently the service is asked, and until when; all of it has a default. */
export interface Patience {
  readonly policy?: RetryPolicy
  readonly clock?: Clock
  readonly random?: () => number
  readonly signal?: AbortSignal
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
