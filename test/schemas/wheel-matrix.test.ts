import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { Problem } from '../../core/problem.ts'
import { recipeKeys } from '../../core/wanted/recipe-said.ts'
import { parseRecipes, parseWheelMatrix } from '../../core/wanted/wheel-matrix.ts'
import { root } from '../root.ts'
import { judgeBy } from './json-schema.ts'

const schema: unknown = JSON.parse(readFileSync(join(root, 'schemas/wheel-matrix.schema.json'), 'utf8'))
const accepts = judgeBy(schema)
const none = parseWheelMatrix('packages: {}', 'none')

/** As an editor reads it: 1.10 is a number there, and true a flag. */
function schemaTakes(text: string): boolean {
  return accepts(parse(text, { merge: true, stringKeys: true, logLevel: 'error' }))
}

function parserTakes(text: string): boolean {
  try {
    if (/^packages:/m.test(text)) parseWheelMatrix(text, 'matrix')
    else parseRecipes(text, 'recipes', none)
    return true
  } catch (error) {
    assert.ok(error instanceof Problem, String(error))
    return false
  }
}

const keys = 'platform_tag: any, platform_instance: x, platform_arch: y'
const p = `platforms: { p: { ${keys}, python: [cp314] } }\n`
const sha256 = 'ab'.repeat(32)
const platform = (more: string): string => `platforms: { p: { ${keys}, ${more} } }\npackages: {}`
const recipe = (says: string): string => `${p}recipes: [{ ${says} }]`
const spam = (says: string): string => `${p}packages: { spam: { ${says} } }`
const python = (says: string): string => `${p}packages: { spam: { versions: [1], platforms: p, python: ${says} } }`
const source = (says: string): string => spam(`source: ${says}, platforms: p`)

const good = [
  '{}',
  'packages: {}',
  'x-note: hi\npackages: {}',
  'platforms: { p: { platform_tag: any, platform_instance: 24.04, platform_arch: x } }\npackages: {}',
  'recipes: []',
  'recipes:\ngroups:\nplatforms:\npackages: {}',
  'recipes: [{ x-note: hi, repair: auto }]',
  ...[
    'python: [cp314]',
    'python: cp312-abi3',
    'host: ssh',
    'host: local',
    'host: null',
    'host: container, image: a/b@sha256:1',
    'x-a: 1',
    'system_packages: [gmake], repair: none',
  ].map(platform),
  `platforms: { p: { ${keys}, python: null }, x-q: 1 }\ngroups: { g: p, h: [g, p], i: [], x-j: {} }\npackages: {}`,
  ...[
    'latest',
    '1.10',
    '[latest, 1.10, 2]',
    '{ latest: null, 1.10: { python: cp313 } }',
    '{ x-a: 1 }',
    '{}',
    "{ '>=2': { take: 2, pre: true } }",
    "{ '>=2': { take: all } }",
    '["~=1.0"]',
    '{ latest: { pre: false } }',
  ].map((versions) => spam(`versions: ${versions}, platforms: p`)),
  spam('versions: [1], wheels: [{ platforms: [p], python: [cp314] }, { platforms: p }]'),
  spam(`versions: [1], wheels: [{ ${keys}, python: [{ tag: cp314 }] }]`),
  spam('versions: { 1: { wheels: [{ platforms: p }] }, 2: { platforms: p, x-a: 1 } }'),
  spam('versions: { 1: { platforms: p } }, x-a: 1'),
  ...[
    './a',
    'a/b',
    './a, version: static',
    './a, version: 1.10',
    './a, version: null',
    `'https://h/a-1.zip#sha256=${sha256}', version: 1`,
    "'git+https://h/a@v1#subdirectory=b', version: 1.2",
    "'git+ssh://git@h/a@v1', version: 2",
    "'index+https://h/simple', versions: [latest]",
  ].map(source),
  ...[
    'cp314',
    '[cp314, CP313, cp314t, pp311, py3-none, py39]',
    '[{ tag: cp312, abi: abi3, test_on: [cp313] }]',
    '[{ tag: cp312, abi: abi3, test_on: cp313, x-a: 1 }]',
    '[{ tag: py3, abi: none, build_with: 3.12 }]',
    '[{ tag: cp314, abi: null, test_on: null }]',
    '[{ tag: cp314, abi: "" }]',
  ].map(python),
  ...[
    'repair: auto',
    'repair: null',
    'repair: "x {wheel} {dest_dir}"',
    'retag: true',
    'retag: "false"',
    'build: 2',
    'build: "2"',
    'build: null',
    'pure: allow',
    'pure: null',
  ].map(recipe),
  ...[
    'environment: { A: 1, B: x, C: null, D: true, x-e: {} }',
    'environment: null',
    'environment_pass: [A]',
    'environment_pass: A',
    'system_packages: [g++, lang/rust]',
    'build_constraints: [Cython<3]',
    'config_settings: { a: b, c: [d, 1], e: null }',
  ].map(recipe),
  ...[
    'patches: [a/*.patch]',
    'patches: a.patch',
    'patches: [./a/*.patch, ./~a]',
    'before_build: [a, "b\\nc"]',
    'before_build: a',
    'test_requires: [pytest, ./a]',
    'test_constraints: [a<1]',
    'test_environment: { A: b }',
    'test_command: pytest',
  ].map(recipe),
  ...['platforms: p', 'platforms: [p]', 'for: a', 'for: [a>=1, "B.c <2,>1"]', 'python: cp*-abi3', 'python: [cp31?, pp*]', 'for: null'].map(
    (selector) => recipe(`${selector}, repair: auto`),
  ),
  `x-w: &w { platforms: p }\n${spam('versions: [1], <<: *w')}`,
]

