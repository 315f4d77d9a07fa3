import type { Here, TimelineRecord } from '../evidence.ts'
import { type Refusal, unless } from '../refusal.ts'
import { sameId } from '../same-id.ts'

/** The gate before our stage, and the approvals below it. */
export interface Checkpoint {
  readonly id: string
  /** Our own. */
  readonly job: TimelineRecord
  readonly stage: TimelineRecord
  /** Ids of approvals: a `Checkpoint.Approval` record has its approval's id. */
  readonly approvals: readonly string[]
}

/** The one checkpoint that counts, or why none does. */
export type FoundCheckpoint =
  | { readonly kind: 'found'; readonly checkpoint: Checkpoint }
  | { readonly kind: 'refused'; readonly refusals: readonly Refusal[] }

/** Walks from our job to its stage, and to that stage's one completed checkpoint with at least one approval; anything else refuses. */
export function findCheckpoint(records: readonly TimelineRecord[], here: Here): FoundCheckpoint {
  const jobs = records.filter((record) => record.type === 'Job' && sameId(record.id, here.job))
  const [job] = jobs
  const stage = job === undefined ? undefined : stageOf(records, job)
  const refusals = [
    ...unless(jobs.length === 1, 'JOB_UNKNOWN', `the timeline has ${jobs.length} records of this job`),
    ...unless(jobs.length !== 1 || stage !== undefined, 'STAGE_UNKNOWN', 'this job belongs to no one stage of the timeline'),
  ]
  if (refusals.length > 0 || job === undefined || stage === undefined) return { kind: 'refused', refusals }
  return below(records, { job, stage }, here)
}

/** The stage that a record lies in; undefined when the way up is broken or goes in a circle. */
export function stageOf(records: readonly TimelineRecord[], from: TimelineRecord): TimelineRecord | undefined {
  let at: TimelineRecord = from
  for (let step = 0; step < 8; step++) {
    if (at.type === 'Stage') return at
    const parents = records.filter((record) => record.id === at.parentId)
    if (parents.length !== 1 || parents[0] === undefined) return undefined
    at = parents[0]
  }
  return undefined
}

function below(records: readonly TimelineRecord[], { job, stage }: Pick<Checkpoint, 'job' | 'stage'>, here: Here): FoundCheckpoint {
  const [only, ...others] = records.filter((record) => record.type === 'Checkpoint' && record.parentId === stage.id)
  const attempt = here.stageAttempt ?? stage.attempt
  if (only === undefined)
    return { kind: 'refused', refusals: unless(false, 'CHECKPOINT_MISSING', `the stage '${stage.name}' uses nothing that has checks`) }
  const approvals = records.filter((record) => record.type === 'Checkpoint.Approval' && record.parentId === only.id)
  const refusals = [
    ...unless(stage.attempt === attempt, 'STAGE_ATTEMPT', `the timeline shows attempt ${stage.attempt} of this stage, not ${attempt}`),
    ...unless(others.length === 0, 'CHECKPOINT_SEVERAL', `the stage '${stage.name}' has ${others.length + 1} checkpoints`),
    ...unless(passed(only), 'CHECKPOINT_NOT_PASSED', `the checkpoint of '${stage.name}' is ${only.state} ${only.result}`.trim()),
    ...unless(only.attempt === attempt, 'CHECKPOINT_ATTEMPT', `the checkpoint is of attempt ${only.attempt}, not ${attempt}`),
    ...unless(approvals.length > 0, 'APPROVAL_MISSING', `the stage '${stage.name}' uses nothing that asks for an approval`),
  ]
  if (refusals.length > 0) return { kind: 'refused', refusals }
  return { kind: 'found', checkpoint: { id: only.id, job, stage, approvals: approvals.map((record) => record.id) } }
}

function passed(record: TimelineRecord): boolean {
  return record.state === 'completed' && record.result === 'succeeded'
}
