import { combinationKey } from '../../../core/cache/combination.ts'
import { planKeysJson } from '../../../core/cache/plan-keys.ts'
import type { Warmth } from '../../../core/cache/warmth.ts'
import { valueOfKey } from '../../../core/changes/azure-sdk/package-key.ts'
import type { LocalPackage } from '../../../core/changes/local-package.ts'
import { cachedLegs, type OnLeg } from '../../../core/changes/plan/cached-legs.ts'
import { folderLeg, type LegFacts } from '../../../core/changes/plan/legs.ts'
import type { CachedLeg, ChangeJob, ChangePlan } from '../../../core/changes/plan/plan-file.ts'
import type { PackageGraph } from '../../../core/changes/select/package-graph.ts'
import type { ChangeSelection } from '../../../core/changes/select/selection.ts'
import type { MatrixLeg } from '../../../core/matrix/leg.ts'
import { type NamedLeg, nameMatrixLegs } from '../../../core/matrix/name-legs.ts'
import type { CacheRef } from '../../../core/pipeline/cache-ref.ts'
import type { ProjectName } from '../../../core/python/name.ts'
import { refOf, type Unit } from '../cache/unit.ts'
import type { Inputs } from '../inputs.ts'
import type { PlannedCheckout } from './checkout.ts'
import type { Judged } from './judge-packages.ts'
import { builtLocals } from './package-units.ts'
import type { LegPackages, PlacedPackages } from './place-packages.ts'

/** What legs are made of besides what is placed on them. */
export interface LegSources {
  readonly selection: ChangeSelection
  readonly graph: PackageGraph
  readonly head: string
  readonly time: number
  readonly checkout: PlannedCheckout
}

/** The jobs of a plan, and what it has of a cache: no more of both than `cacheStatus` asks for. */
export interface MadeLegs {
  readonly jobs: readonly ChangeJob[]
  readonly counts: Counts
  /** Undefined without a cache. */
  readonly cached: CachedPlan | undefined
}

/** How much is to be built, or looked at by a job, and how much is in the cache: whatever `cacheStatus` asks for. */
export interface Counts {
  readonly cold: number
  readonly warm: number
}

/** What a plan has of a cache. */
export interface CachedPlan {
  readonly byProject: ReadonlyMap<ProjectName, readonly CachedLeg[]>
  readonly planned: Required<Pick<ChangePlan, 'keys' | 'restores'>>
  /** Of all that is planned, in its order. */
  readonly warmth: ReadonlyMap<Unit, Warmth>
}

/** Makes legs of what is placed on them. */
export function makeLegs(placed: PlacedPackages, sources: LegSources, inputs: Inputs): MadeLegs {
  const { legs, judged } = placed
  const used = new Set<Unit>()
  const make = legMaker(sources, judged, used, inputs)
  const planned = inputs.cache.status === 'warm' ? [] : legs
  const jobs = planned.map((one) => make(one, builtLocals(inputs)))
  const cold = countOf(legs)
  if (judged === undefined) return { jobs, counts: { cold, warm: 0 }, cached: undefined }
  // Of jobs alone, so before restores are made: an entry tells its inputs itself.
  const keys = planKeysJson([...used])
  const restored = restoredLegs(placed, judged)
  const restores = inputs.cache.status === 'cold' ? [] : restored.map((one) => make(one, 'none'))
  const units = [...unitsOn(legs, true, judged), ...unitsOn(restored, false, judged)]
  const warmth = new Map(units.flatMap((one) => (one.warmth === undefined ? [] : [[one.unit, one.warmth]])))
  return { jobs, counts: { cold, warm: countOf(restored) }, cached: { byProject: cachedLegs(units), planned: { restores, keys }, warmth } }
}

function countOf(legs: readonly PlacedLeg[]): number {
  return legs.reduce((sum, { item }) => sum + item.projects.length, 0)
}

type PlacedLeg = NamedLeg<LegPackages>

/** By combination what is restored there. A name is the same whatever else is restored. */
function restoredLegs({ restored }: PlacedPackages, { combinations }: Judged): PlacedLeg[] {
  const projects = new Map<string, Set<ProjectName>>()
  for (const { project, on } of restored) {
    const key = combinationKey(on)
    projects.set(key, (projects.get(key) ?? new Set()).add(project))
  }
  const named = nameMatrixLegs(
    combinations.map((on) => ({ ...on, suffix: '', item: on })),
    () => undefined,
  )
  return named.flatMap(({ leg, cells, item: on }): PlacedLeg[] => {
    const some = projects.get(combinationKey(on))
    return some === undefined ? [] : [{ leg, cells, item: { projects: [...some], on } }]
  })
}

function unitsOn(legs: readonly PlacedLeg[], isJob: boolean, { unitOf, warmthOf }: Judged): (OnLeg & { readonly unit: Unit })[] {
  return legs.flatMap(({ leg, item: { projects, on } }) =>
    projects.map((project) => ({ project, leg, isJob, unit: unitOf(project, on), warmth: warmthOf(project, on) })),
  )
}

type LegMaker = (leg: PlacedLeg, build: LegFacts['build']) => ChangeJob

function legMaker(
  { selection, graph, head, time, checkout }: LegSources,
  judged: Judged | undefined,
  used: Set<Unit>,
  inputs: Inputs,
): LegMaker {
  const selected = new Set(selection.choices.filter(({ as }) => as !== 'not-selected').map((one) => one.package.project))
  const folderOf = ({ folder }: LocalPackage): string => checkout.folderOf(folder)
  const shownOf = (one: LocalPackage): string => valueOfKey(one, inputs.changes.packageKey)
  const facts = { commit: head, time, folderOf, shownOf, graph, selected }
  const cacheOf =
    ({ unitOf }: Judged, on: MatrixLeg) =>
    (project: ProjectName): CacheRef => {
      const unit = unitOf(project, on)
      used.add(unit)
      return refOf(unit, inputs)
    }
  return ({ leg, cells, item: { projects, on } }, build) => {
    const cache = judged === undefined ? {} : { cacheOf: cacheOf(judged, on) }
    return { ...folderLeg(leg, projects, { ...facts, build, ...cache }), cells: Object.fromEntries(cells) }
  }
}
