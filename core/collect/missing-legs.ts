import { canonical } from '../canonical.ts'
import type { Manifest } from '../build/manifest.ts'
import { normalizeName } from '../python/name.ts'
import type { LegPlan } from './leg-plan.ts'

/** Legs of one plan of which no manifest tells. */
export interface MissingLegs {
  readonly plan: LegPlan
  /** `build.test`; empty where no job worked by that plan. */
  readonly job: string
  /** Or packages, where the job does the plan in other shares. */
  readonly legs: readonly string[]
  /** The legs are in a cache, and no step has restored them. */
  readonly unrestored?: true
  /** A job that may have been meant, but for legs that the plan has not: `build.test` and these. */
  readonly near?: { readonly job: string; readonly legs: readonly string[] }
}

/** A job of the run, with the legs of its matrix that left a manifest. */
interface Job {
  readonly name: string
  readonly legs: Set<string>
  /** Projects and folders that it has built or tried. */
  readonly told: Set<string>
  /** Of the plans that it worked by, where its manifests tell them. */
  readonly digests: Set<string>
}

/**
 * The planned legs that left no manifest. A job is of the plan whose digest its manifests tell or, where they tell none, of one that has all of its legs;
 * several jobs may work by one plan, and each must have left all of its legs; by two plans works only a job whose manifests tell so. Where slices share
 * a plan out, or one job does all of it, its legs are no jobs: what is missing are packages of folders that none of the manifests tells of.
 */
export function missingLegs(plans: readonly LegPlan[], manifests: readonly Manifest[]): MissingLegs[] {
  const jobs = jobsOf(manifests.filter(({ restored }) => restored !== true))
  const byPlan = assign(plans, jobs)
  const built = plans.flatMap((plan): MissingLegs[] => {
    const own = byPlan.get(plan) ?? []
    if (own.length === 0) return plan.legs.length === 0 ? [] : [{ plan, job: '', legs: plan.legs, ...nearest(plan, jobs, byPlan) }]
    return own.flatMap((job) => {
      const legs = isSharedOut(job, plan) ? untold(job, plan) : plan.legs.filter((leg) => !job.legs.has(leg))
      return legs.length === 0 ? [] : [{ plan, job: job.name, legs }]
    })
  })
  return [...built, ...plans.flatMap((plan) => unrestored(plan, manifests))]
}

/** Of what a plan has in a cache each leg must have been restored, by that very plan. */
function unrestored(plan: LegPlan, manifests: readonly Manifest[]): MissingLegs[] {
  const there = new Set(
    manifests.filter(({ restored, planDigest }) => restored === true && planDigest === plan.digest).map(({ leg }) => leg),
  )
  const legs = plan.restores.filter((leg) => !there.has(leg))
  return legs.length === 0 ? [] : [{ plan, job: '', legs, unrestored: true }]
}

/** Of jobs that are of no plan: the plan may have been made anew without a leg, or the job have a matrix of its own. */
function nearest(plan: LegPlan, jobs: readonly Job[], byPlan: ReadonlyMap<LegPlan, Job[]>): Pick<MissingLegs, 'near'> {
  const of = new Set([...byPlan.values()].flat())
  const job = jobs.find((one) => !of.has(one) && one.digests.size === 0 && !isSharedOut(one, plan))
  return job === undefined ? {} : { near: { job: job.name, legs: [...job.legs].filter((leg) => !plan.legs.includes(leg)) } }
}

function jobsOf(manifests: readonly Manifest[]): Job[] {
  const jobs = new Map<string, Job>()
  for (const manifest of manifests) {
    const { buildId, stage, job, leg, planDigest } = manifest
    const key = canonical([buildId, stage, job])
    const one = jobs.get(key) ?? { name: stage === '' ? job : `${stage}.${job}`, legs: new Set(), digests: new Set(), told: new Set() }
    if (leg !== '') one.legs.add(leg)
    if (planDigest !== '') one.digests.add(planDigest)
    for (const text of toldBy(manifest)) one.told.add(text)
    jobs.set(key, one)
  }
  return [...jobs.values()]
}

/** What a job built along for others it does not have to build. */
function toldBy({ files: all, failures, suites = [] }: Manifest): string[] {
  const files = all.filter(({ origin }) => origin !== 'dependency')
  const names = [...files.map(({ project }) => project), ...failures.map((one) => one.package), ...suites.map(({ project }) => project)]
  return [...names.map(normalizeName), ...files.map(({ source }) => source)]
}

/** Jobs for which only one plan is possible have theirs first; of several possible ones a job has that which fewest have and of which it lacks least. */
function assign(plans: readonly LegPlan[], jobs: readonly Job[]): Map<LegPlan, Job[]> {
  const byPlan = new Map<LegPlan, Job[]>(plans.map((plan) => [plan, []]))
  const asked = jobs.flatMap((job) => possiblePlans(job, plans).map((possible) => ({ job, possible })))
  for (const { job, possible } of asked.sort((a, b) => a.possible.length - b.possible.length)) {
    const taken = (plan: LegPlan): number => byPlan.get(plan)?.length ?? 0
    const lacks = (plan: LegPlan): number => plan.legs.filter((leg) => !job.legs.has(leg)).length
    const [best] = [...possible].sort((a, b) => taken(a) - taken(b) || lacks(a) - lacks(b))
    if (best !== undefined) byPlan.get(best)?.push(job)
  }
  return byPlan
}

/** Of each plan that a job's manifests tell those with its bytes; of a job that tells none those that have all of its legs. */
function possiblePlans({ legs, digests }: Job, plans: readonly LegPlan[]): LegPlan[][] {
  if (digests.size > 0) return [...digests].map((digest) => plans.filter((plan) => plan.digest === digest))
  return legs.size === 0 ? [] : [plans.filter((plan) => [...legs].every((leg) => plan.legs.includes(leg)))]
}

/** Only a digest makes such a job one of the plan. */
function isSharedOut({ legs }: Job, plan: LegPlan): boolean {
  return !plan.legs.some((leg) => legs.has(leg))
}

/** A wheel may have another name than its folder has in the plan. A job that tells of no package at all, for it only checks, is asked for none. */
function untold({ told }: Job, { folders }: LegPlan): string[] {
  if (told.size === 0) return []
  return folders.filter(({ name, folder }) => !told.has(normalizeName(name)) && !told.has(folder)).map(({ name }) => name)
}
