import assert from 'node:assert/strict'
import fc from 'fast-check'
import { componentsOf } from '../../../../core/changes/select/components.ts'

type Edges = Readonly<Record<string, readonly string[]>>

const found = (nodes: string[], edges: Edges): string[] =>
  componentsOf(nodes, (node) => edges[node] ?? []).map((one) => one.toSorted().join(''))

describe('componentsOf', () => {
  const table: [why: string, nodes: string[], edges: Edges, expected: string[]][] = [
    ['nothing', [], {}, []],
    ['nodes without edges, as given', ['b', 'a'], {}, ['b', 'a']],
    ['targets first', ['a', 'b', 'c'], { a: ['b'], b: ['c'] }, ['c', 'b', 'a']],
    ['a node that points to itself', ['a'], { a: ['a'] }, ['a']],
    ['a circle', ['a', 'b', 'c', 'd'], { a: ['b'], b: ['c'], c: ['b', 'd'] }, ['d', 'bc', 'a']],
    ['two circles', ['a', 'b', 'c', 'd'], { a: ['b'], b: ['a', 'c'], c: ['d'], d: ['c'] }, ['cd', 'ab']],
    ['a diamond', ['a', 'b', 'c', 'd'], { a: ['b', 'c'], b: ['d'], c: ['d'] }, ['d', 'b', 'c', 'a']],
    ['circles in circles', ['a', 'b', 'c'], { a: ['b'], b: ['a', 'c'], c: ['b'] }, ['abc']],
  ]
  for (const [why, nodes, edges, expected] of table) it(why, () => assert.deepEqual(found(nodes, edges), expected))

  it('follows a chain of 100,000', () => {
    const nodes = Array.from({ length: 100_000 }, (_, at) => at)
    assert.deepEqual(componentsOf(nodes, (at) => (at + 1 < nodes.length ? [at + 1] : [])).length, nodes.length)
  })

  const graph = fc
    .integer({ min: 1, max: 12 })
    .chain((size) => fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 30 }).map((edges) => ({ size, edges })))
  it('puts together exactly what reaches each other, and the rest in order', () =>
    fc.assert(
      fc.property(graph, ({ size, edges }) => {
        const nodes = Array.from({ length: size }, (_, at) => at)
        const reach = nodes.map((from) => reachable(from, edges))
        const components = componentsOf(nodes, (node) => edges.filter(([from]) => from === node).map(([, to]) => to))
        assert.deepEqual(
          components.flat().toSorted((x, y) => x - y),
          nodes,
        )
        const place = new Map(components.flatMap((component, at) => component.map((node) => [node, at] as const)))
        for (const x of nodes)
          for (const y of nodes) {
            const isSame = x === y || (reach[x]?.has(y) === true && reach[y]?.has(x) === true)
            assert.equal(place.get(x) === place.get(y), isSame)
            if (reach[x]?.has(y) === true) assert.ok((place.get(y) ?? 0) <= (place.get(x) ?? 0))
          }
      }),
    ))
})

function reachable(from: number, edges: readonly (readonly [number, number])[]): Set<number> {
  const found = new Set([from])
  for (const node of found) for (const [start, end] of edges) if (start === node) found.add(end)
  return found
}
