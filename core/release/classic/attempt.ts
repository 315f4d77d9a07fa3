import { millisecondsOf } from '../../instant.ts'
import { type Refusal, unless } from '../refusal.ts'
import type {
  ClassicApproval,
  ClassicDeployment,
  ClassicEnvironment,
  ClassicIntervention,
  ClassicRelease,
  HereClassic,
} from './evidence.ts'

/** What belongs to the attempt at a stage that our job is part of. */
export interface Attempt {
  readonly environment: ClassicEnvironment
  readonly deployment: ClassicDeployment
  /** Those that the service has given by itself are among them. */
  readonly approvals: readonly ClassicApproval[]
}

/** Our attempt with what speaks against it, or why there is none. */
export type FoundAttempt =
  | { readonly kind: 'found'; readonly attempt: Attempt; readonly refusals: readonly Refusal[] }
  | { readonly kind: 'refused'; readonly refusals: readonly Refusal[] }

/** Finds our stage and attempt in a release; without exactly one of each it is refused. A job that runs is of the latest attempt. */
export function findAttempt(release: ClassicRelease, here: HereClassic): FoundAttempt {
  const [environment, ...others] = release.environments.filter((one) => one.id === here.environment)
  if (environment === undefined || others.length > 0) {
    const says = `the release has ${environment === undefined ? 0 : others.length + 1} stages with the id ${here.environment}`
    return { kind: 'refused', refusals: unless(false, 'STAGE_UNKNOWN', says) }
  }
  const [deployment, ...more] = environment.deployments.filter((one) => one.attempt === here.attempt)
  if (deployment === undefined || more.length > 0) {
    const says = `the stage '${environment.name}' has ${deployment === undefined ? 0 : more.length + 1} deployments of attempt ${here.attempt}`
    return { kind: 'refused', refusals: unless(false, 'DEPLOYMENT_UNKNOWN', says) }
  }
  const approvals = environment.approvals.filter((one) => one.attempt === here.attempt)
  return { kind: 'found', attempt: { environment, deployment, approvals }, refusals: judgeAttempt(environment, deployment, here) }
}

function judgeAttempt(environment: ClassicEnvironment, deployment: ClassicDeployment, here: HereClassic): Refusal[] {
  const isSame = here.deployment === undefined || deployment.id === here.deployment
  const later = environment.deployments.filter((one) => one.attempt > here.attempt)
  const runs = environment.status === 'inProgress' && deployment.status === 'inProgress' && later.length === 0
  const says = `the stage '${environment.name}' is '${environment.status}' and its attempt ${here.attempt} of ${here.attempt + later.length} '${deployment.status}', though this job of it runs`
  return [
    ...unless(isSame, 'DEPLOYMENT_OTHER', `attempt ${here.attempt} is the deployment ${deployment.id}, not ${here.deployment}`),
    ...unless(!here.running || runs, 'DEPLOYMENT_NOT_RUNNING', says),
  ]
}

/**
 * The manual interventions of an attempt at a stage. The service tells the stage of each, but no attempt: those of an earlier one began to wait
 * before this one was asked for.
 */
export function interventionsOf(
  { environment, deployment }: Attempt,
  interventions: readonly ClassicIntervention[],
): { readonly ours: readonly ClassicIntervention[]; readonly refusals: readonly Refusal[] } {
  const refusals = interventions.flatMap(({ id, environment: stage }) =>
    unless(!Number.isNaN(stage), 'INTERVENTIONS_UNKNOWN', `it is not told which stage the manual intervention ${id} belongs to`),
  )
  const ofStage = interventions.filter((one) => one.environment === environment.id)
  const queued = millisecondsOf(deployment.queued)
  const timeless = ofStage.filter(({ created }) => Number.isNaN(queued) || Number.isNaN(millisecondsOf(created)))
  const says = (id: number): string => `it is not told whether the manual intervention ${id} belongs to this attempt`
  return {
    ours: ofStage.filter(({ created }) => millisecondsOf(created) >= queued),
    refusals: [...refusals, ...timeless.flatMap(({ id }) => unless(false, 'TIME_UNKNOWN', says(id)))],
  }
}
