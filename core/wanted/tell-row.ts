import { roughTime } from '../cache/time-saved.ts'
import type { BuildReason, Decision, SkipReason } from './decision.ts'

const builds: Readonly<Record<BuildReason, (by: string) => string>> = {
  absent: () => 'not in the index yet',
  'build-tag': (by) => `asked for with a higher build tag than ${by} has`,
  forced: (by) => `forced, though ${by} is there`,
  'no-store': () => 'no store was given to look into',
  cold: (by) => `not in the cache, since ${by}`,
  'stale-when': () => 'in the cache; its job looks whether it is stale',
}

const skips: Readonly<Record<SkipReason, (by: string) => string>> = {
  'requires-python': (by) => `not made for this Python: ${by}`,
  'no-sdist': (by) => `nothing to build from: ${by}`,
  'in-index': (by) => `already in the index as ${by}`,
  withdrawn: (by) =>
    `withdrawn from the index: ${by} was yanked or deleted, and its name is not used again; a recipe with a higher build number makes it anew`,
  upstream: (by) => `already upstream as ${by}`,
  covered: (by) => `covered by the wheel for ${by}`,
}

const drifts: Readonly<Partial<Record<SkipReason, string>>> = {
  'in-index': '; its recipe has changed since, and one with a higher build number makes it anew',
  covered: ', by the recipe of that row; this row has another, which is not used',
}

/** The reason of a decision for people, to be read after the row's title and a colon. */
export function saysOf(decision: Decision): string {
  if (decision.kind === 'error') return decision.problem.text
  if (decision.kind === 'restore') return saysOfRestore(decision)
  if (decision.kind === 'build') return builds[decision.why](decision.by)
  return `${skips[decision.why](decision.by)}${decision.recipe === undefined ? '' : (drifts[decision.why] ?? '')}`
}

function saysOfRestore({ why, cached: { seconds } }: Extract<Decision, { kind: 'restore' }>): string {
  if (why === 'failed') return 'in the cache; it failed, and that is told again'
  const time = roughTime(seconds ?? 0)
  return time === '' ? 'in the cache' : `in the cache; its build took ${time}`
}

/** The reason's word, as plan.json has it. */
export function whyOf(decision: Decision): string {
  if (decision.kind === 'error') return decision.problem.code
  return decision.kind === 'skip' && decision.recipe === 'differs' ? `${decision.why}, recipe differs` : decision.why
}