const bad = [
  '[]',
  'package: {}',
  'packages: []',
  'packages:',
  'packages: { -a: { versions: [1], platforms: p } }',
  'packages: { a: null }',
  'platforms: []\npackages: {}',
  'platforms: { "a b": {} }\npackages: {}',
  'platforms: { p: { platform_tag: a } }\npackages: {}',
  'groups: { g: {} }\npackages: {}',
  'groups: { "a b": [] }\npackages: {}',
  ...[
    'python: []',
    'host: sh',
    'host: container',
    'image: a',
    'host: ssh, image: a',
    'host: container, image: "a b"',
    'hots: ssh',
    'python: [3.14]',
    'repair: yes',
  ].map(platform),
  `platforms: { p: { ${keys.replace('any', 'a-b')} } }\npackages: {}`,
  `platforms: { p: { ${keys.replace('x,', '$(x),')} } }\npackages: {}`,
  ...[
    'versions: [1], platforms: p, wheels: []',
    'versions: [1], python: cp314, wheels: []',
    'platforms: p',
    'version: 1, platforms: p',
    'versions: [1], platforms: []',
    'versions: [[1]], platforms: p',
    'versions: [1], platform: p',
    'versions: 1, recipes: []',
    'versions: [null], platforms: p',
  ].map(spam),
  ...[
    '{ 1: [] }',
    '{ 1: { wheels: {} } }',
    "{ '>=1': { take: 0 } }",
    "{ '>=1': { take: none } }",
    "{ '>=1': { take: 1.5 } }",
    "{ '>=1': { pre: maybe } }",
    '{ 1: { platforms: p, wheels: [] } }',
    '{ 1: { plat: p } }',
  ].map((versions) => spam(`versions: ${versions}, platforms: p`)),
  ...[
    `{ ${keys} }`,
    `{ platforms: p, ${keys} }`,
    '{}',
    '{ platforms: p, python: [] }',
    '{ platform_tag: a, python: [cp314] }',
    'p',
    '{ platforms: p, repair: none }',
  ].map((item) => spam(`versions: [1], wheels: [${item}]`)),
  spam('source: ./a'),
  ...[
    '/a',
    '~/a',
    "'https://h/a-1.zip'",
    "'https://h/a-1.zip#sha256=1', version: 1",
    "'git+https://h/a', version: 1",
    "'git+https://h/a@v1'",
    "'git+https://h/a@v1', version: static",
    "'ftp://h/a'",
    './a, versions: [1]',
    "'index+https://h/simple', version: 1",
    "'index+h'",
    '[a]',
  ].map(source),
  ...[
    '[]',
    '{}',
    '[3.14]',
    '[python3.14]',
    '[cp27]',
    '[{ abi: abi3 }]',
    '[{ tag: cp312-abi3 }]',
    '[{ tag: cp314, abbi: a }]',
    '[{ tag: cp312, abi: abi3, test_on: [3.13] }]',
    '[null]',
    'null',
  ].map((item) => (item === 'null' ? '[]' : python(item))),
  ...[
    'repair: atuo',
    'repair: "x {wheel}"',
    'repair: true',
    'retag: maybe',
    'build: -1',
    'build: 1.5',
    'build: x',
    'pure: true',
    'test_command: ""',
    'test_command: [a]',
    'test-command: a',
    'repair: auto, platform: p',
  ].map(recipe),
  ...[
    'environment: [A=b]',
    'environment: { 1A: b }',
    'environment: { A: [b] }',
    'environment: { AWS_KEY: b }',
    'environment: { A: $(a) }',
    'environment_pass: [A=b]',
    'environment_pass: [TWINE_PASSWORD]',
    'environment_pass: { A: b }',
  ].map(recipe),
  ...[
    'system_packages: [--a]',
    'system_packages: ["a b"]',
    'system_packages: { a: b }',
    'build_constraints: ["-c a"]',
    'build_constraints: {}',
    'config_settings: a',
    'config_settings: { "a=b": c }',
    'config_settings: { a: { b: c } }',
  ].map(recipe),
  ...[
    'patches: [/a]',
    'patches: [a//b]',
    'patches: [..]',
    'patches: [.//a]',
    'patches: [a/../b]',
    'patches: ["a\\\\b"]',
    'before_build: [""]',
    'before_build: { a: b }',
    'test_requires: [""]',
    'test_environment: { SECRET_A: b }',
  ].map(recipe),
  ...['platforms: []', 'for: []', 'python: []', 'for: "-a"', 'python: "cp{1,2}"', 'for: { a: b }'].map((selector) =>
    recipe(`${selector}, repair: auto`),
  ),
  'recipes: {}',
  'recipes: [a]',
  source("'git+ssh://git@h/a', version: 1"),
]

