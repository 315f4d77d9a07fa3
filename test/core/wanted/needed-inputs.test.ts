import assert from 'node:assert/strict'
import { neededInputs } from '../../../core/wanted/needed-inputs.ts'
import type { Target } from '../../../core/wanted/wanted.ts'
import { target } from './cached.ts'
import { row } from './rows.ts'

/** `core` <- `http` <- `client`; `left` and `right` need each other; `docs` is alone, `shop` is tested with `client`. */
const graph: Readonly<Record<string, readonly string[]>> = { http: ['core'], client: ['http'], left: ['right'], right: ['left'] }
const tests: Readonly<Record<string, readonly string[]>> = { shop: ['client'] }
const names = ['core', 'http', 'client', 'left', 'right', 'docs', 'shop', 'cart']
const rows = names.map((name) => target(row({ name })))
const named = (all: readonly string[]): Target[] => rows.filter((one) => all.includes(one.row.name))
const neighbours = {
  further: ({ row: { name } }: Target): Target[] => named(graph[name] ?? []),
  firstHand: ({ row: { name } }: Target): Target[] => named([...(graph[name] ?? []), ...(tests[name] ?? [])]),
}
const inputsOf = (own: (name: string) => string | undefined, some: readonly Target[] = rows): Map<string, string | undefined> => {
  const needed = neededInputs(
    some,
    neighbours,
    () => ({ requires: [], dependencies: [] }),
    (one) => own(one.row.name),
  )
  return new Map(some.map((one) => [one.row.name, needed(one) && JSON.stringify(needed(one))]))
}
const plain = inputsOf((name) => name)

describe('neededInputs', () => {
  it('has an input for each project that is needed at first hand', () => {
    assert.equal(plain.get('core'), '[]')
    assert.match(plain.get('client') ?? '', /^\[\{"name":"needs http","value":"[0-9a-f]{64}"\}\]$/)
  })

  const changes: [of: string, affected: string[]][] = [
    ['core', ['http', 'client', 'shop']],
    ['http', ['client', 'shop']],
    ['client', ['shop']],
    ['left', ['left', 'right']],
    ['docs', []],
    ['shop', []],
  ]
  for (const [changed, affected] of changes)
    it(`changes with ${changed} for ${affected.join(', ') || 'nobody'}`, () => {
      const after = inputsOf((name) => (name === changed ? 'other' : name))
      assert.deepEqual(
        names.filter((name) => after.get(name) !== plain.get(name)),
        affected,
      )
    })

  it('is the same whichever of the rows are asked for, in any order', () => {
    const some = [...named(['shop', 'http'])].toReversed()
    for (const [name, told] of inputsOf((one) => one, some)) assert.equal(told, plain.get(name))
  })

  it('is not known for what needs, at any hand, what nobody knows', () => {
    const after = inputsOf((name) => (name === 'core' ? undefined : name))
    assert.deepEqual(
      names.filter((name) => after.get(name) === undefined),
      ['http', 'client', 'shop'],
    )
  })

  it('counts all rows of a project that serve', () => {
    const [one, other] = [target(row({ name: 'nut', python: 'cp312' })), target(row({ name: 'nut', python: 'cp310-abi3' }))]
    const bolt = target(row({ name: 'bolt' }))
    const serving = (nuts: readonly Target[]): string =>
      JSON.stringify(
        neededInputs(
          [bolt],
          { further: () => [], firstHand: () => [...nuts] },
          () => ({ requires: [], dependencies: [] }),
          (nut) => nut.row.python.tag,
        )(bolt),
      )
    assert.equal(serving([one, other]), serving([other, one]))
    assert.notEqual(serving([one]), serving([one, other]))
  })
})
