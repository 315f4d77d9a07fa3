import assert from 'node:assert/strict'
import { Field, parseJson } from '../../core/json.ts'
import { Problem } from '../../core/problem.ts'

const field = (value: unknown): Field => new Field(value, 'plan.json', 'PLAN_INVALID')
const message = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    assert.ok(error instanceof Problem)
    assert.equal(error.code, 'PLAN_INVALID')
    return error.text
  }
  return assert.fail('nothing was refused')
}

const refusals: [work: (root: Field) => unknown, value: unknown, says: RegExp][] = [
  [(root) => root.get('a').text(), { a: 1 }, /plan\.json: a must be a text, not the number 1/],
  [(root) => root.get('a').text(), {}, /a must be a text, but it is missing/],
  [(root) => root.get('a').number(), { a: '1' }, /a must be a number, not the text "1"/],
  [(root) => root.get('a').flag(), { a: null }, /a must be true or false, not null/],
  [(root) => root.get('a').list(), { a: {} }, /a must be a list, not a map/],
  [(root) => root.get('a'), [], /the document must be a map, not a list/],
  [(root) => root.get('a').list()[1]?.get('b').text(), { a: [{}, { b: [] }] }, /a\[1\]\.b must be a text, not a list/],
  [(root) => root.get('a').oneOf(['x', 'y']), { a: 'z' }, /a must be one of x, y/],
  [
    (root) => root.only('platform_tag', 'python'),
    { platform_tga: 1 },
    /does not know the key 'platform_tga'\. Did you mean 'platform_tag'\?/,
  ],
  [(root) => root.only('a'), { something: 1 }, /Known here: a\./],
]

describe('Field', () => {
  for (const [work, value, says] of refusals)
    it(String(says), () =>
      assert.match(
        message(() => work(field(value))),
        says,
      ),
    )

  it('shows no more than the beginning of what may be megabytes', () => {
    const long = 'x'.repeat(1e6)
    assert.ok(message(() => field({ a: long }).get('a').number()).length < 500)
    assert.ok(
      message(() =>
        field({ [long]: 1 })
          .get(long)
          .text(),
      ).length < 500,
    )
  })

  it('reads what is right', () => {
    const root = field({ a: 'x', b: 2, c: true, d: ['y'], e: null, 'x-mine': 1 })
    assert.deepEqual(
      [root.get('a').text(), root.get('b').number(), root.get('c').flag(), root.get('d').list()[0]?.text()],
      ['x', 2, true, 'y'],
    )
    assert.equal(
      root.get('e').optional((one) => one.text()),
      undefined,
    )
    assert.equal(
      root.get('a').optional((one) => one.text()),
      'x',
    )
    assert.ok(root.get('z').missing)
    root.only('a', 'b', 'c', 'd', 'e')
  })

  it('follows keys as far as they lead', () => {
    const tree = field({ tool: { uv: { package: false } }, list: [1] })
    assert.equal(tree.at('tool', 'uv', 'package').value, false)
    for (const found of [tree.at('tool', 'poetry', 'name'), tree.at('gone'), tree.at('gone', 'a', 'b')]) assert.ok(found.missing)
    assert.throws(() => tree.at('tool', 'uv', 'package', 'x'), { message: /tool\.uv\.package must be a map/ })
    assert.throws(() => tree.at('list', 'x'), { message: /list must be a map/ })
  })

  it('finds a key whatever its case, the one that is written just so first', () => {
    const { value } = field({ name: 1, Name: 2, OTHER: 3 }).like('Name')
    assert.equal(value, 2)
    assert.equal(field({ name: 1, Name: 2, OTHER: 3 }).like('other').value, 3)
    assert.equal(field({ name: 1, Name: 2 }).like('NAME').value, 1)
    assert.ok(field({}).like('constructor').missing)
  })

  it('takes one for a list of one, and null for none, where lists are written by PowerShell', () => {
    const items = (value: unknown): unknown[] =>
      field(value)
        .items()
        .map((one) => one.value)
    assert.deepEqual([[1, 2], [], 'a', { a: 1 }, false, null, undefined].map(items), [[1, 2], [], ['a'], [{ a: 1 }], [false], [], []])
  })

  it('knows a map', () =>
    assert.deepEqual(
      [{}, { a: 1 }, [], 'a', null, undefined].map((value) => field(value).isMap),
      [true, true, false, false, false, false],
    ))

  it('does not take what every object inherits for a key', () => assert.ok(field({}).get('constructor').missing))
})

describe('parseJson', () => {
  it('refuses text that is no JSON', () =>
    assert.match(
      message(() => parseJson('{', 'plan.json', 'PLAN_INVALID')),
      /plan\.json is not JSON/,
    ))
})
