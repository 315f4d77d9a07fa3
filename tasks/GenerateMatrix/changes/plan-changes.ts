import { folderLeg } from '../../../core/changes/legs.ts'
import { packageGraph, type PackageGraph } from '../../../core/changes/package-graph.ts'
import { type ChangeJob, type ChangePlan, formatChangePlan, plannedPackages } from '../../../core/changes/plan-file.ts'
import type { ChangeSelection } from '../../../core/changes/selection.ts'
import { headline, summariseChanges, tellChanges } from '../../../core/changes/tell.ts'
import type { Outcome } from '../../../core/outcome.ts'
import type { Emitted } from '../../../core/pipeline/emit.ts'
import { mostMatrixBytes, requireJobs } from '../../../core/pipeline/limits.ts'
import type { Log } from '../../../core/ports.ts'
import { Problem } from '../../../core/problem.ts'
import type { Inputs } from '../inputs.ts'
import { leavePlan } from '../leave-plan.ts'
import type { Ports } from '../ports.ts'
import { type PlannedCheckout, readCheckout } from './checkout.ts'
import { findDiff } from './find-diff.ts'
import { leaveFiles } from './leave-files.ts'
import { type PlacedPackages, placePackages } from './place-packages.ts'
import { readPackages } from './read-packages.ts'
import { select } from './select.ts'

const remedy =
  'Put more packages in a job (batchSize), take sparse selections, fewer values or filters, or look at what was selected and why.'

/** Plans which packages of the repository are built since what a diff touches concerns them, tells it, and leaves plan and jobs. */
export async function planOfChanges(inputs: Inputs, ports: Ports): Promise<Outcome> {
  const found = await findDiff(inputs.changes, ports)
  const checkout = await readCheckout(ports)
  const { packages, notes } = await readPackages(inputs.changes, ports, checkout)
  if (packages.length === 0 && inputs.changes.packageInfo === undefined) throw noPackages(checkout.top)
  const graph = packageGraph(packages)
  const { selection, changed, says } = await select(found, packages, graph, inputs, ports)
  const placed = await placePackages(selection, inputs, ports)
  const jobs = await jobsOf(placed, selection, { graph, checkout }, inputs, ports)
  const plan: ChangePlan = {
    base: found.kind === 'known' ? found.base : '',
    head: commitOf(checkout, inputs),
    says,
    changed,
    packages: plannedPackages(selection.choices, jobs),
    notes: [...notes, ...selection.notes, ...placed.untested, ...placed.passedOver],
    unclaimed: selection.unclaimed,
    jobs,
  }
  await tell(plan, ports.log)
  if (found.kind === 'unknown') ports.log.say('warning', says)
  for (const line of placed.untested) ports.log.say('warning', line)
  requireJobs(jobs.length, inputs.maxJobs, remedy)
  await leaveFiles(found, selection, inputs.changes, ports, new Set(checkout.tracked))
  return { result: 'succeeded', outputs: await leave(plan, inputs, ports), summary: summariseChanges(plan), problems: [] }
}

function noPackages(top: string): Problem {
  return new Problem(
    'FILE_MISSING',
    `No package was found in ${top}.`,
    "Name the folders of packages in the input 'packages', relative to the top of the repository.",
  )
}

function commitOf(checkout: PlannedCheckout, inputs: Inputs): string {
  return checkout.commit === '' ? inputs.commit : checkout.commit
}

async function jobsOf(
  { legs }: PlacedPackages,
  { choices }: ChangeSelection,
  { graph, checkout }: { readonly graph: PackageGraph; readonly checkout: PlannedCheckout },
  inputs: Inputs,
  ports: Ports,
): Promise<ChangeJob[]> {
  const commit = commitOf(checkout, inputs)
  const time = commit === '' ? 0 : ((await ports.git.timeOf(checkout.top, commit)) ?? 0)
  const selected = new Set(choices.filter(({ as }) => as !== 'not-selected').map((one) => one.package.project))
  const folderOf = ({ folder }: { readonly folder: string }): string => checkout.folderOf(folder)
  const facts = { commit, time, folderOf, graph, build: inputs.changes.localDependencies, selected }
  return legs.map(({ leg, cells, item }) => ({ ...folderLeg(leg, item, facts), cells: Object.fromEntries(cells) }))
}

async function tell(plan: ChangePlan, log: Log): Promise<void> {
  log.say('info', plan.says)
  for (const { title, lines } of tellChanges(plan))
    await log.group(title, () => {
      for (const line of lines) log.say('info', line)
      return Promise.resolve()
    })
  log.say('info', headline(plan))
}

async function leave(plan: ChangePlan, inputs: Inputs, ports: Ports): Promise<Record<string, string>> {
  const legs = plan.jobs.map(({ cells, ...leg }) => ({
    leg: leg.leg,
    cells,
    work: leg.packages.length === 0 ? undefined : ({ kind: 'folders', leg } as const),
  }))
  const cold = plan.jobs.reduce((sum, { packages }) => sum + packages.length, 0)
  return await leavePlan({ text: formatChangePlan(plan), legs, cold, remedy }, inputs, ports, (told) => warn(told, ports.log))
}

function warn({ carries, bytes }: Emitted, log: Log): void {
  if (carries === 'references')
    log.say(
      'info',
      `The work of all jobs passes ${mostMatrixBytes} bytes, so job_data refers to the plan's artifact, which BuildWheels reads.`,
    )
  if (bytes > mostMatrixBytes) log.say('warning', `The matrix takes ${bytes} bytes; a Windows agent carries ${mostMatrixBytes}. ${remedy}`)
}
