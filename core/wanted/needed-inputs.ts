import { addTo } from '../add-to.ts'
import { deepDigests } from '../cache/deep-digests.ts'
import { type KeyInput, listValue } from '../cache/fingerprint.ts'
import type { ProjectName } from '../python/name.ts'
import type { Neighbours, Said } from './neighbours.ts'
import type { Target } from './wanted.ts'

/**
 * What stands in the keys of rows for the others that they are built and tested with: `needs <project>`, what these are made of and, at any hand, what they come with. `own` is what
 * one is made of. Undefined is the answer for a row that needs what nobody knows.
 */
export function neededInputs(
  rows: readonly Target[],
  neighbours: Pick<Neighbours, 'firstHand' | 'further'>,
  said: Said,
  own: (target: Target) => string | undefined,
): (row: Target) => readonly KeyInput[] | undefined {
  const firstHand = new Map(rows.map((row) => [row, neighbours.firstHand(row, said)]))
  const further = furtherOf([...firstHand.values()].flat(), (one) => neighbours.further(one, said))
  const furtherBy = (one: Target): readonly Target[] => further.get(one) ?? []
  const owns = new Map([...further.keys()].map((one) => [one, own(one)]))
  const deep = deepDigests([...further.keys()], furtherBy, (one) => owns.get(one) ?? '')
  const unknown = reaching(
    [...further.keys()].filter((one) => owns.get(one) === undefined),
    further,
  )
  return (row) => {
    const needed = firstHand.get(row) ?? []
    if (needed.some((one) => unknown.has(one))) return undefined
    const byProject = new Map<ProjectName, string[]>()
    for (const one of needed) addTo(byProject, one.row.project, deep.get(one) ?? '')
    return [...byProject].map(([project, digests]) => ({ name: `needs ${project}`, value: listValue(digests.sort()) }))
  }
}

/** What is needed at first hand and further on, each with what it needs itself. */
function furtherOf(first: readonly Target[], of: (target: Target) => readonly Target[]): Map<Target, readonly Target[]> {
  const found = new Map<Target, readonly Target[]>()
  for (let left = new Set(first); left.size > 0;) {
    for (const one of left) found.set(one, of(one))
    left = new Set([...left].flatMap((one) => found.get(one) ?? []).filter((one) => !found.has(one)))
  }
  return found
}

/** Those from which one of some can be reached. */
function reaching(some: readonly Target[], further: ReadonlyMap<Target, readonly Target[]>): ReadonlySet<Target> {
  const found = new Set(some)
  for (let before = -1; found.size > 0 && found.size !== before;) {
    before = found.size
    for (const [one, needs] of further) if (needs.some((other) => found.has(other))) found.add(one)
  }
  return found
}
