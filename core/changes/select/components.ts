/** A node on the way down, and which of its targets come next. */
interface Visit<T> {
  readonly node: T
  readonly targets: readonly T[]
  next: number
}

/**
 * The strongly connected components of a graph, each after all that its nodes point to; in the order in which the nodes are given where that
 * leaves it open (R. Tarjan, "Depth-first search and linear graph algorithms", 1972; without recursion, for chains are long).
 */
export function componentsOf<T>(nodes: readonly T[], targetsOf: (node: T) => readonly T[]): T[][] {
  const index = new Map<T, number>()
  const lowest = new Map<T, number>()
  const open: T[] = []
  const isOpen = new Set<T>()
  const found: T[][] = []
  const path: Visit<T>[] = []

  const enter = (node: T): void => {
    index.set(node, index.size)
    lowest.set(node, index.size - 1)
    open.push(node)
    isOpen.add(node)
    path.push({ node, targets: targetsOf(node), next: 0 })
  }
  const lower = (node: T, to: number | undefined): void => {
    lowest.set(node, Math.min(lowest.get(node) ?? 0, to ?? Infinity))
  }
  const leave = (node: T): void => {
    path.pop()
    const above = path.at(-1)
    if (above !== undefined) lower(above.node, lowest.get(node))
    if (lowest.get(node) !== index.get(node)) return
    const component = open.splice(open.lastIndexOf(node))
    for (const one of component) isOpen.delete(one)
    found.push(component)
  }
  const step = ({ node, targets }: Visit<T>, target: T | undefined): void => {
    if (target === undefined || targets.length === 0) leave(node)
    else if (!index.has(target)) enter(target)
    else if (isOpen.has(target)) lower(node, index.get(target))
  }

  for (const node of nodes) {
    if (!index.has(node)) enter(node)
    for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) step(visit, visit.targets[visit.next++])
  }
  return found
}
