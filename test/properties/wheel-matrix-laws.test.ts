import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { parse } from 'yaml'
import { Problem } from '../../core/problem.ts'
import { parseRecipes, parseWheelMatrix, type WheelMatrix } from '../../core/wanted/wheel-matrix.ts'
import { root } from '../root.ts'
import { judgeBy } from '../schemas/json-schema.ts'

const schema = judgeBy(JSON.parse(readFileSync(join(root, 'schemas/wheel-matrix.schema.json'), 'utf8')))
const page = readFileSync(join(root, 'docs/matrix.md'), 'utf8')
const files: readonly unknown[] = [...page.matchAll(/^```yaml\n(.*?)^```$/gms)]
  .map(([, text = '']): unknown => parse(text, { merge: true, stringKeys: true }))
  .filter((file) => isMap(file) && (Object.hasOwn(file, 'packages') || Object.hasOwn(file, 'recipes')))
const none = parseWheelMatrix('packages: {}', 'none')

/** The Problem that a file is, or what it says. */
function read(file: unknown): WheelMatrix | Problem {
  const text = JSON.stringify(file)
  try {
    return isMap(file) && Object.hasOwn(file, 'packages') ? parseWheelMatrix(text, 'm') : parseRecipes(text, 'm', none)
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
}

const words = [
  'linux',
  'freebsd',
  'cp314',
  'cp312-abi3',
  'latest',
  '>=2',
  '1.10',
  'cffi',
  'auto',
  'all',
  'true',
  './a',
  'a b',
  '$(x)',
  '',
  'x-a',
  '__proto__',
]
const keys = [
  'platforms',
  'groups',
  'recipes',
  'packages',
  'versions',
  'wheels',
  'python',
  'tag',
  'abi',
  'take',
  'pre',
  'source',
  'version',
  'environment',
  'repair',
  'for',
  'x-a',
]
const leaf = fc.oneof(fc.constantFrom<unknown>(...words, '0', '2', '1.5'), fc.string({ maxLength: 5 }))
const value: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: leaf },
  fc.array(leaf, { maxLength: 2 }),
  fc.dictionary(fc.constantFrom(...keys), leaf, { maxKeys: 2, noNullPrototype: true }),
)
const change = fc.record({
  at: fc.array(fc.nat(1000), { minLength: 1, maxLength: 8 }),
  how: fc.constantFrom('put', 'remove', 'add'),
  key: fc.constantFrom(...keys),
  value,
})
const changed = fc
  .tuple(fc.constantFrom(...files), fc.array(change, { minLength: 1, maxLength: 3 }))
  .map(([file, changes]) => changes.reduce((before, one) => applied(before, one.at, one), file))

describe('laws of the wheel matrix', () => {
  it('is read, or is one Problem of its own, whatever it holds', () =>
    fc.assert(
      fc.property(fc.oneof(changed, fc.jsonValue(), value), (file) => {
        const found = read(file)
        if (found instanceof Problem) assert.deepEqual([found.code, found.message.slice(0, 1)], ['MATRIX_INVALID', 'm'])
      }),
      { numRuns: 1500 },
    ))

  it('is taken by the schema where the parser takes it', () =>
    fc.assert(
      fc.property(changed, (file) => {
        const found = read(file)
        if (!(found instanceof Problem)) assert.ok(schema(file), JSON.stringify(file))
      }),
      { numRuns: 1500 },
    ))

  it('is still read after small changes now and then, or these laws would say nothing', () => {
    const some = fc.sample(changed, { numRuns: 300, seed: 1 })
    const good = some.filter((file) => !(read(file) instanceof Problem)).length
    assert.ok(good > 20 && good < 280, `${good} of 300`)
  })

  it('says the same as YAML and as JSON', () => {
    for (const [, text = ''] of page.matchAll(/^```yaml\n(platforms:.*?)^```$/gms)) {
      const json = parse(text, { merge: true, stringKeys: true, schema: 'failsafe' })
      const [a, b] = [text, JSON.stringify(json)].map((one) =>
        /^packages:/m.test(text) ? parseWheelMatrix(one, 'm') : parseRecipes(one, 'm', none),
      )
      assert.deepEqual([a?.rows, a?.recipes], [b?.rows, b?.recipes])
    }
  })
})

/** A copy with one place changed: `at` goes down, at each level to one of what is there. */
function applied(file: unknown, at: readonly number[], one: { how: string; key: string; value: unknown }): unknown {
  const [here = 0, ...rest] = at
  const entries = Array.isArray(file)
    ? file.map((item: unknown, index) => [String(index), item] as const)
    : isMap(file)
      ? Object.entries(file)
      : []
  const [name, inside] = entries[here % Math.max(1, entries.length)] ?? []
  if (name === undefined && !isMap(file)) return one.value
  const isEnd = rest.length === 0
  const kept = entries.flatMap(([key, item]): [string, unknown][] => {
    if (key !== name) return [[key, item]]
    if (isEnd && one.how === 'remove') return []
    return [[key, isEnd && one.how === 'put' ? one.value : isEnd ? item : applied(inside, rest, one)]]
  })
  const added: [string, unknown][] = isEnd && one.how === 'add' ? [[one.key, one.value]] : []
  return Array.isArray(file)
    ? [...kept, ...added].map(([, item]) => item)
    : Object.fromEntries([...kept.filter(([key]) => key !== added[0]?.[0]), ...added])
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
