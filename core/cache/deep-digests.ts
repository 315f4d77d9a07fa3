import { componentsOf } from '../changes/select/components.ts'
import { listValue } from './fingerprint.ts'

/**
 * For each node of a graph one digest of what it holds and of all that it points to, at any hand: it changes with each of them. Nodes of a circle have one digest, of all
 * of them. `own` is what a node holds, its name with it.
 */
export function deepDigests<T>(
  nodes: readonly T[],
  targetsOf: (node: T) => readonly T[],
  own: (node: T) => string,
): ReadonlyMap<T, string> {
  const found = new Map<T, string>()
  for (const circle of componentsOf(nodes, targetsOf)) {
    const within = new Set(circle)
    const outer = circle.flatMap((node) => targetsOf(node)).filter((target) => !within.has(target))
    const below = [...new Set(outer.map((target) => found.get(target) ?? ''))]
    const digest = listValue([listValue(circle.map(own).sort()), ...below.sort()])
    for (const node of circle) found.set(node, digest)
  }
  return found
}
