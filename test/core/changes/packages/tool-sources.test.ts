import assert from 'node:assert/strict'
import { isFromRepository, readSources } from '../../../../core/changes/packages/tool-sources.ts'
import { parseRequirement } from '../../../../core/python/requirement.ts'
import { parseToml } from '../../../../core/toml.ts'

const read = (text: string) => readSources(parseToml(text, 'pyproject.toml'))

describe('sources of projects', () => {
  const cases: [why: string, text: string, expected: Record<string, boolean>][] = [
    ['none', '[project]\nname = "a"', {}],
    ['members of a workspace', '[tool.uv.sources]\nAcme_Core = { workspace = true }', { 'acme-core': true }],
    [
      'paths, but not of archives',
      '[tool.uv.sources]\na = { path = "../a", editable = true }\nb = { path = "wheels/b-1.whl" }\nc = { path = "c.tar.gz" }',
      { a: true, b: false, c: false },
    ],
    [
      'other places',
      '[tool.uv.sources]\na = { git = "https://h/a" }\nb = { index = "own" }\nc = { url = "https://h/c.whl" }\nd = { workspace = false }',
      { a: false, b: false, c: false, d: false },
    ],
    ['alternatives', '[tool.uv.sources]\na = [{ index = "own", marker = "x" }, { path = "../a" }]', { a: true }],
    [
      'paths of poetry, in groups too',
      '[tool.poetry.dependencies]\na = { path = "../a" }\nb = "^1"\nc = { version = "1" }\n[tool.poetry.group.dev.dependencies]\nd = { path = "../d", develop = true }\ne = { git = "h" }',
      { a: true, d: true, e: false },
    ],
  ]
  for (const [why, text, expected] of cases) it(`reads ${why}`, () => assert.deepEqual(Object.fromEntries(read(text)), expected))

  const own = read('[tool.uv.sources]\na = { workspace = true }\nb = { index = "own" }')
  const root = read('[tool.uv.sources]\nb = { workspace = true }\nc = { workspace = true }')
  const requirements: [text: string, isLocal: boolean][] = [
    ['a>=99', true],
    ['b', false],
    ['C', true],
    ['d', false],
    ['d @ file:///${PROJECT_ROOT}/../d', true],
    ['d @ file:///tmp/d-1.0-py3-none-any.whl', false],
    ['d @ ../d', true],
    ['d @ https://h/d.zip', false],
    ['d @ file:///t/d-1.tar.gz#sha256=00', false],
    ['d @ git+https://h/d', false],
  ]
  for (const [text, isLocal] of requirements)
    it(`${isLocal ? 'takes' : 'does not take'} ${text} from the repository`, () => {
      const requirement = parseRequirement(text)
      assert.ok(requirement !== undefined)
      assert.equal(isFromRepository(requirement, own, root), isLocal)
    })
})
