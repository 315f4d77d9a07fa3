import { folderLeg } from '../../../core/changes/plan/legs.ts'
import type { LocalPackage } from '../../../core/changes/local-package.ts'
import { packageGraph, type PackageGraph } from '../../../core/changes/select/package-graph.ts'
import { valueOfKey } from '../../../core/changes/azure-sdk/package-key.ts'
import { type ChangeJob, type ChangePlan, plannedPackages } from '../../../core/changes/plan/plan-file.ts'
import type { ChangeSelection } from '../../../core/changes/select/selection.ts'
import { whyNot } from '../../../core/changes/select/why-not.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'
import type { PlannedCheckout } from './checkout.ts'
import type { FoundDiff } from './find-diff.ts'
import { placePackages } from './place-packages.ts'
import { select } from './select.ts'

/** What a plan rests on. */
export interface Gathered {
  readonly found: FoundDiff
  readonly checkout: PlannedCheckout
  /** Sorted by project name; every name once. */
  readonly packages: readonly LocalPackage[]
  readonly notes: readonly string[]
}

/** A plan that is made, and what its reader is to be warned of. */
export interface Decided {
  readonly plan: ChangePlan
  readonly selection: ChangeSelection
  readonly warnings: readonly string[]
  /** Whether a package that changed, or all that is selected, is on no leg: then green would say too much. */
  readonly isShort: boolean
  /** How many legs may run at once; 0 for no limit. */
  readonly maxParallel: number
}

/** Decides what is built where: nothing is told or written yet. */
export async function decide({ found, checkout, packages, notes }: Gathered, inputs: Inputs, ports: Ports): Promise<Decided> {
  const graph = packageGraph(packages)
  const { selection, changed, ignored, says } = await select(found, packages, graph, checkout, inputs, ports)
  const { legs, untested, lost, passedOver, idle, maxParallel } = await placePackages(selection, inputs, ports)
  const head = checkout.commit === '' ? inputs.commit : checkout.commit
  const time = head === '' ? 0 : ((await ports.git.timeOf(checkout.top, head)) ?? 0)
  const legOf = legMaker(selection, graph, { head, time, checkout }, inputs)
  const jobs = legs.map(({ leg, cells, item }): ChangeJob => ({ ...legOf(leg, item), cells: Object.fromEntries(cells) }))
  const plan: ChangePlan = {
    base: found.kind === 'known' ? found.base : '',
    head,
    says,
    changed,
    ignored,
    packages: plannedPackages(selection.choices, jobs, whyNot(selection, graph, inputs.changes.indirectDepth)),
    notes: [...notes, ...selection.notes, ...untested, ...passedOver, ...idle],
    unclaimed: selection.unclaimed,
    jobs,
  }
  const isNothing = jobs.length === 0 && selection.choices.some(({ as }) => as !== 'not-selected')
  const warnings = [...(found.kind === 'unknown' ? [says] : []), ...untested, ...(isNothing ? passedOver : []), ...idle]
  return { plan, selection, warnings, isShort: isNothing || lost.length > 0, maxParallel }
}

type LegMaker = (leg: string, packages: Parameters<typeof folderLeg>[1]) => ReturnType<typeof folderLeg>

function legMaker(
  { choices }: ChangeSelection,
  graph: PackageGraph,
  { head, time, checkout }: { readonly head: string; readonly time: number; readonly checkout: PlannedCheckout },
  { changes }: Inputs,
): LegMaker {
  const selected = new Set(choices.filter(({ as }) => as !== 'not-selected').map((one) => one.package.project))
  const folderOf = ({ folder }: LocalPackage): string => checkout.folderOf(folder)
  const shownOf = (one: LocalPackage): string => valueOfKey(one, changes.packageKey)
  const facts = { commit: head, time, folderOf, shownOf, graph, build: changes.localDependencies, selected }
  return (leg, packages) => folderLeg(leg, packages, facts)
}
