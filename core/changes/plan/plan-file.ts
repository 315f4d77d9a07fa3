import { addTo } from '../../add-to.ts'
import { canonical, type Json } from '../../canonical.ts'
import { type FolderLeg, folderLegJson } from '../../pipeline/folder-leg.ts'
import type { ProjectName } from '../../python/name.ts'
import type { Choice, Reason } from '../select/selection.ts'
import { reasonText } from './reason-text.ts'

/** plan.json of the mode `changes`: what was decided about every package, and the legs. No time but the commit's and no secret: the same facts give the same bytes. */
export interface ChangePlan {
  /** The commits between which the changes lie; empty when unknown. */
  readonly base: string
  readonly head: string
  /** Where the changes are from, or why they are not known, as a sentence. */
  readonly says: string
  /** How many paths changed, and how many of them count for nothing; 0 where everything is planned, whatever changed. */
  readonly changed: number
  readonly ignored: number
  readonly packages: readonly PlannedPackage[]
  readonly notes: readonly string[]
  readonly unclaimed: readonly string[]
  readonly jobs: readonly ChangeJob[]
  /** What is restored from a cache: by combination the packages that it has whole. Only of a plan with a cache. */
  readonly restores?: readonly ChangeJob[]
  /** What the keys of the jobs are made of (`planKeysJson`). Only of a plan with a cache. */
  readonly keys?: Json
}

/** A package of the repository and what was decided about it. */
export interface PlannedPackage {
  readonly name: string
  readonly folder: string
  /** Empty where only its build would tell. */
  readonly version: string
  readonly selected: Choice['as']
  readonly reason: Reason | undefined
  /** The reason for people. */
  readonly says: string
  /** The legs that build it. */
  readonly legs: readonly string[]
  /** What a cache has of it, by combination; only of a plan with one. */
  readonly cache?: readonly CachedLeg[]
}

/** What a cache has of a package on one combination. */
export interface CachedLeg {
  /** The job that builds it, or looks whether it is stale; or the leg under which it is restored. */
  readonly leg: string
  /** `look`: it is there, and its job looks whether it is stale. `failed`: it is there, and came to nothing. */
  readonly state: 'cold' | 'look' | 'warm' | 'failed'
  /** Why it is cold, as a clause; else empty. */
  readonly because: string
  /** What a build took; undefined where that is not known. */
  readonly seconds: number | undefined
}

/** A leg, whose packages are none where its matrix goes out once. */
export interface ChangeJob extends FolderLeg {
  readonly cells: Readonly<Record<string, string>>
}

/** What was decided about packages, with the legs that build each; `whyNot` says more of those that are not selected, `cached` what a cache has of them. */
export function plannedPackages(
  choices: readonly Choice[],
  jobs: readonly ChangeJob[],
  whyNot: ReadonlyMap<ProjectName, string> = new Map(),
  cached?: ReadonlyMap<ProjectName, readonly CachedLeg[]>,
): PlannedPackage[] {
  const legs = new Map<string, string[]>()
  for (const { leg, packages } of jobs) for (const { name } of packages) addTo(legs, name, leg)
  return choices.map((choice) => ({
    name: choice.package.name,
    folder: choice.package.folder,
    version: choice.package.version?.text ?? '',
    selected: choice.as,
    reason: choice.reason,
    says: whyNot.get(choice.package.project) ?? reasonText(choice),
    legs: legs.get(choice.package.name) ?? [],
    ...(cached === undefined ? {} : { cache: cached.get(choice.package.project) ?? [] }),
  }))
}

/** The bytes of plan.json; their SHA-256 is the plan's digest. */
export function formatChangePlan({ packages, notes, unclaimed, jobs, restores, ...facts }: ChangePlan): string {
  const plan = {
    version: 1,
    kind: 'changes',
    ...facts,
    packages: packages.map(packageJson),
    notes: [...notes],
    unclaimed: [...unclaimed],
    jobs: jobs.map(jobJson),
    restores: restores?.map(jobJson),
  }
  return `${canonical(plan)}\n`
}

function jobJson(job: ChangeJob): Json {
  return { ...folderLegJson(job), cells: { ...job.cells } }
}

function packageJson({ reason, legs, cache, ...rest }: PlannedPackage): Json {
  const told = cache?.map((one) => ({ ...one }))
  return { ...rest, legs: [...legs], reason: reason === undefined ? undefined : { ...reason }, cache: told }
}