/** What no schema can tell: what names mean, and what lies between places. */
const beyond = [
  'groups: { g: [h], h: [g] }\npackages: {}',
  'groups: { g: [q] }\npackages: {}',
  `platforms: { p: { ${keys} } }\ngroups: { p: [] }\npackages: {}`,
  `platforms: { p: { ${keys} }, q: { ${keys}, host: container, image: a } }\npackages: {}`,
  spam('versions: [lastest], platforms: p'),
  spam('versions: [1], platforms: q'),
  spam('versions: [1]'),
  spam('versions: { 1: { take: 2 } }, platforms: p'),
  `platforms: { p: { ${keys} } }\npackages: { spam: { versions: [1], platforms: p } }`,
  source('./a, version: x'),
  source(`'https://h/a#sha256=${sha256}', version: 1`),
  source("'git+https://h/a@-v1', version: 1"),
  source("'git+https://u:p@h/a@v1', version: 1"),
  python('[cp314t-abi3]'),
  python('[{ tag: cp312, abi: abi3, test_on: [cp311] }]'),
  python("[{ tag: cp312, build_with: '3.12' }]"),
  recipe('patches: [../a]'),
  recipe('for: a'),
  recipe('platforms: q, repair: auto'),
  recipe('for: a 1.0, repair: auto'),
  recipe('build_constraints: [a 1]'),
  recipe('repair: "x {wheel} {dest_dir} {other}"'),
]

describe('the schema of the wheel matrix', () => {
  for (const text of good)
    it(`takes, as the parser does: ${text.replaceAll('\n', ' / ')}`, () =>
      assert.deepEqual([parserTakes(text), schemaTakes(text)], [true, true]))
  for (const text of bad)
    it(`refuses, as the parser does: ${text.replaceAll('\n', ' / ')}`, () =>
      assert.deepEqual([parserTakes(text), schemaTakes(text)], [false, false]))
  for (const text of beyond)
    it(`leaves to the parser: ${text.replaceAll('\n', ' / ')}`, () =>
      assert.deepEqual([parserTakes(text), schemaTakes(text)], [false, true]))

  for (const { name, text } of written())
    it(`takes ${name}, as the parser does`, () => assert.deepEqual([parserTakes(text), schemaTakes(text)], [true, true]))

  it('knows every key of a recipe, in recipes and in platforms', () => {
    for (const of of ['recipe', 'platform'])
      for (const key of recipeKeys) assert.ok(JSON.stringify(schema).includes(`"${key}":{"$ref":"#/definitions/${key}"}`), `${of} ${key}`)
  })

  it('describes every key', () => {
    const undescribed = keysOf(schema).filter(({ value }) => typeof value !== 'boolean' && described(value) === undefined)
    assert.deepEqual(
      undescribed.map(({ key }) => key),
      [],
    )
  })
})

/** What stands in the documentation and in the examples. */
function written(): { name: string; text: string }[] {
  const page = readFileSync(join(root, 'docs/matrix.md'), 'utf8')
  const blocks = [...page.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, text = ''], at) => ({ name: `docs/matrix.md, ${at + 1}`, text }))
  const paths = readdirSync(join(root, 'examples')).flatMap((example) =>
    ['wheel_matrix.yml', 'recipes.yml'].map((file) => `examples/${example}/${file}`).filter((path) => existsSync(join(root, path))),
  )
  const files = paths.map((name) => ({ name, text: readFileSync(join(root, name), 'utf8') }))
  return [...blocks, ...files].filter(({ text }) => /^(?:packages|recipes):/m.test(text))
}

/** Every key that an editor may offer. */
function keysOf(value: unknown): { key: string; value: unknown }[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([keyword, one]: [string, unknown]) => [
    ...(keyword === 'properties' && typeof one === 'object' && one !== null
      ? Object.entries(one).map(([key, value]) => ({ key, value }))
      : []),
    ...(['if', 'then', 'else', 'dependencies'].includes(keyword) ? [] : keysOf(one)),
  ])
}

function described(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  const { description, $ref }: { description?: unknown; $ref?: unknown } = value
  if (typeof $ref !== 'string') return description
  const name = $ref.replace('#/definitions/', '')
  return described(Object(Object(schema).definitions)[name])
}
