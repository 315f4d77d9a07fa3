import { Problem } from '../../../core/problem.ts'
import { judgeSource } from '../../../core/release/source/judge-source.ts'
import type { ReleasePlan } from '../../../core/release/plan/plan.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'
import { gatherSource } from '../prove/gather-source.ts'

/**
 * Refuses to plan (`REFUSED`, with all that speaks against it) what could not be published: nobody should approve it in vain. A run of a pull request may plan its
 * own files, to show what they are; publishing judges all of it again.
 */
export async function refuseSource(
  plan: ReleasePlan,
  { job, allowPullRequest }: Inputs,
  ports: Pick<Ports, 'builds' | 'artifacts'>,
): Promise<void> {
  const run = job.classic === undefined ? job.run : undefined
  const publisher = { run, running: true, allowPullRequest: allowPullRequest || plan.source.run === run, started: '' }
  const refusals = judgeSource(await gatherSource(plan.source, ports), ofAnyAge(plan), publisher)
  if (refusals.length === 0) return
  throw new Problem(
    'REFUSED',
    `What run ${plan.source.run} has built cannot be released: ${refusals.map(({ code, says }) => `${says} (${code})`).join('; ')}.`,
    'Release a run that is as the policy wants it, or change the policy.',
  )
}

/** How old a run may be counts from when the job that publishes starts. */
function ofAnyAge(plan: ReleasePlan): ReleasePlan {
  return { ...plan, policy: { ...plan.policy, source: { ...plan.policy.source, maxAge: 0 } } }
}
