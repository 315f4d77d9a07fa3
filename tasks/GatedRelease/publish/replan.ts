import { few } from '../../../core/few.ts'
import { Problem } from '../../../core/problem.ts'
import { planDifferences, planDigest, type ReleasePlan } from '../../../core/release/plan/plan.ts'
import type { Missing } from '../../../core/release/preflight/complete.ts'
import { ownRun, type SourceRun } from '../../../core/release/source/source-run.ts'
import type { Candidate } from '../files/gather-files.ts'
import type { Inputs } from '../inputs.ts'
import { makePlan } from '../plan/make-plan.ts'
import { questionOf } from '../plan/plan-release.ts'
import type { Ports } from '../ports.ts'

/** A plan, and its files on this machine. */
export interface Replanned {
  readonly plan: ReleasePlan
  readonly files: readonly Candidate[]
  /** What the run was to make and did not. */
  readonly missing: Missing
}

/**
 * The plan as it would be made now; another digest than that of the one that was found is `PLAN_CHANGED`, with what differs. Where none was kept, as in a
 * classic release, it is made from this job's own inputs.
 */
export async function replan(planned: ReleasePlan | undefined, inputs: Inputs, ports: Ports): Promise<Replanned> {
  const question = planned === undefined ? await questionOf(inputs, ports) : { ...planned, source: sourceOf(planned), own: inputs.job.run }
  const { plan, gathered } = await makePlan(question, ports)
  // What was told of the plan may be told again: what somebody has planted since then is told here alone.
  for (const warning of gathered.warnings) ports.log.say('warning', warning)
  if (planned === undefined || planDigest(plan) === planDigest(planned)) return { plan, files: gathered.files, missing: gathered.missing }
  throw new Problem(
    'PLAN_CHANGED',
    `What would be released now is not what was planned: ${few(planDifferences(planned, plan), 20, '; ')}.`,
    'Nothing was uploaded. Find out what has changed it. If that was meant, run the stage that plans again, and let the new plan be approved.',
  )
}

function sourceOf({ source: { run, project } }: ReleasePlan): SourceRun {
  return { ...ownRun, run, project, says: `run ${run}, as planned` }
}
