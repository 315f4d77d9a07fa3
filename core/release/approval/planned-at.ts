import { type Instant, millisecondsOf } from '../../instant.ts'
import type { Fact, Planned, TimelineRecord } from '../evidence.ts'
import { type Refusal, unless } from '../refusal.ts'
import { sameId } from '../same-id.ts'

/** When our task of the job that attached the plan had ended: an approval given before cannot have meant that plan. An attempt that the job did not have was made up. */
export function plannedAt(
  planned: Fact<Planned>,
  records: readonly TimelineRecord[],
  task: string,
): { readonly at: Instant; readonly refusals: readonly Refusal[] } {
  if (planned.kind === 'unknown') return { at: '', refusals: unless(false, 'PLAN_UNKNOWN', planned.why) }
  const { artifact, job, attempt } = planned.value
  const isJob = records.some((record) => record.type === 'Job' && sameId(record.id, job) && record.attempt >= attempt)
  const ended = records
    .filter((record) => record.type === 'Task' && sameId(record.parentId, job) && sameId(record.task, task))
    .filter((record) => record.state === 'completed' && ['succeeded', 'succeededWithIssues'].includes(record.result))
    .map((record) => record.finished)
    .sort((a, b) => millisecondsOf(a) - millisecondsOf(b))
  const at = isJob && !ended.some((one) => Number.isNaN(millisecondsOf(one))) ? (ended.at(-1) ?? '') : ''
  return { at, refusals: unless(at !== '', 'PLAN_FOREIGN', `'${artifact}' was not attached by a job in which this task made a plan`) }
}
