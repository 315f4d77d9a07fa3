import type { Outcome } from '../../../core/outcome.ts'
import { Problem } from '../../../core/problem.ts'
import { refuseContradictions } from '../../../core/release/plan/contradictions.ts'
import { judge } from '../../../core/release/judge.ts'
import { planDigest } from '../../../core/release/plan/plan.ts'
import { names } from '../../../core/release/tell.ts'
import type { Inputs } from '../inputs.ts'
import { findPlan } from '../plan/find-plan.ts'
import { restated } from '../plan/restated.ts'
import type { Ports } from '../ports.ts'
import { evidenceOf } from '../prove/evidence-of.ts'
import { refusedOutcome } from '../prove/refuse.ts'
import { recordingFailure } from '../record/attach-record.ts'
import type { Recorded } from '../record/recorded.ts'
import { nothingDone } from './done.ts'
import { finish } from './finish.ts'
import { publishFiles } from './publish-files.ts'
import { replan, type Replanned } from './replan.ts'

/** `mode: publish`: the plan of this run is found and made again from the same facts; who approved it is proved; then its very bytes are uploaded, what is missing, and looked for in the index. */
export async function publishRelease(inputs: Inputs, ports: Ports): Promise<Outcome> {
  refusePullRequest(inputs)
  const { replanned, planned } = inputs.job.classic === undefined ? await asPlanned(inputs, ports) : await asAsked(inputs, ports)
  const { plan } = replanned
  const ready: Recorded = { plan, planned, inputs, evidence: undefined, verdict: undefined, done: undefined }
  const evidence = await recordingFailure(ready, ports, async () => await evidenceOf(plan, planned, inputs, ports))
  const verdict = judge(evidence, plan)
  const judged = { ...ready, evidence, verdict }
  if (verdict.kind === 'refuse') return await refusedOutcome(judged, verdict.refusals, ports)
  for (const warning of verdict.warnings) ports.log.say('warning', warning)
  ports.log.say('info', `Approved by ${names(verdict.approvers)}: the plan ${planDigest(plan)}`)
  const done = inputs.dryRun ? nothingDone : await recordingFailure(judged, ports, async () => await publishFiles(replanned, inputs, ports))
  return await finish({ ...judged, done }, verdict.approvers, ports)
}

type Begun = Pick<Recorded, 'planned'> & { readonly replanned: Replanned }

async function asPlanned(inputs: Inputs, ports: Ports): Promise<Begun> {
  const { plan, planned } = await findPlan(inputs.job.run, inputs.repository, ports)
  const found: Recorded = { plan, planned, inputs, evidence: undefined, verdict: undefined, done: undefined }
  const replanned = await recordingFailure(found, ports, async () => {
    refuseContradictions(plan, await restated(inputs, ports))
    return await replan(plan, inputs, ports)
  })
  return { planned, replanned }
}

/** A classic release keeps no plan: the code in the comment alone binds an approval to these bytes. */
async function asAsked(inputs: Inputs, ports: Ports): Promise<Begun> {
  return { planned: undefined, replanned: await replan(undefined, inputs, ports) }
}

function refusePullRequest({ job, allowPullRequest }: Inputs): void {
  if (!job.pullRequest || allowPullRequest) return
  throw new Problem(
    'PULL_REQUEST',
    'This run builds a pull request, which releases nothing.',
    'Put a condition on the stage, or set allowPullRequest.',
  )
}
