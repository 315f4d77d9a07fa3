import { addTo } from '../add-to.ts'
import type { BuildSystem } from '../build/build-system.ts'
import type { ProjectName } from '../python/name.ts'
import { parseRequirement, type Requirement } from '../python/requirement.ts'
import type { WheelName } from '../python/wheel-name.ts'
import { cover } from './cover.ts'
import type { Decision } from './decision.ts'
import { identityOf } from './platforms.ts'
import { serves } from './together.ts'
import type { Target } from './wanted.ts'
import { declaredWheel } from './wish.ts'

/** What the source of a row says that it requires; nothing where it was not read. */
export type Said = (target: Target) => Pick<BuildSystem, 'dependencies' | 'requires'>

/**
 * The rows of a plan that a leg would have if nothing were there yet: whether a row is in the index, restored or built tonight makes no difference for those that are built
 * with it. What another row would stand for is not among them.
 */
export function standingRows(decisions: readonly Decision[]): Target[] {
  const builds = decisions.flatMap((one) => {
    const target = one.kind === 'skip' ? one.meant : one.kind === 'error' ? undefined : one.target
    return target === undefined ? [] : [{ kind: 'build', row: target.row, target, why: 'absent', by: '' } as const]
  })
  const covered = cover(builds)
  return builds.filter((_, at) => covered[at]?.kind === 'build').map(({ target }) => target)
}

/** Rows by the leg that they are of: each is built and tested with those of other projects that it requires. */
export class Neighbours {
  private readonly legs = new Map<string, Map<ProjectName, Target[]>>()
  private readonly wheels = new Map<Target, WheelName>()

  constructor(rows: readonly Target[]) {
    for (const one of rows) {
      const id = identityOf(one.row.platform)
      const leg = this.legs.get(id) ?? new Map<ProjectName, Target[]>()
      addTo(leg, one.row.project, one)
      this.legs.set(id, leg)
    }
  }

  /** Whether its leg has rows of other projects: without any nothing has to be known of its source. */
  hasAny({ row }: Target): boolean {
    return (this.legOf(row)?.size ?? 0) > 1
  }

  /** What a row is built with, depends on, and is tested with. */
  firstHand(target: Target, said: Said): Target[] {
    const tests = target.making.recipe.test_requires.flatMap((line) => parseRequirement(line) ?? [])
    return this.serving(target, [...requirementsOf(target, said), ...tests])
  }

  /** What of that comes with it to those that are built with it. */
  further(target: Target, said: Said): Target[] {
    return this.serving(target, requirementsOf(target, said))
  }

  private serving(target: Target, requirements: readonly Requirement[]): Target[] {
    const leg = this.legOf(target.row)
    const others = requirements.filter(({ project }) => project !== target.row.project)
    return [...new Set(others.flatMap((one) => (leg?.get(one.project) ?? []).filter((other) => serves(other, target, one, this.wheelOf))))]
  }

  /** Each is put together once: rows are asked for by many. */
  private readonly wheelOf = (target: Target): WheelName => {
    const wheel = this.wheels.get(target) ?? declaredWheel(target)
    this.wheels.set(target, wheel)
    return wheel
  }

  private legOf({ platform }: Target['row']): ReadonlyMap<ProjectName, readonly Target[]> | undefined {
    return this.legs.get(identityOf(platform))
  }
}

function requirementsOf(target: Target, said: Said): Requirement[] {
  const { requires, dependencies } = said(target)
  return [...requires, ...dependencies]
}
