import type { JobOutcome, RunRecord, TimelineRecord, Variable } from '../record.ts'
import { upstream } from './graph.ts'
import type { Job, Stage } from './pipeline.ts'

/**
 * What the attempt before has left, and what of it stands. Jobs that failed run again, and all that depend on them directly or not; jobs that
 * succeeded, or were skipped for a reason of their own, are kept (Azure DevOps release notes, sprint 158 "Retry failed stages", sprint 235). Of a
 * job that itself failed only the legs run again that did.
 */
export class Earlier {
  readonly #records: readonly TimelineRecord[]
  readonly #stages: readonly Stage[]

  constructor(records: readonly TimelineRecord[], stages: readonly Stage[]) {
    this.#records = records
    this.#stages = stages
  }

  /** The record that one of this attempt comes after. */
  before(type: TimelineRecord['type'], identifier: string): TimelineRecord | undefined {
    const name = identifier.toLowerCase()
    return this.#records.find((record) => record.type === type && record.identifier.toLowerCase() === name)
  }

  /** The record of a stage that does not run again. */
  stage(stage: Stage): TimelineRecord | undefined {
    return this.#follows(stage) ? undefined : sound(this.before('Stage', stage.name))
  }

  /** The record of a job that does not run again, in a stage that does. */
  job(stage: Stage, job: Job): TimelineRecord | undefined {
    return this.#followsJob(stage, job) ? undefined : sound(this.before('Phase', `${stage.name}.${job.name}`))
  }

  /** The record of a leg that does not run again, of a job that does. */
  leg(stage: Stage, job: Job, leg: string): TimelineRecord | undefined {
    return this.#followsJob(stage, job) ? undefined : sound(this.before('Job', `${stage.name}.${job.name}.${leg}`))
  }

  /** Takes a record into the run as it was, with all below it. */
  keep(run: RunRecord, record: TimelineRecord, parent: TimelineRecord | undefined): void {
    record.parentId = parent?.id
    run.records.push(record, ...this.#below(record))
  }

  /** What is left of a job that was kept, from its records: `step.variable` of all its steps. */
  outcome(leg: TimelineRecord): JobOutcome {
    const steps = this.#below(leg).filter(({ type }) => type === 'Task')
    const outputs = steps.flatMap(({ identifier, outputs: own }) =>
      [...own].map(([name, value]) => [`${identifier}.${name}`, value] as const),
    )
    return { result: leg.result ?? 'failed', outputs: new Map<string, Variable>(outputs) }
  }

  /** The legs of a kept job by their names. */
  legs(phase: TimelineRecord): readonly (readonly [leg: string, outcome: JobOutcome])[] {
    const legs = this.#records.filter(({ type, parentId }) => type === 'Job' && parentId === phase.id)
    return legs.map((leg) => [leg.identifier.slice(phase.identifier.length + 1), this.outcome(leg)])
  }

  /** What a run has not come to again, for attempts after it: the records that it neither took over nor put others in the place of. */
  rest({ records }: RunRecord): readonly TimelineRecord[] {
    const key = ({ type, identifier }: TimelineRecord): string => `${type} ${identifier.toLowerCase()}`
    const taken = new Set(records.map(key))
    const left = this.#records.filter((record) => ['Stage', 'Phase', 'Job'].includes(record.type) && !taken.has(key(record)))
    const ids = new Set(left.map(({ id }) => id))
    return [...left, ...this.#records.filter(({ type, parentId }) => type === 'Task' && ids.has(parentId ?? ''))]
  }

  #below(record: TimelineRecord): readonly TimelineRecord[] {
    const children = this.#records.filter(({ parentId }) => parentId === record.id)
    return children.flatMap((child) => [child, ...this.#below(child)])
  }

  #follows(stage: Stage): boolean {
    return [...upstream(stage, this.#stages)].some((name) => sound(this.before('Stage', name)) === undefined)
  }

  #followsJob(stage: Stage, job: Job): boolean {
    const before = [...upstream(job, stage.jobs)]
    return this.#follows(stage) || before.some((name) => sound(this.before('Phase', `${stage.name}.${name}`)) === undefined)
  }
}

/** The record, where what it stands for is done. */
function sound(record: TimelineRecord | undefined): TimelineRecord | undefined {
  return ['succeeded', 'succeededWithIssues', 'skipped'].includes(record?.result ?? '') ? record : undefined
}

/** A run that begins again: what it was lies beside, as the service keeps timelines of earlier attempts. */
export function again(run: RunRecord): RunRecord {
  const before = new Map(
    [...(run.earlier ?? []), ...run.records].map((record) => [record.id, { ...record, outputs: new Map<string, Variable>() }]),
  )
  return { ...run, records: [], earlier: [...before.values()] }
}
