import assert from 'node:assert/strict'

type Schema = boolean | { readonly [keyword: string]: unknown }
type Rule = (asked: unknown, value: unknown, schema: Record<string, unknown>, of: Judge) => boolean
type Judge = (schema: unknown, value: unknown) => boolean

/** A judge of values by one schema: of draft 7 what our schemas use. A keyword that it does not know is an error of the test. */
export function judgeBy(root: unknown): (value: unknown) => boolean {
  const judge: Judge = (schema, value) => {
    if (!isSchema(schema)) throw new Error(`no schema: ${JSON.stringify(schema)}`)
    if (typeof schema === 'boolean') return schema
    return Object.entries(schema).every(([keyword, asked]) => {
      if (annotations.has(keyword)) return true
      if (keyword === '$ref') return judge(definition(root, String(asked)), value)
      const rule = rules[keyword]
      assert.ok(rule !== undefined, `the keyword ${keyword}`)
      return rule(asked, value, schema, judge)
    })
  }
  return (value) => judge(root, value)
}

const annotations = new Set(['$schema', 'title', 'description', 'definitions', 'examples', 'then', 'else'])

const rules: Readonly<Record<string, Rule>> = {
  type: (asked, value) => listOf(asked).some((type) => isOfType(value, String(type))),
  const: (asked, value) => asked === value,
  enum: (asked, value) => listOf(asked).includes(value),
  pattern: (asked, value) => typeof value !== 'string' || new RegExp(String(asked), 'u').test(value),
  maxLength: (asked, value) => typeof value !== 'string' || value.length <= Number(asked),
  minimum: (asked, value) => typeof value !== 'number' || value >= Number(asked),
  minItems: (asked, value) => !Array.isArray(value) || value.length >= Number(asked),
  required: (asked, value) => !isMap(value) || listOf(asked).every((key) => Object.hasOwn(value, String(key))),
  items: (asked, value, _, judge) => !Array.isArray(value) || value.every((item) => judge(asked, item)),
  propertyNames: (asked, value, _, judge) => !isMap(value) || Object.keys(value).every((key) => judge(asked, key)),
  properties: (asked, value, _, judge) =>
    !isMap(value) || entriesOf(asked).every(([key, one]) => !Object.hasOwn(value, key) || judge(one, value[key])),
  patternProperties: (asked, value, _, judge) =>
    !isMap(value) || entriesOf(asked).every(([pattern, one]) => matching(value, pattern).every((key) => judge(one, value[key]))),
  additionalProperties: (asked, value, schema, judge) =>
    !isMap(value) ||
    Object.keys(value)
      .filter((key) => !isNamed(schema, key))
      .every((key) => judge(asked, value[key])),
  dependencies: (asked, value, _, judge) =>
    !isMap(value) || entriesOf(asked).every(([key, one]) => !Object.hasOwn(value, key) || judge(one, value)),
  anyOf: (asked, value, _, judge) => listOf(asked).some((one) => judge(one, value)),
  allOf: (asked, value, _, judge) => listOf(asked).every((one) => judge(one, value)),
  not: (asked, value, _, judge) => !judge(asked, value),
  if: (asked, value, schema, judge) => judge((judge(asked, value) ? schema['then'] : schema['else']) ?? true, value),
}

function isNamed(schema: Record<string, unknown>, key: string): boolean {
  const patterns = entriesOf(schema['patternProperties'] ?? {}).map(([pattern]) => pattern)
  return Object.hasOwn(Object(schema['properties'] ?? {}), key) || patterns.some((pattern) => new RegExp(pattern, 'u').test(key))
}

function matching(value: Record<string, unknown>, pattern: string): string[] {
  return Object.keys(value).filter((key) => new RegExp(pattern, 'u').test(key))
}

function definition(root: unknown, ref: string): unknown {
  const found = ref
    .replace('#/', '')
    .split('/')
    .reduce<unknown>((at, key) => (isMap(at) ? at[key] : undefined), root)
  assert.ok(found !== undefined, ref)
  return found
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'null') return value === null
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return isMap(value)
  if (type === 'integer') return Number.isInteger(value)
  return typeof value === type
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value]
}

function entriesOf(value: unknown): [string, unknown][] {
  return isMap(value) ? Object.entries(value) : []
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'boolean' || isMap(value)
}
