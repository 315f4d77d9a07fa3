import type { TimelineRecord } from '../evidence.ts'
import { sameId } from '../same-id.ts'

/** Whether a timeline has the job of this id. */
export function hasJob(records: readonly TimelineRecord[], job: string): boolean {
  return records.some((one) => one.type === 'Job' && sameId(one.id, job))
}

/** The timelines that hold what a run was in earlier attempts, each once. */
export function earlierTimelines(records: readonly TimelineRecord[]): string[] {
  const all = records.flatMap(({ earlier }) => earlier.map(({ timeline }) => timeline))
  return [...new Set(all)].filter((id) => id !== '')
}

/**
 * A run as it was in an earlier attempt: what the timeline of that attempt holds, and of the present one only what belongs to none of it. A stage that ran
 * again has other records now, with a checkpoint of its own, which says nothing of the attempt before.
 */
export function atAttempt(now: readonly TimelineRecord[], then: readonly TimelineRecord[], timeline: string): TimelineRecord[] {
  const ids = new Set(then.map(({ id }) => id))
  const parents = new Map(now.map(({ id, parentId }) => [id, parentId]))
  const again = new Set(now.filter(({ earlier }) => earlier.some((one) => one.timeline === timeline)).map(({ id }) => id))
  const isApart = (record: TimelineRecord): boolean => {
    let at: string | undefined = record.id
    for (let step = 0; at !== undefined && at !== '' && step < 8; step++) {
      if (ids.has(at) || again.has(at)) return false
      at = parents.get(at) ?? (at === record.id ? record.parentId : undefined)
    }
    return true
  }
  return [...then, ...now.filter(isApart)]
}
