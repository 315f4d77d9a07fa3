import type { Instant } from '../../instant.ts'
import type { Fact, Person, SourceFacts } from '../evidence.ts'

/** What the agent says of a job of a classic release. */
export interface ClassicJob {
  readonly release: number
  /** `Release.DefinitionId` */
  readonly definition: number
  /** The id of the release's project. */
  readonly project: string
  /** The release's own stage (`Release.EnvironmentId`), not the definition's. */
  readonly environment: number
  /** `Release.EnvironmentName` */
  readonly environmentName: string
  /** `Release.AttemptNumber` */
  readonly attempt: number
  /** `Release.DeploymentID`; undefined where the agent does not say it. */
  readonly deployment: number | undefined
}

/** The job of a classic release that this is. */
export interface HereClassic extends ClassicJob {
  readonly allowPullRequest: boolean
  /** False where an old release is audited. */
  readonly running: boolean
  /** The id of our task's definition. */
  readonly task: string
}

/** A classic release (REST release/releases 7.1, `approvalFilters=7`). */
export interface ClassicRelease {
  readonly id: number
  readonly definition: number
  readonly project: string
  readonly reason: string
  readonly status: string
  /** For whom it was created, then by whom; empty where it is not told for whom. */
  readonly requesters: readonly Person[]
  readonly artifacts: readonly ClassicArtifact[]
  readonly environments: readonly ClassicEnvironment[]
}

/** A build that a release was made of. */
export interface ClassicArtifact {
  readonly alias: string
  readonly type: string
  /** NaN where it is not a build's. */
  readonly run: number
  readonly definition: number
  readonly project: string
}

/** One stage of a classic release. */
export interface ClassicEnvironment {
  readonly id: number
  readonly name: string
  readonly status: string
  /** 0 asks for all of them; undefined where it is not told. */
  readonly requiredApproverCount: number | undefined
  /** All attempts, pre-deployment only. */
  readonly approvals: readonly ClassicApproval[]
  readonly deployments: readonly ClassicDeployment[]
}

/** One pre-deployment approval. */
export interface ClassicApproval {
  readonly id: number
  readonly attempt: number
  /** `approved`, `rejected`, `reassigned`, `canceled`, `skipped`, `pending`. */
  readonly status: string
  /** Approved by the service, since nobody has to. */
  readonly automated: boolean
  /** Who has really decided. */
  readonly approver: Person | undefined
  readonly comment: string
  readonly at: Instant
}

/** One attempt to deploy a stage. */
export interface ClassicDeployment {
  readonly id: number
  readonly attempt: number
  readonly status: string
  /** For whom it was asked for, then by whom; empty where it is not told for whom. */
  readonly requesters: readonly Person[]
  /** When it was asked for, before anybody approved it; empty where it is not told. */
  readonly queued: Instant
  /** When its latest job was started; empty where that is not told. */
  readonly started: Instant
  /** What its jobs have run so far, or run now. */
  readonly steps: readonly ClassicStep[]
}

/** A step of a job of a deployment. */
export interface ClassicStep {
  readonly name: string
  /** The id of its task; empty for what the agent does by itself. */
  readonly task: string
}

/** A manual intervention of a release (REST release/manualinterventions 7.1): it pauses a stage, and knows who went on. */
export interface ClassicIntervention {
  readonly id: number
  readonly status: string
  readonly approver: Person | undefined
  readonly comment: string
  /** When it began to wait. */
  readonly created: Instant
  readonly at: Instant
  /** The stage that it belongs to; NaN where it is not told. */
  readonly environment: number
}

/** All that the verdict on a stage of a classic release is founded on. */
export interface ClassicEvidence {
  readonly kind: 'classic'
  readonly here: HereClassic
  readonly release: Fact<ClassicRelease>
  readonly interventions: Fact<readonly ClassicIntervention[]>
  readonly source: SourceFacts
}
