import type { Keyed } from '../../../core/cache/plan-keys.ts'
import type { Warmth } from '../../../core/cache/warmth.ts'
import type { Decision } from '../../../core/wanted/decision.ts'
import { type Judged, withCache } from '../../../core/wanted/warm.ts'
import { judgeUnits } from '../cache/judge-units.ts'
import { refOf, type Unit } from '../cache/unit.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'
import type { ReadSources } from './needs.ts'
import { rowUnits } from './row-units.ts'

/** What is decided once a cache was asked. */
export interface Asked {
  readonly decisions: readonly Decision[]
  readonly warmth: ReadonlyMap<Unit, Warmth>
  /** What jobs are going to build; undefined without a cache. */
  readonly keyed: readonly Keyed[] | undefined
}

/** Asks the cache of the inputs for what would be built; without one everything is as it was. */
export async function askCache(decisions: readonly Decision[], read: ReadSources, inputs: Inputs, ports: Ports): Promise<Asked> {
  if (inputs.cache.store === undefined) return { decisions, warmth: new Map(), keyed: undefined }
  const units = await rowUnits(decisions, read, inputs, ports)
  const warmth = await judgeUnits([...units.values()], inputs, ports)
  const judged = [...units].flatMap(([decision, unit]): [Decision, Judged][] => {
    const found = warmth.get(unit)
    return found === undefined ? [] : [[decision, { ref: refOf(unit, inputs), warmth: found }]]
  })
  const decided = withCache(decisions, new Map(judged))
  const isBuilt = (_: unknown, at: number): boolean => decided[at]?.kind === 'build'
  const built = decisions.filter(isBuilt).flatMap((one) => units.get(one) ?? [])
  return { decisions: decided, warmth, keyed: built }
}
