import type { Identity, RunRecord } from './record.ts'

// A classic release, as the service would show it. Shapes follow REST release/releases and release/manualinterventions 7.1.

/** One release of one pipeline; mutable while it goes on. */
export interface ReleaseRecord {
  readonly id: number
  readonly name: string
  readonly project: { readonly id: string; readonly name: string }
  readonly definition: { readonly id: number; readonly name: string }
  readonly reason: 'manual' | 'continuousIntegration' | 'schedule' | 'pullRequest'
  status: 'active' | 'draft' | 'abandoned'
  readonly createdBy: Identity
  readonly createdFor: Identity
  readonly createdOn: string
  /** The first is the primary one. */
  readonly artifacts: ReleasedBuild[]
  readonly stages: readonly ReleaseStage[]
  readonly interventions: ReleaseIntervention[]
}

/** A build that a release is made of. */
export interface ReleasedBuild {
  readonly alias: string
  readonly run: RunRecord
}

/** One stage of a release: an environment, in REST. */
export interface ReleaseStage {
  readonly id: number
  readonly name: string
  status: 'notStarted' | 'inProgress' | 'succeeded' | 'canceled' | 'rejected' | 'queued' | 'partiallySucceeded'
  /** 0 asks for all; null where nobody is asked. */
  readonly requiredApproverCount: number | null
  readonly approvals: ReleaseApproval[]
  readonly deployments: ReleaseDeployment[]
}

/** A pre-deployment approval. */
export interface ReleaseApproval {
  readonly id: number
  readonly attempt: number
  status: 'pending' | 'approved' | 'rejected' | 'reassigned' | 'canceled' | 'skipped'
  /** Given by the service, since nobody is asked. */
  readonly isAutomated: boolean
  /** Who is asked; a group, often. */
  readonly approver: Identity
  approvedBy: Identity | undefined
  comments: string
  readonly createdOn: string
  modifiedOn: string
}

/** One attempt to deploy a stage. */
export interface ReleaseDeployment {
  readonly deploymentId: number
  readonly attempt: number
  status: 'notDeployed' | 'inProgress' | 'succeeded' | 'partiallySucceeded' | 'failed'
  readonly requestedBy: Identity
  readonly requestedFor: Identity
  readonly queuedOn: string
  /** Jobs, in their order. */
  readonly phases: ReleasePhase[]
}

/** A job of a deployment. */
export interface ReleasePhase {
  readonly name: string
  readonly startedOn: string
  readonly tasks: { readonly name: string; status: 'pending' | 'inProgress' | 'succeeded' | 'skipped'; readonly task: string | undefined }[]
}

/** A manual intervention: a job that waits for somebody. */
export interface ReleaseIntervention {
  readonly id: number
  readonly stage: number
  status: 'pending' | 'approved' | 'rejected' | 'canceled' | 'bypassed'
  approver: Identity | undefined
  comments: string
  readonly createdOn: string
  modifiedOn: string
}
