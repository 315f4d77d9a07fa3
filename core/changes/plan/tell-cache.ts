import { roughTime, timeSaved } from '../../cache/time-saved.ts'
import { counted } from '../../counted.ts'
import { few } from '../../few.ts'
import type { LogGroup } from '../../log-group.ts'
import type { CachedLeg, ChangePlan, PlannedPackage } from './plan-file.ts'

/** A package on a leg, and what the cache has of it. */
interface Told extends CachedLeg {
  readonly name: string
}

/** What a plan tells of a cache: `jobs` have something to do, `restores` have not; and what `cacheStatus` leaves out. */
interface Sorted {
  readonly cold: readonly Told[]
  readonly looked: readonly Told[]
  readonly restored: readonly Told[]
  readonly coldLeft: readonly Told[]
  readonly warmLeft: readonly Told[]
}

function sortOut({ packages, jobs, restores = [] }: ChangePlan): Sorted {
  const all = packages.flatMap(({ name, cache = [] }) => cache.map((one): Told => ({ name, ...one })))
  const [inJobs, inRestores] = [new Set(jobs.map(({ leg }) => leg)), new Set(restores.map(({ leg }) => leg))]
  const ofJobs = all.filter(({ state }) => state === 'cold' || state === 'look')
  const kept = all.filter(({ state }) => state === 'warm' || state === 'failed')
  const planned = ofJobs.filter(({ leg }) => inJobs.has(leg))
  const left = ofJobs.filter(({ leg }) => !inJobs.has(leg))
  return {
    cold: planned.filter(({ state }) => state === 'cold'),
    looked: planned.filter(({ state }) => state === 'look'),
    restored: kept.filter(({ leg }) => inRestores.has(leg)),
    coldLeft: left.filter(({ state }) => state === 'cold'),
    warmLeft: [...left.filter(({ state }) => state === 'look'), ...kept.filter(({ leg }) => !inRestores.has(leg))],
  }
}

/** What a plan comes to by its cache, as clauses: `7 to restore from the cache, about 4 min saved`; none without one. */
export function cacheClauses(plan: ChangePlan): string[] {
  const { looked, restored, coldLeft, warmLeft } = sortOut(plan)
  const saved = timeSaved(restored.map(({ seconds }) => seconds))
  return [
    ...(looked.length === 0 ? [] : [`${looked.length} in the cache, unless their jobs find them stale`]),
    ...(restored.length === 0 ? [] : [`${restored.length} to restore from the cache${saved === '' ? '' : `, ${saved}`}`]),
    ...(warmLeft.length === 0 ? [] : [`${warmLeft.length} in the cache, not planned`]),
    ...(coldLeft.length === 0 ? [] : [`${coldLeft.length} not in the cache, not planned`]),
  ]
}

/** What of a plan is cold, and why; what is restored, by leg; and what is left out. */
export function cacheGroups(plan: ChangePlan): LogGroup[] {
  const { cold, looked, restored, coldLeft, warmLeft } = sortOut(plan)
  const group = (title: string, told: readonly Told[], line: (one: Told) => string): LogGroup => ({ title, lines: told.map(line) })
  const builds = (some: readonly Told[]): string => counted(some.length, 'build')
  const legs = (plan.restores ?? []).map(({ leg }) => ({ leg, told: restored.filter((one) => one.leg === leg) }))
  return [
    group(`Not in the cache: ${builds(cold)}`, cold, coldLine),
    group(`In the cache, unless their jobs find them stale: ${builds(looked)}`, looked, warmLine),
    ...legs.map(({ leg, told }) => group(`${leg}, from the cache: ${counted(told.length, 'package')}`, told, nameLine)),
    group(`In the cache, and not planned: ${builds(warmLeft)}`, warmLeft, warmLine),
    group(`Not in the cache, and not planned: ${builds(coldLeft)}`, coldLeft, coldLine),
  ]
}

function coldLine({ name, leg, because }: Told): string {
  return `${name} on ${leg}: ${because}`
}

function warmLine(one: Told): string {
  return `${one.name} on ${one.leg}${moreOf(one)}`
}

function nameLine(one: Told): string {
  return `${one.name}${moreOf(one)}`
}

function moreOf({ state, seconds }: Told): string {
  const time = roughTime(seconds ?? 0)
  return `${time === '' ? '' : `, built in ${time}`}${state === 'failed' ? ', which came to nothing' : ''}`
}

/** What the cache has of a package, in short: `2 cold: pyproject.toml changed; 3 in the cache`. */
export function cacheCell({ cache = [] }: PlannedPackage): string {
  const cold = cache.filter(({ state }) => state === 'cold')
  const [warm, failed] = [
    cache.filter(({ state }) => state === 'warm' || state === 'look'),
    cache.filter(({ state }) => state === 'failed'),
  ]
  const why = few([...new Set(cold.map(({ because }) => because))], 1, '; ')
  return [
    ...(cold.length === 0 ? [] : [`${cold.length} cold: ${why}`]),
    ...(warm.length === 0 ? [] : [`${warm.length} in the cache`]),
    ...(failed.length === 0 ? [] : [`${failed.length} in the cache that came to nothing`]),
  ].join('; ')
}
