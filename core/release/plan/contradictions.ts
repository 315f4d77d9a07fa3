import { Problem } from '../../problem.ts'
import type { ReleasePlan } from './plan.ts'
import { duties } from './policy.ts'
import { saidFacts, type SaidPolicy } from './policy-said.ts'
import { type Repository, repositoryName } from './repository.ts'

/** What the job that publishes was told itself; undefined is taken from the plan. */
export interface Restated {
  /** The run that files come from. */
  readonly source: { readonly run: number; readonly project: string | undefined } | undefined
  readonly artifacts: readonly string[] | undefined
  readonly files: readonly string[] | undefined
  readonly repository: Repository | undefined
  /** By inputs and a policy file. */
  readonly policy: SaidPolicy
}

type Fact = readonly [what: string, here: string | undefined, planned: string]

/**
 * Refuses inputs that contradict the approved plan (`PLAN_CHANGED`). `requireCode` and `separationOfDuties` have to be said in both jobs
 * when they are weakened: a plan alone, which lies in an artifact, cannot lower the bar.
 */
export function refuseContradictions(plan: ReleasePlan, given: Restated): void {
  const { select, source } = plan
  const facts: Fact[] = [
    ['source', given.source && sourceText(given.source, source.project), sourceText(source, source.project)],
    ['repository', given.repository && repositoryText(given.repository), repositoryText(plan.repository)],
    ['artifacts', given.artifacts && list(given.artifacts), list(select.artifacts)],
    ['files', given.files && list(given.files), list(select.files)],
    ...policyFacts(plan, given.policy),
  ]
  const wrong = facts.filter(([, here, planned]) => here !== undefined && here !== planned)
  if (wrong.length === 0) return
  throw new Problem(
    'PLAN_CHANGED',
    `The inputs of this job are not those of the plan: ${wrong.map(([name, here, planned]) => `${name} is '${here}', planned was '${planned}'`).join('; ')}.`,
    'Set them alike in both jobs; what this job leaves out is taken from the plan, but for requireCode and separationOfDuties. If they are alike, something else has written the plan: find out what, and start a new run.',
  )
}

/** A plan that names no environment leaves it to this job. */
function policyFacts({ policy }: ReleasePlan, said: SaidPolicy): Fact[] {
  const here = saidFacts({ ...said, requireCode: said.requireCode ?? true, separationOfDuties: said.separationOfDuties ?? duties })
  const left = policy.environment === '' ? ['environment'] : []
  return [...saidFacts(policy)].map(([key, planned]) => [key, left.includes(key) ? undefined : here.get(key), planned])
}

function sourceText({ run, project }: { readonly run: number; readonly project: string | undefined }, otherwise: string): string {
  return `run ${run} of the project ${(project ?? otherwise).toLowerCase()}`
}

function repositoryText(repository: Repository): string {
  const seen = repository.kind === 'index' ? `, seen at ${repository.checkUrl}` : ''
  return `${repositoryName(repository)}${seen}`
}

function list(items: readonly string[]): string {
  return [...items].sort().join(', ')
}
