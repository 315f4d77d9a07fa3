import { combinationKey } from '../../../core/cache/combination.ts'
import type { Warmth } from '../../../core/cache/warmth.ts'
import type { MatrixLeg } from '../../../core/matrix/leg.ts'
import type { Remembered, Standing } from '../../../core/matrix/put-on-legs.ts'
import type { ProjectName } from '../../../core/python/name.ts'
import { judgeUnits } from '../cache/judge-units.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'
import type { UnitOf } from './package-units.ts'

/** What the cache has of packages on combinations of their matrices. */
export interface Judged extends Remembered {
  readonly unitOf: UnitOf
  /** All that were asked about, each once. */
  readonly combinations: readonly MatrixLeg[]
  /** Undefined for what was not asked about. */
  readonly warmthOf: (project: string, on: MatrixLeg) => Warmth | undefined
}

/** Asks the cache for packages on combinations. */
export async function judgePackages(
  asked: readonly (readonly [ProjectName, MatrixLeg])[],
  unitOf: UnitOf,
  inputs: Inputs,
  ports: Ports,
): Promise<Judged> {
  const units = new Set(asked.map(([project, on]) => unitOf(project, on)))
  const warmth = await judgeUnits([...units], inputs, ports)
  const projects = new Map<string, ProjectName>(asked.map(([project]) => [project, project]))
  const warmthOf = (id: string, on: MatrixLeg): Warmth | undefined => {
    const project = projects.get(id)
    return project === undefined ? undefined : warmth.get(unitOf(project, on))
  }
  const standing = (id: string, on: MatrixLeg): Standing => {
    const found = warmthOf(id, on)
    if (found === undefined || found.kind === 'cold') return 'build'
    return inputs.cache.stale.length > 0 ? 'look' : 'restore'
  }
  const combinations = [...new Map([...new Set(asked.map(([, on]) => on))].map((on) => [combinationKey(on), on])).values()]
  return { unitOf, combinations, warmthOf, standing, seconds: (id, on) => warmthOf(id, on)?.seconds }
}
