import assert from 'node:assert/strict'
import fc from 'fast-check'
import { deepDigests } from '../../../core/cache/deep-digests.ts'

type Graph = Readonly<Record<string, string>>

/** `a: 'bc'` points to b and c; what a node holds is its name, but for what is given. */
function digests(graph: Graph, own: Graph = {}): ReadonlyMap<string, string> {
  return deepDigests(
    Object.keys(graph),
    (node) => (graph[node] ?? '').split(''),
    (node) => own[node] ?? node,
  )
}

describe('deepDigests', () => {
  const changedBy = (graph: Graph, node: string): string => {
    const [was, is] = [digests(graph), digests(graph, { [node]: 'other' })]
    return Object.keys(graph)
      .filter((one) => was.get(one) !== is.get(one))
      .join('')
  }
  const table: [why: string, graph: Graph, node: string, changed: string][] = [
    ['a node alone', { a: '', b: '' }, 'a', 'a'],
    ['those that lead to it, at any hand', { a: 'b', b: 'c', c: '', d: 'a', e: '' }, 'c', 'abcd'],
    ['nothing that it leads to', { a: 'b', b: '' }, 'a', 'a'],
    ['a circle whole, and what leads there', { a: 'b', b: 'c', c: 'b', d: '' }, 'c', 'abc'],
    ['a node that points to itself', { a: 'a', b: 'a' }, 'a', 'ab'],
  ]
  for (const [why, graph, node, changed] of table) it(`changes ${why}`, () => assert.equal(changedBy(graph, node), changed))

  it('tells what is needed twice from what is needed once, and one need from another', () => {
    const [one, two] = [digests({ a: 'bc', b: 'd', c: '', d: '' }), digests({ a: 'bc', b: 'd', c: 'd', d: '' })]
    assert.notEqual(one.get('a'), two.get('a'))
    assert.notEqual(digests({ a: 'b', b: '', c: '' }).get('a'), digests({ a: 'c', b: '', c: '' }).get('a'))
  })

  it('is of no order, and has all that can be reached, for any graph', () => {
    const nodes = ['a', 'b', 'c', 'd', 'e', 'f']
    const graph = fc
      .tuple(...nodes.map(() => fc.subarray(nodes)))
      .map((all) => Object.fromEntries(nodes.map((node, at) => [node, (all[at] ?? []).join('')])))
    fc.assert(
      fc.property(graph, fc.constantFrom(...nodes), (any, changed) => {
        const turned = Object.fromEntries(
          Object.entries(any)
            .toReversed()
            .map(([node, to]) => [node, to.split('').toReversed().join('')]),
        )
        assert.deepEqual(digests(turned), digests(any))
        const reaching = new Set(changed)
        for (const node of reaching) for (const by of nodes) if (any[by]?.includes(node) === true) reaching.add(by)
        assert.equal(changedBy(any, changed), nodes.filter((node) => reaching.has(node)).join(''))
      }),
      { numRuns: 200 },
    )
  })

  it('follows a chain of a hundred thousand', () => {
    const nodes = Array.from({ length: 100_000 }, (_, at) => at)
    const found = deepDigests(nodes, (at) => (at + 1 < nodes.length ? [at + 1] : []), String)
    assert.equal(new Set(found.values()).size, nodes.length)
  })
})
