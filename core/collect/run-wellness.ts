import type { TimelineRecord } from '../release/evidence.ts'
import { sameId } from '../release/same-id.ts'

/**
 * Why a run is not well, as its timeline tells it now: jobs and stages that failed, were cancelled or abandoned, and what runs beside the job of the given
 * id; one that the timeline does not have is a reason too. What waits for this job cannot be told from what has not begun: neither is one.
 */
export function unwell(records: readonly TimelineRecord[], job: string): string[] {
  const own = records.find(({ id, type }) => type === 'Job' && sameId(id, job))
  if (own === undefined) return ['the timeline does not have this job, so that what runs beside it is not known']
  const above = new Set(withParents(own, records))
  const asked = records.filter((record) => /^(?:Stage|Phase|Job)$/.test(record.type) && !above.has(record))
  const ill = asked.filter(
    ({ type, state, result }) => type !== 'Phase' && state === 'completed' && /^(?:failed|canceled|abandoned)$/i.test(result),
  )
  const busy = asked.filter(({ state }) => state === 'inProgress')
  const says = [
    ...innermost(ill, records).map((one) => `${nameOf(one)} ${became(one)}`),
    ...innermost(busy, records).map((one) => `${nameOf(one)} still runs`),
  ]
  return [...new Set(says)]
}

function withParents(record: TimelineRecord, records: readonly TimelineRecord[]): TimelineRecord[] {
  const all = [record]
  for (let at: TimelineRecord | undefined = record; at !== undefined && all.length < 16;) {
    const parent: string = at.parentId
    at = records.find(({ id }) => parent !== '' && sameId(id, parent))
    if (at !== undefined) all.push(at)
  }
  return all
}

/** Of a stage and its job that both failed the job says more. */
function innermost(some: readonly TimelineRecord[], records: readonly TimelineRecord[]): TimelineRecord[] {
  const outer = new Set(some.flatMap((one) => withParents(one, records).slice(1)))
  return some.filter((one) => !outer.has(one))
}

function nameOf({ type, name }: TimelineRecord): string {
  return `the ${type === 'Stage' ? 'stage' : 'job'} '${name}'`
}

function became({ result }: TimelineRecord): string {
  return result.toLowerCase() === 'failed' ? 'failed' : `was ${result.toLowerCase() === 'canceled' ? 'cancelled' : 'abandoned'}`
}
