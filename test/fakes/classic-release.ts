import { approvalCode } from '../../core/release/approval/approval-code.ts'
import type {
  ClassicApproval,
  ClassicArtifact,
  ClassicDeployment,
  ClassicEnvironment,
  ClassicEvidence,
  ClassicIntervention,
  ClassicRelease,
} from '../../core/release/classic/evidence.ts'
import { known, type Person, type Run } from '../../core/release/evidence.ts'
import { planDigest, type ReleasePlan } from '../../core/release/plan/plan.ts'
import { ada, approvedRelease, gatedRelease, grace, releasePlan } from './approved-release.ts'

export const linus: Person = { id: 'cccc', name: 'Linus', descriptor: 'aad.linus' }
export const code = (plan: ReleasePlan): string => approvalCode(planDigest(plan))

/** A plan of files that a build before has made, as a classic release publishes them. */
export function classicPlan(policy: Partial<ReleasePlan['policy']> = {}): ReleasePlan {
  const plan = releasePlan()
  return { ...plan, policy: { ...plan.policy, environment: '', ...policy } }
}

/** A stage of a classic release that nothing is wrong with, to change one fact of: Ada had it made and deployed, Grace approved it. */
export interface ApprovedClassic {
  readonly plan: ReleasePlan
  readonly evidence: ClassicEvidence
  readonly release: ClassicRelease
  readonly environment: ClassicEnvironment
  readonly deployment: ClassicDeployment
  readonly approval: ClassicApproval
  readonly artifact: ClassicArtifact
  readonly source: Run
}

export function approvedClassic(plan: ReleasePlan = classicPlan()): ApprovedClassic {
  const { self, evidence: stage } = approvedRelease(plan)
  const source: Run = { ...self, status: 'completed', result: 'succeeded', finished: '2026-11-20T10:30:00.000Z' }
  const approval: ClassicApproval = {
    id: 31,
    attempt: 1,
    status: 'approved',
    automated: false,
    approver: grace,
    comment: `Fine. ${code(plan)}`,
    at: '2026-11-20T11:00:00.000Z',
  }
  const deployment: ClassicDeployment = {
    id: 61,
    attempt: 1,
    status: 'inProgress',
    requesters: [ada],
    queued: '2026-11-20T10:45:00.000Z',
    started: '2026-11-20T11:30:00.000Z',
    steps: [
      { name: 'Initialize job', task: '' },
      { name: 'Publish', task: gatedRelease },
    ],
  }
  const environment: ClassicEnvironment = {
    id: 22,
    name: 'Publish',
    status: 'inProgress',
    requiredApproverCount: 0,
    approvals: [approval],
    deployments: [deployment],
  }
  const artifact: ClassicArtifact = { alias: '_spam', type: 'Build', run: 7, definition: 3, project: 'p' }
  const release: ClassicRelease = {
    id: 12,
    definition: 5,
    project: 'p',
    reason: 'manual',
    status: 'active',
    requesters: [ada],
    artifacts: [artifact],
    environments: [{ ...environment, id: 21, name: 'Plan', status: 'succeeded', approvals: [], deployments: [] }, environment],
  }
  const evidence: ClassicEvidence = {
    kind: 'classic',
    here: {
      release: 12,
      definition: 5,
      project: 'p',
      environment: 22,
      environmentName: 'Publish',
      attempt: 1,
      deployment: 61,
      allowPullRequest: false,
      running: true,
      task: gatedRelease,
    },
    release: known(release),
    interventions: known([]),
    source: { ...stage.source, run: known(source), artifacts: known(plan.artifacts) },
  }
  return { plan, evidence, release, environment, deployment, approval, artifact, source }
}

/** A manual intervention of our stage that Grace resumed with the code. */
export function resumed(plan: ReleasePlan, change: Partial<ClassicIntervention> = {}): ClassicIntervention {
  return {
    id: 41,
    status: 'approved',
    approver: grace,
    comment: `Resume. ${code(plan)}`,
    created: '2026-11-20T10:50:00.000Z',
    at: '2026-11-20T11:10:00.000Z',
    environment: 22,
    ...change,
  }
}
