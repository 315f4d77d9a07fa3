import type { Warmth } from '../../../core/cache/warmth.ts'
import type { Outcome } from '../../../core/outcome.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'
import type { Unit } from './unit.ts'

/** How a step ends that leaves no plan: one that only lists, and one that fails since something is cold; undefined where a plan is left. */
export async function withoutPlan(
  _warmth: ReadonlyMap<Unit, Warmth>,
  _inputs: Pick<Inputs, 'cache'>,
  _ports: Pick<Ports, 'log'>,
): Promise<Outcome | undefined> {
  return await Promise.resolve(undefined)
}
