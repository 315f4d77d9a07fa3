import { Problem } from '../../../core/problem.ts'
import type { Here, Planned } from '../../../core/release/evidence.ts'
import type { ReleasePlan } from '../../../core/release/plan/plan.ts'
import type { Evidence } from '../../../core/release/verdict.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'
import { taskId } from '../task-id.ts'
import { gatherClassic } from './gather-classic.ts'
import { gatherEvidence } from './gather-evidence.ts'

/** All that the verdict on this job's release is founded on; `planned` is the plan that a pipeline keeps. */
export async function evidenceOf(plan: ReleasePlan, planned: Planned | undefined, inputs: Inputs, ports: Ports): Promise<Evidence> {
  const { classic } = inputs.job
  if (classic !== undefined)
    return await gatherClassic({ ...classic, allowPullRequest: inputs.allowPullRequest, running: true }, plan, ports)
  if (planned === undefined) throw new Error('a pipeline publishes a plan that was found')
  return await gatherEvidence(hereOf(inputs, plan), plan, planned, ports)
}

function hereOf({ environment, allowPullRequest, job }: Inputs, { policy }: ReleasePlan): Here {
  const name = environment === '' ? policy.environment : environment
  const { run, planId, stageAttempt } = job
  if (name !== '') return { run, planId, job: job.id, stageAttempt, environment: name, allowPullRequest, running: true, task: taskId }
  throw new Problem(
    'INPUT_MISSING',
    "The input 'environment' is not set, and this is no deployment job.",
    'Publish from a deployment job of a stage whose environment asks for an approval.',
  )
}
