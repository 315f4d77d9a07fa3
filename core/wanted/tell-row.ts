import type { BuildReason, Decision, SkipReason } from './decision.ts'

const builds: Readonly<Record<BuildReason, (by: string) => string>> = {
  absent: () => 'not in the index yet',
  forced: (by) => `forced, though ${by} is there`,
  'no-store': () => 'no store was given to look into',
}

const skips: Readonly<Record<SkipReason, (by: string) => string>> = {
  'requires-python': (by) => `not made for this Python: ${by}`,
  'no-sdist': (by) => `nothing to build from: ${by}`,
  'in-index': (by) => `already in the index as ${by}`,
  withdrawn: (by) => `withdrawn from the index: ${by} was yanked or deleted, and its name is not used again`,
  upstream: (by) => `already upstream as ${by}`,
  covered: (by) => `covered by the wheel for ${by}`,
}

/** The reason of a decision for people, to be read after the row's title and a colon. */
export function saysOf(decision: Decision): string {
  if (decision.kind === 'error') return decision.problem.text
  return decision.kind === 'build' ? builds[decision.why](decision.by) : skips[decision.why](decision.by)
}
