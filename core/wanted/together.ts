import type { ProjectName } from '../python/name.ts'
import type { Requirement } from '../python/requirement.ts'
import { satisfies } from '../python/satisfies.ts'
import { admits } from '../python/specifier.ts'
import type { WheelName } from '../python/wheel-name.ts'
import type { Target } from './wanted.ts'
import { declaredWheel } from './wish.ts'

/** What must be installed to build a wheel, as far as that is known before. */
export type Needs = (target: Target) => readonly Requirement[]

/**
 * Groups wheels of one leg so that what is needed to build another is in its group: the wheel of a project that it requires, of a version that it
 * admits, which its interpreter can install. Groups, and what is in them, stand in the order of the list. Markers are not judged: they hold.
 */
export function together(targets: readonly Target[], needs: Needs): Target[][] {
  const byProject = new Map<ProjectName, number[]>()
  targets.forEach(({ row }, at) => byProject.set(row.project, [...(byProject.get(row.project) ?? []), at]))
  const first = targets.map((_, at) => at)
  const root = (at: number): number => {
    let top = at
    for (let next = first[top]; next !== undefined && next !== top; next = first[top]) top = next
    return top
  }
  targets.forEach((target, at) => {
    const needed = needs(target).flatMap((one) => (byProject.get(one.project) ?? []).filter((to) => serves(targets[to], target, one)))
    for (const to of needed) {
      const [low = at, high = at] = [root(at), root(to)].sort((a, b) => a - b)
      first[high] = low
    }
  })
  const groups = new Map<number, Target[]>()
  targets.forEach((target, at) => groups.set(root(at), [...(groups.get(root(at)) ?? []), target]))
  return [...groups.values()]
}

/** Those of some wheels that a build of others requires, as far as is known: in their order. */
export function requiredBy(builders: readonly Target[], wheels: readonly Target[], needs: Needs): Target[] {
  const known = builders.map((builder) => ({ builder, requires: needs(builder) }))
  const isRequired = (wheel: Target): boolean =>
    known.some(({ builder, requires }) => requires.some((one) => one.project === wheel.row.project && serves(wheel, builder, one)))
  return wheels.filter(isRequired)
}

/** Whether a wheel is what a build, which is another, requires: of a version that is admitted, and one that the interpreter can install. The project is not judged. */
export function serves(
  needed: Target | undefined,
  builder: Target,
  { specifiers }: Requirement,
  wheelOf: (target: Target) => WheelName = declaredWheel,
): boolean {
  if (needed === undefined || needed === builder || !admits(specifiers, needed.version)) return false
  const { row } = builder
  const wish = { project: needed.row.project, version: needed.version, python: row.python.tag, abi: '', platform: row.platform.tag }
  return isWhichever(row.python.tag) || satisfies(wheelOf(needed), { ...wish, build: 0, pure: true })
}

/** An interpreter that nothing names may be any. */
function isWhichever(tag: string): boolean {
  return tag.startsWith('py')
}
