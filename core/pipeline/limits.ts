import { Problem } from '../problem.ts'

/** Names of legs: letters, digits and `_`, a letter first, at most this long (docs: jobs-job-strategy; runner sources, PipelineUtilities.cs). */
export const longestLegName = 100

/** UTF-8 bytes of a matrix that every agent can carry in a variable: Windows stops reading values at 32,767 characters. */
export const mostMatrixBytes = 32_000

/** UTF-8 bytes that a Linux agent can carry: one `KEY=VALUE` may have 131,072 there, and past it every later step of the job dies. */
export const mostMatrixBytesAtAll = 120_000

/** Refuses more jobs than were allowed: the service expands 256 at most, and then runs nothing. `remedy` tells how to come to fewer. */
export function requireJobs(count: number, most: number, remedy: string): void {
  if (count <= most) return
  throw new Problem(
    'TOO_MANY_JOBS',
    `The plan has ${count} jobs, and maxJobs allows ${most}.`,
    `${remedy} Or raise maxJobs: Azure Pipelines itself allows 256.`,
  )
}
