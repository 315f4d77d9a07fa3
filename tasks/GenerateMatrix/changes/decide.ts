import type { Warmth } from '../../../core/cache/warmth.ts'
import type { LocalPackage } from '../../../core/changes/local-package.ts'
import { packageGraph } from '../../../core/changes/select/package-graph.ts'
import { type ChangePlan, plannedPackages } from '../../../core/changes/plan/plan-file.ts'
import type { ChangeSelection } from '../../../core/changes/select/selection.ts'
import { whyNot } from '../../../core/changes/select/why-not.ts'
import type { Unit } from '../cache/unit.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'
import type { PlannedCheckout } from './checkout.ts'
import type { FoundDiff } from './find-diff.ts'
import { type Counts, makeLegs } from './make-legs.ts'
import { packageUnits } from './package-units.ts'
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
  readonly counts: Counts
  /** What the cache has of all that is planned, in the order of the plan; undefined without one. */
  readonly warmth: ReadonlyMap<Unit, Warmth> | undefined
}

/** Decides what is built where: nothing is told or written yet. */
export async function decide({ found, checkout, packages, notes }: Gathered, inputs: Inputs, ports: Ports): Promise<Decided> {
  const graph = packageGraph(packages)
  const { selection, changed, ignored, says, rules, added } = await select(found, packages, graph, checkout, inputs, ports)
  const unitOf = await packageUnits({ packages, graph, rules, added, checkout }, inputs, ports)
  const placed = await placePackages(selection, inputs, ports, unitOf)
  const { untested, lost, passedOver, idle, maxParallel } = placed
  const head = checkout.commit === '' ? inputs.commit : checkout.commit
  const time = head === '' ? 0 : ((await ports.git.timeOf(checkout.top, head)) ?? 0)
  const { jobs, counts, cached } = makeLegs(placed, { selection, graph, head, time, checkout }, inputs)
  const plan: ChangePlan = {
    base: found.kind === 'known' ? found.base : '',
    head,
    says,
    changed,
    ignored,
    packages: plannedPackages(
      selection.choices,
      jobs,
      whyNot(selection, graph, inputs.cache.isolated ? undefined : inputs.changes.indirectDepth),
      cached?.byProject,
    ),
    notes: [...notes, ...selection.notes, ...untested, ...passedOver, ...idle],
    unclaimed: selection.unclaimed,
    jobs,
    ...cached?.planned,
  }
  const isNothing = placed.legs.length + placed.restored.length === 0 && selection.choices.some(({ as }) => as !== 'not-selected')
  const unsure = found.kind === 'unknown' && inputs.changes.select === 'changed'
  const warnings = [...(unsure ? [says] : []), ...untested, ...(isNothing ? passedOver : []), ...idle]
  return { plan, selection, warnings, isShort: isNothing || lost.length > 0, maxParallel, counts, warmth: cached?.warmth }
}
