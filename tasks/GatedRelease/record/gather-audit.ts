import { atAttempt, earlierTimelines, hasJob } from '../../../core/release/approval/attempt-timeline.ts'
import { type Fact, type Here, known, type Planned, type StageEvidence, type TimelineRecord } from '../../../core/release/evidence.ts'
import type { ReadRecord } from '../../../core/release/record/read-record.ts'
import type { Builds } from '../../../core/ports.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'
import { gatherEvidence } from '../prove/gather-evidence.ts'
import { taskId } from '../task-id.ts'

/** Asks the service for all that a verdict needs, as publishing did, for a job that is over: by the timeline of the attempt that it belongs to. */
export async function gatherAudit({ plan, publisher }: ReadRecord, planned: Planned, inputs: Inputs, ports: Ports): Promise<StageEvidence> {
  const { run, planId, job, stageAttempt, environment } = publisher
  const here: Here = {
    run,
    planId,
    job,
    stageAttempt,
    environment,
    allowPullRequest: inputs.allowPullRequest,
    running: false,
    task: taskId,
  }
  const timeline = await timelineOf(job, run, ports.builds())
  const builds = (project?: string): Builds =>
    project === undefined ? { ...ports.builds(), timeline: () => Promise.resolve(timeline) } : ports.builds(project)
  return await gatherEvidence(here, plan, planned, { ...ports, builds })
}

/** A job that ran again is, in its earlier attempts, in timelines of their own alone. */
async function timelineOf(job: string, run: number, builds: Builds): Promise<Fact<readonly TimelineRecord[]>> {
  const now = await builds.timeline(run)
  if (now.kind === 'unknown' || hasJob(now.value, job)) return now
  for (const id of earlierTimelines(now.value)) {
    const then = await builds.timeline(run, id)
    if (then.kind === 'unknown') return then
    if (hasJob(then.value, job)) return known(atAttempt(now.value, then.value, id))
  }
  return now
}
