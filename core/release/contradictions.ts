import { Problem } from '../problem.ts'
import type { ReleasePlan } from './plan.ts'
import { duties, type Policy } from './policy.ts'
import { type Repository, repositoryName } from './repository.ts'

/** What the job that publishes was told itself; undefined is taken from the plan. */
export interface Restated {
  readonly artifacts: readonly string[] | undefined
  readonly files: readonly string[] | undefined
  readonly repository: Repository | undefined
  readonly environment: string
  readonly minApprovers: number | undefined
  readonly requireCode: boolean | undefined
  readonly separationOfDuties: Policy['separationOfDuties'] | undefined
}

/**
 * Refuses inputs that contradict the approved plan (`PLAN_CHANGED`). `requireCode` and `separationOfDuties` have to be said in both jobs
 * when they are weakened: a plan alone, which lies in an artifact, cannot lower the bar.
 */
export function refuseContradictions(plan: ReleasePlan, given: Restated): void {
  const { policy, select } = plan
  const stated: [string, string | undefined, string][] = [
    ['repository', given.repository && repositoryText(given.repository), repositoryText(plan.repository)],
    ['artifacts', given.artifacts && list(given.artifacts), list(select.artifacts)],
    ['files', given.files && list(given.files), list(select.files)],
    ['environment', policy.environment === '' ? undefined : given.environment.toLowerCase() || undefined, policy.environment.toLowerCase()],
    ['minApprovers', given.minApprovers?.toString(), String(policy.minApprovers)],
    ['requireCode', String(given.requireCode ?? true), String(policy.requireCode)],
    ['separationOfDuties', list(given.separationOfDuties ?? duties) || 'none', list(policy.separationOfDuties) || 'none'],
  ]
  const wrong = stated.filter(([, here, planned]) => here !== undefined && here !== planned)
  if (wrong.length === 0) return
  throw new Problem(
    'PLAN_CHANGED',
    `The inputs of this job are not those of the plan: ${wrong.map(([name, here, planned]) => `${name} is '${here}', planned was '${planned}'`).join('; ')}.`,
    'Set them alike in both jobs; what this job leaves out is taken from the plan, but for requireCode and separationOfDuties.',
  )
}

function repositoryText(repository: Repository): string {
  const seen = repository.kind === 'index' ? `, seen at ${repository.checkUrl}` : ''
  return `${repositoryName(repository)}${seen}`
}

function list(items: readonly string[]): string {
  return [...items].sort().join(', ')
}
