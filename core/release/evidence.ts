import type { Instant } from '../instant.ts'

/** Something that was asked for by REST: either the service told it, or it is not known and nothing may be built on it. */
export type Fact<T> = { readonly kind: 'known'; readonly value: T } | { readonly kind: 'unknown'; readonly why: string }

/** A fact that the service told. */
export function known<T>(value: T): Fact<T> {
  return { kind: 'known', value }
}

/** `why` is part of a sentence; the period of one that was whole goes. */
export function unknown(why: string): Fact<never> {
  return { kind: 'unknown', why: why.replace(/\.$/, '') }
}

/** An identity of the service. `descriptor` begins with its kind (`aad.`, `msa.`, `svc.`, ...); ids are compared, never names. */
export interface Person {
  readonly id: string
  readonly name: string
  /** Empty when the service left it out. */
  readonly descriptor: string
}

/** One run of a pipeline (REST build/builds). */
export interface Run {
  readonly id: number
  /** The orchestration plan's id, which the agent knows as `System.PlanId`. */
  readonly planId: string
  readonly project: string
  readonly definition: number
  readonly status: string
  /** Empty while it runs. */
  readonly result: string
  readonly reason: string
  readonly branch: string
  readonly commit: string
  readonly deleted: boolean
  /** The repository that was built: its id, and its name as the service tells it; empty when it tells none. */
  readonly repository: { readonly id: string; readonly name: string }
  readonly tags: readonly string[]
  /** Empty while it runs. */
  readonly finished: Instant
  /** Who it was started for, then who started it where that is told; empty when it is not known for whom. */
  readonly requesters: readonly Person[]
}

/** A record of a run's timeline (REST build/timeline). */
export interface TimelineRecord {
  readonly id: string
  readonly parentId: string
  readonly type: string
  readonly name: string
  readonly state: string
  readonly result: string
  readonly attempt: number
  /** Its earlier attempts, as the timeline tells them. */
  readonly earlier: readonly EarlierAttempt[]
  /** Empty before. */
  readonly started: Instant
  readonly finished: Instant
  /** Of a task: its definition's id. */
  readonly task: string
}

/** An earlier attempt at a record: its id then, and the timeline in which it is kept; empty where that is not told. */
export interface EarlierAttempt {
  readonly record: string
  readonly timeline: string
}

/** The checks of one stage as they were evaluated (REST pipelines/checks/runs). */
export interface CheckSuite {
  readonly id: string
  readonly status: string
  readonly planId: string
  readonly run: number
  readonly stage: string
  readonly stageAttempt: number
  readonly checks: readonly Check[]
}

/** One check of a suite and the resource that it protects. */
export interface Check {
  readonly id: string
  readonly type: string
  readonly status: string
  /** The configuration that asked for it, and its version then; empty and NaN where that is not told. */
  readonly configuration: { readonly id: string; readonly version: number }
  readonly resource: { readonly type: string; readonly id: string; readonly name: string }
}

/** A check as its resource asks for it now (REST pipelines/checks/configurations). */
export interface CheckConfiguration {
  readonly id: string
  readonly version: number
  readonly disabled: boolean
}

/** One approval (REST pipelines/approvals, `$expand=steps`). */
export interface Approval {
  readonly id: string
  readonly status: string
  /** The run it belongs to; undefined where the service leaves it out. */
  readonly run: number | undefined
  readonly steps: readonly ApprovalStep[]
}

/** What one of those who were asked has decided. */
export interface ApprovalStep {
  readonly status: string
  /** Who has really decided; a group's member, not the group. */
  readonly approver: Person | undefined
  readonly comment: string
  /** When it was last decided on; empty when unknown. */
  readonly at: Instant
}

/** What the agent says of the job that this is. */
export interface Here {
  readonly run: number
  readonly planId: string
  readonly job: string
  /** Undefined where the agent does not say it. */
  readonly stageAttempt: number | undefined
  /** The environment that has to be approved. */
  readonly environment: string
  /** Whether runs of pull requests may release: somebody has said so. */
  readonly allowPullRequest: boolean
  /** Whether this job still runs; false where an old release is audited. */
  readonly running: boolean
  /** The id of our task's definition. */
  readonly task: string
}

/** The plan's artifact, and which record of the timeline attached it. */
export interface Planned {
  readonly artifact: string
  readonly job: string
  /** Of that job, as the artifact's name says it. */
  readonly attempt: number
}

/** An artifact of a run as the service lists it. */
export interface ListedArtifact {
  readonly name: string
  /** The timeline record of the job that attached it; anybody who may edit the run can claim one. */
  readonly source: string
  readonly kind: string
  /** What the service keeps of its content: of a pipeline artifact a digest, of a build artifact only its place. */
  readonly data: string
}

/** What the service tells of the run that the files come from; our own when the source is `current`. */
export interface SourceFacts {
  readonly run: Fact<Run>
  readonly timeline: Fact<readonly TimelineRecord[]>
  readonly artifacts: Fact<readonly ListedArtifact[]>
}

/** All that the verdict on a stage of a pipeline is founded on; gathered once, right before the first upload. */
export interface StageEvidence {
  readonly kind: 'stage'
  readonly here: Here
  readonly self: Fact<Run>
  readonly source: SourceFacts
  readonly timeline: Fact<readonly TimelineRecord[]>
  readonly suite: Fact<CheckSuite>
  readonly approvals: Fact<readonly Approval[]>
  /** All checks of the environment that has to be approved. */
  readonly configurations: Fact<readonly CheckConfiguration[]>
  readonly planned: Fact<Planned>
}
