import type { Dependency, ExpressionContext } from '../expression.ts'
import type { Result } from '../record.ts'

/** What is left of a stage or job that has ended. */
export interface Ended {
  readonly name: string
  readonly result: Result
  /** As dependents of the same kind see them: `step.variable`, `leg.step.variable`; of a stage `job.` before each. */
  readonly outputs: Readonly<Record<string, string>>
}

interface Node {
  readonly name: string
  readonly dependsOn: readonly string[]
}

/** What came before a node: what it depends on, and all upstream of that as well. */
export interface Before<E extends Ended = Ended> {
  readonly direct: readonly E[]
  readonly all: readonly E[]
}

/** Runs every node once all that it depends on has ended; answers in the order of the nodes. The graph has no cycle. */
export async function walk<N extends Node, E extends Ended>(
  nodes: readonly N[],
  run: (node: N, before: Before<E>) => Promise<E>,
): Promise<readonly E[]> {
  const started = new Map<string, Promise<{ ended: E; all: ReadonlySet<E> }>>()
  const start = (node: N): Promise<{ ended: E; all: ReadonlySet<E> }> => {
    const known = started.get(node.name) ?? visit(node)
    started.set(node.name, known)
    return known
  }
  const visit = async (node: N): Promise<{ ended: E; all: ReadonlySet<E> }> => {
    const before = await Promise.all(nodes.filter((other) => dependsOn(node, other)).map(start))
    const all = new Set(before.flatMap((one) => [...one.all, one.ended]))
    const ended = await run(node, { direct: before.map((one) => one.ended), all: [...all] })
    return { ended, all }
  }
  return (await Promise.all(nodes.map(start))).map(({ ended }) => ended)
}

function dependsOn(node: Node, other: Node): boolean {
  return node.dependsOn.some((name) => name.toLowerCase() === other.name.toLowerCase())
}

/** All that a node comes after, directly or not, in lower case. */
export function upstream(node: Node, nodes: readonly Node[]): ReadonlySet<string> {
  const found = new Set<string>()
  const visit = (names: readonly string[]): void => {
    for (const name of names.map((one) => one.toLowerCase()).filter((one) => !found.has(one))) {
      found.add(name)
      visit(nodes.find((one) => one.name.toLowerCase() === name)?.dependsOn ?? [])
    }
  }
  visit(node.dependsOn)
  return found
}

/** The part of an expression's context that tells of what came before; status functions see direct and indirect dependencies. */
export function contextOf(
  before: Before,
): Pick<ExpressionContext, 'upstream'> & { readonly dependencies: Readonly<Record<string, Dependency>> } {
  return {
    dependencies: Object.fromEntries(before.direct.map((ended) => [ended.name, dependency(ended)])),
    upstream: Object.fromEntries(before.all.map((ended) => [ended.name, serviceResult(ended.result)])),
  }
}

/** A stage or job as expressions see it. */
export function dependency(ended: Ended): Dependency {
  return { result: serviceResult(ended.result), outputs: ended.outputs }
}

/** `Succeeded`, as expressions and people see it; the timeline says `succeeded`. */
export function serviceResult(result: Result): string {
  return result.charAt(0).toUpperCase() + result.slice(1)
}

const WORST: readonly Result[] = ['skipped', 'succeeded', 'succeededWithIssues', 'canceled', 'abandoned', 'failed']

/** The result of a whole from its parts: the worst; skipped only where every part was. */
export function worst(results: readonly Result[]): Result {
  const ranks = results.map((result) => WORST.indexOf(result))
  return WORST[Math.max(...ranks)] ?? 'succeeded'
}

/** Lets at most `limit` pieces of work run at once; 0 is no limit. They start in the order of their calls. */
export function slots(limit: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let free = limit === 0 ? Infinity : limit
  return async (work) => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve))
    else free--
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) free++
      else next()
    }
  }
}
