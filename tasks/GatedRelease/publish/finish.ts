import type { Outcome } from '../../../core/outcome.ts'
import type { Approver } from '../../../core/release/approval/approvers.ts'
import { planDigest, plannedFiles } from '../../../core/release/plan/plan.ts'
import { repositoryName } from '../../../core/release/plan/repository.ts'
import { names, tellRelease } from '../../../core/release/tell.ts'
import type { Ports } from '../ports.ts'
import { keepRecord } from '../record/attach-record.ts'
import type { Recorded } from '../record/recorded.ts'
import { type Done, nothingDone } from './done.ts'

/** Records and tells what came of an approved release. Only what was not uploaded fails it; what is amiss afterwards is a warning. */
export async function finish(recorded: Recorded, approvers: readonly Approver[], ports: Ports): Promise<Outcome> {
  const unkept = await keepRecord(recorded, ports)
  const { plan, inputs, done: came = nothingDone } = recorded
  const done = { ...came, doubts: [...came.doubts, ...unkept] }
  const { failure, doubts, outcomes } = done
  const count = (outcome: string): number => [...outcomes.values()].filter((one) => one === outcome).length
  const left = plannedFiles(plan).length - count('published') - count('skipped')
  const says = inputs.dryRun ? dryRun : `${count('published')} published, ${count('skipped')} skipped, ${left} not there`
  if (failure !== undefined) for (const one of unkept) ports.log.say('warning', one.text)
  ports.log.say('info', `${says}: ${repositoryName(plan.repository)}`)
  return {
    result: failure === undefined ? (doubts.length === 0 ? 'succeeded' : 'issues') : 'failed',
    outputs: {
      planDigest: planDigest(plan),
      publishedCount: String(count('published')),
      skippedCount: String(count('skipped')),
      approvers: names(approvers),
      resumeBy: done.resumeBy,
    },
    summary: tellRelease(plan, outcomes, approvers, [...(inputs.dryRun ? [`${dryRun}.`] : []), ...notesOf(done)]),
    problems: failure === undefined ? doubts : [failure],
  }
}

const dryRun = 'Dry run, nothing was uploaded'

function notesOf({ failure, resumeBy, notes, doubts }: Done): string[] {
  return [
    ...(failure === undefined ? [] : [failure.text]),
    ...(resumeBy === '' ? [] : [`Resume before ${resumeBy}.`]),
    ...notes,
    ...doubts.map((one) => one.text),
  ]
}
