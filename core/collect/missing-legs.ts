import { canonical } from '../canonical.ts'
import type { Manifest } from '../build/manifest.ts'
import type { LegPlan } from './leg-plan.ts'

/** Legs of one plan of which no manifest tells. */
export interface MissingLegs {
  readonly plan: LegPlan
  /** `build.test`; empty where no job worked by that plan. */
  readonly job: string
  readonly legs: readonly string[]
}

/** A job of the run, with the legs of its matrix that left a manifest. */
interface Job {
  readonly name: string
  readonly legs: Set<string>
  /** Of the plans that it worked by, where its manifests tell them. */
  readonly digests: Set<string>
}

/**
 * The planned legs that left no manifest. A job is of the plan whose digest its manifests tell or, where they tell none, of one that has all of its legs;
 * several jobs may work by one plan, and each must have left all of its legs, but no job works by two. Where slices share a plan out, or one
 * job does all of it, its legs are no jobs, and nothing is missing.
 */
export function missingLegs(plans: readonly LegPlan[], manifests: readonly Manifest[]): MissingLegs[] {
  const jobs = jobsOf(manifests)
  const byPlan = assign(plans, jobs)
  return plans.flatMap((plan) => {
    const own = byPlan.get(plan) ?? []
    if (own.length === 0) return plan.legs.length === 0 ? [] : [{ plan, job: '', legs: plan.legs }]
    return own.flatMap((job) => {
      const legs = isSharedOut(job, plan) ? [] : plan.legs.filter((leg) => !job.legs.has(leg))
      return legs.length === 0 ? [] : [{ plan, job: job.name, legs }]
    })
  })
}

function jobsOf(manifests: readonly Manifest[]): Job[] {
  const jobs = new Map<string, Job>()
  for (const { buildId, stage, job, leg, planDigest } of manifests) {
    const key = canonical([buildId, stage, job])
    const one = jobs.get(key) ?? { name: stage === '' ? job : `${stage}.${job}`, legs: new Set(), digests: new Set() }
    if (leg !== '') one.legs.add(leg)
    if (planDigest !== '') one.digests.add(planDigest)
    jobs.set(key, one)
  }
  return [...jobs.values()]
}

/** Jobs for which only one plan is possible have theirs first; of several possible ones a job has that which fewest have and of which it lacks least. */
function assign(plans: readonly LegPlan[], jobs: readonly Job[]): Map<LegPlan, Job[]> {
  const byPlan = new Map<LegPlan, Job[]>(plans.map((plan) => [plan, []]))
  const asked = jobs.map((job) => ({ job, possible: plans.filter((plan) => isPossible(job, plan)) }))
  for (const { job, possible } of asked.sort((a, b) => a.possible.length - b.possible.length)) {
    const taken = (plan: LegPlan): number => byPlan.get(plan)?.length ?? 0
    const lacks = (plan: LegPlan): number => plan.legs.filter((leg) => !job.legs.has(leg)).length
    const [best] = [...possible].sort((a, b) => taken(a) - taken(b) || lacks(a) - lacks(b))
    if (best !== undefined) byPlan.get(best)?.push(job)
  }
  return byPlan
}

function isPossible({ legs, digests }: Job, plan: LegPlan): boolean {
  if (digests.size > 0) return digests.has(plan.digest)
  return legs.size > 0 && [...legs].every((leg) => plan.legs.includes(leg))
}

/** Only a digest makes such a job one of the plan. */
function isSharedOut({ legs }: Job, plan: LegPlan): boolean {
  return !plan.legs.some((leg) => legs.has(leg))
}
