import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { holds } from '../../../local-agent/expression.ts'
import { contextOf, type Ended, slots, walk, worst } from '../../../local-agent/server/graph.ts'
import type { Result } from '../../../local-agent/record.ts'

interface Node {
  readonly name: string
  readonly dependsOn: readonly string[]
  readonly condition?: string
  /** What it ends with, if it runs. */
  readonly ends?: Result
}

const node = (name: string, dependsOn: string, more: Omit<Node, 'name' | 'dependsOn'> = {}): Node => ({
  name,
  dependsOn: dependsOn.split(' ').filter((one) => one !== ''),
  ...more,
})

/** Results by name, of nodes that do what their conditions say. */
async function results(nodes: readonly Node[]): Promise<Readonly<Record<string, Result>>> {
  const ended = await walk<Node, Ended>(nodes, ({ name, condition, ends }, before) => {
    const runs = holds(condition ?? 'succeeded()', { ...contextOf(before), variables: () => undefined })
    return Promise.resolve({ name, result: runs ? (ends ?? 'succeeded') : 'skipped', outputs: {} })
  })
  return Object.fromEntries(ended.map(({ name, result }) => [name, result]))
}

describe('graph: what is skipped', () => {
  const rows: readonly (readonly [string, readonly Node[], Readonly<Record<string, Result>>])[] = [
    ['all goes well', [node('a', ''), node('b', 'a')], { a: 'succeeded', b: 'succeeded' }],
    [
      'a failure skips all behind it',
      [node('a', '', { ends: 'failed' }), node('b', 'a'), node('c', 'b')],
      { a: 'failed', b: 'skipped', c: 'skipped' },
    ],
    ['issues skip nothing', [node('a', '', { ends: 'succeededWithIssues' }), node('b', 'a')], { a: 'succeededWithIssues', b: 'succeeded' }],
    [
      'a skip skips all behind it',
      [node('a', '', { condition: 'false' }), node('b', 'a'), node('c', 'b')],
      { a: 'skipped', b: 'skipped', c: 'skipped' },
    ],
    ['a cancellation too', [node('a', '', { ends: 'canceled' }), node('b', 'a')], { a: 'canceled', b: 'skipped' }],
    [
      'one bad dependency is enough',
      [node('a', ''), node('b', '', { ends: 'failed' }), node('c', 'a b')],
      { a: 'succeeded', b: 'failed', c: 'skipped' },
    ],
    ['what does not depend runs', [node('a', '', { ends: 'failed' }), node('b', '')], { a: 'failed', b: 'succeeded' }],
    ['always runs', [node('a', '', { ends: 'failed' }), node('b', 'a', { condition: 'always()' })], { a: 'failed', b: 'succeeded' }],
    [
      'the default sees indirect dependencies as well',
      [node('a', '', { ends: 'failed' }), node('b', 'a', { condition: 'always()' }), node('c', 'b')],
      { a: 'failed', b: 'succeeded', c: 'skipped' },
    ],
    [
      'unless it asks for one by name',
      [node('a', '', { ends: 'failed' }), node('b', 'a', { condition: 'always()' }), node('c', 'b', { condition: "succeeded('b')" })],
      { a: 'failed', b: 'succeeded', c: 'succeeded' },
    ],
    [
      'failed() runs behind a failure',
      [node('a', '', { ends: 'failed' }), node('b', 'a', { condition: 'failed()' })],
      { a: 'failed', b: 'succeeded' },
    ],
    ['and not otherwise', [node('a', ''), node('b', 'a', { condition: 'failed()' })], { a: 'succeeded', b: 'skipped' }],
    [
      'a publish job that also runs when there was nothing to build',
      [
        node('a', '', { condition: 'false' }),
        node('b', 'a', { condition: "and(not(canceled()), in(dependencies.a.result, 'Succeeded', 'Skipped'))" }),
      ],
      { a: 'skipped', b: 'succeeded' },
    ],
    [
      'names ignore case, order of writing does not matter',
      [node('B', 'A'), node('a', '', { ends: 'failed' })],
      { B: 'skipped', a: 'failed' },
    ],
  ]
  for (const [title, nodes, expected] of rows) it(title, async () => assert.deepEqual(await results(nodes), expected))
})

describe('graph: laws', () => {
  const acyclic = fc.array(fc.array(fc.nat(20), { maxLength: 3 }), { minLength: 1, maxLength: 12 }).map((links) =>
    links.map((to, at) =>
      node(
        `n${at}`,
        to
          .filter((other) => other < at)
          .map((other) => `n${other}`)
          .join(' '),
      ),
    ),
  )
  it('each runs once, after all that it depends on', () =>
    fc.assert(
      fc.asyncProperty(acyclic, async (nodes) => {
        const done: string[] = []
        await walk<Node, Ended>(nodes, ({ name, dependsOn }, before) => {
          for (const other of dependsOn) assert.ok(done.includes(other))
          assert.deepEqual(new Set(before.direct.map((one) => one.name)), new Set(dependsOn))
          for (const one of before.direct) assert.ok(before.all.includes(one))
          done.push(name)
          return Promise.resolve({ name, result: 'succeeded', outputs: {} })
        })
        assert.deepEqual([...done].sort(), nodes.map(({ name }) => name).sort())
      }),
    ))
  it('at most so many at once, and all in the end', () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 4 }), fc.array(fc.nat(3), { maxLength: 12 }), async (limit, turns) => {
        const bounded = slots(limit)
        let now = 0
        let most = 0
        const ends = await Promise.all(
          turns.map((count, at) =>
            bounded(async () => {
              most = Math.max(most, ++now)
              for (let turn = 0; turn < count; turn++) await Promise.resolve()
              now--
              return at
            }),
          ),
        )
        assert.deepEqual(ends, [...turns.keys()])
        if (limit > 0) assert.ok(most <= limit)
      }),
    ))
  it('work that fails frees its place', async () => {
    const bounded = slots(1)
    const failed = bounded(() => Promise.reject(new Error('no')))
    const after = bounded(() => Promise.resolve('yes'))
    await assert.rejects(failed)
    assert.equal(await after, 'yes')
  })
})

describe('graph: the result of a whole', () => {
  const rows: readonly (readonly [readonly Result[], Result])[] = [
    [['succeeded', 'succeeded'], 'succeeded'],
    [['skipped', 'skipped'], 'skipped'],
    [['skipped', 'succeeded'], 'succeeded'],
    [['succeeded', 'succeededWithIssues'], 'succeededWithIssues'],
    [['succeededWithIssues', 'failed', 'skipped'], 'failed'],
    [['canceled', 'succeeded'], 'canceled'],
    [['canceled', 'failed'], 'failed'],
    [[], 'succeeded'],
  ]
  for (const [parts, whole] of rows) it(`${parts.join(', ')}: ${whole}`, () => assert.equal(worst(parts), whole))
})
