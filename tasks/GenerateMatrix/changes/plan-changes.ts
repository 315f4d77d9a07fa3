import { formatChangePlan } from '../../../core/changes/plan/plan-file.ts'
import { headline, summariseChanges, tellChanges } from '../../../core/changes/plan/tell.ts'
import type { Outcome } from '../../../core/outcome.ts'
import { requireJobs } from '../../../core/pipeline/limits.ts'
import type { Log } from '../../../core/ports.ts'
import { Problem } from '../../../core/problem.ts'
import { withoutPlan } from '../cache/without-plan.ts'
import type { Inputs } from '../inputs.ts'
import { leavePlan } from '../leave-plan.ts'
import type { Ports } from '../ports.ts'
import { tellGroups } from '../tell-groups.ts'
import { readCheckout } from './checkout.ts'
import { decide, type Decided, type Gathered } from './decide.ts'
import { findDiff, type FoundDiff } from './find-diff.ts'
import { leaveFiles } from './leave-files.ts'
import { readPackages } from './read-packages.ts'

const remedy =
  'Put more packages in a job (batchSize), take a sparse selection, fewer values or a filter; the log says why each package is selected.'

/** Plans which packages of the repository are built since what has changed concerns them, tells it, and leaves the plan and the jobs. */
export async function planOfChanges(inputs: Inputs, ports: Ports): Promise<Outcome> {
  const gathered = await gather(inputs, ports)
  const decided = await decide(gathered, inputs, ports)
  const { plan, selection, warmth, warnings, isShort } = decided
  ports.log.say(warnings.includes(plan.says) ? 'warning' : 'info', plan.says)
  const ended = warmth && (await withoutPlan(warmth, inputs, ports))
  if (ended !== undefined) return ended
  await tell({ plan, warnings }, ports.log)
  requireJobs(plan.jobs.length, inputs.maxJobs, remedy)
  await leaveFiles(gathered.found, selection, inputs.changes, ports, new Set(gathered.checkout.tracked))
  // A filter may want it so, but nobody should take it for a run in which what changed was tested.
  return {
    result: isShort ? 'issues' : 'succeeded',
    outputs: await leave(decided, inputs, ports),
    summary: summariseChanges(plan),
    problems: [],
  }
}

async function gather({ changes }: Inputs, ports: Ports): Promise<Gathered> {
  const found = isDiffNeeded(changes) ? await findDiff(changes, ports) : allOfIt
  const checkout = await readCheckout(ports)
  const { packages, notes } = await readPackages(changes, ports, checkout)
  if (packages.length > 0) return { found, checkout, packages, notes }
  throw new Problem(
    'FILE_MISSING',
    `No package was found in ${checkout.top}.`,
    "Name the folders of packages in the input 'packages', relative to the top of the repository.",
  )
}

/** Where all is planned a base is looked for, and fetched, only for whoever reads the diff later. */
function isDiffNeeded({ select, diffOutput }: Inputs['changes']): boolean {
  return select === 'changed' || diffOutput !== undefined
}

const allOfIt: FoundDiff = { kind: 'unknown', head: '', says: "the input 'select' says all" }

async function tell({ plan, warnings }: Pick<Decided, 'plan' | 'warnings'>, log: Log): Promise<void> {
  await tellGroups(tellChanges(plan), log)
  for (const warning of warnings) if (warning !== plan.says) log.say('warning', warning)
  log.say('info', headline(plan))
}

async function leave({ plan, maxParallel, counts }: Decided, inputs: Inputs, ports: Ports): Promise<Record<string, string>> {
  const legs = plan.jobs.map(({ cells, ...leg }) => ({
    leg: leg.leg,
    cells,
    work: leg.packages.length === 0 ? undefined : ({ kind: 'folders', leg } as const),
  }))
  return await leavePlan({ text: formatChangePlan(plan), legs, ...counts, maxParallel, remedy }, inputs, ports)
}
