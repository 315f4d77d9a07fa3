import assert from 'node:assert/strict'
import { poetryGroups, poetryNeeds } from '../../../../core/changes/packages/poetry-table.ts'
import { parseToml } from '../../../../core/toml.ts'
import { needTexts } from './needs-text.ts'

const table = (text: string) => parseToml(text, 'pyproject.toml').at('tool', 'poetry')

describe('[tool.poetry]', () => {
  const needs: [why: string, text: string, expected: string[]][] = [
    ['nothing', '[tool.poetry]', []],
    [
      'dependencies, python not among them',
      '[tool.poetry.dependencies]\npython = "^3.9"\nAcme_Core = "^1.2"\nnumpy = "*"',
      ['run acme-core>=1.2,<2', 'run numpy'],
    ],
    [
      'tables',
      '[tool.poetry.dependencies]\na = { version = "~2.0", extras = ["x"] }\nb = { git = "https://h/b" }\nc = { path = "../c", develop = true }',
      ['run a>=2.0,<2.1', 'run b', 'run c'],
    ],
    [
      'alternatives, of which no version is asked',
      '[tool.poetry.dependencies]\na = [{ version = "1", python = "<3.9" }, { version = "2" }]',
      ['run a'],
    ],
    [
      'extras',
      '[tool.poetry.dependencies]\na = { version = "^1", optional = true }\nb = { version = "*", optional = true }\nc = "1"\n[tool.poetry.extras]\nfast = ["A"]\nall = ["a", "c"]',
      ['optional:fast a>=1,<2', 'optional b', 'optional:all c==1'],
    ],
  ]
  for (const [why, text, expected] of needs) it(`needs ${why}`, () => assert.deepEqual(needTexts(poetryNeeds(table(text))), expected))

  const groups: [why: string, text: string, expected: string[]][] = [
    ['no groups', '[tool.poetry.dependencies]\na = "1"', []],
    [
      'groups',
      '[tool.poetry.group.test.dependencies]\npytest = ">=7"\n[tool.poetry.group.docs]\noptional = true\n[tool.poetry.group.docs.dependencies]\nsphinx = "*"',
      ['group:test pytest>=7', 'group:docs sphinx'],
    ],
    ['what came before groups', '[tool.poetry.dev-dependencies]\npytest = "^7.0"', ['group:dev pytest>=7.0,<8']],
  ]
  for (const [why, text, expected] of groups) it(`has ${why}`, () => assert.deepEqual(needTexts(poetryGroups(table(text))), expected))

  const broken: [why: string, text: string, message: RegExp][] = [
    ['a constraint that is none', 'a = "newest"', /dependencies\.a must be a version constraint of poetry/],
    ['a version of another shape', 'a = { version = 1 }', /dependencies\.a\.version must be a text/],
    ['a dependency of another shape', 'a = 1', /dependencies\.a must be a map/],
    ['a name that is none', '"a b" = "*"', /no valid name of a project/],
  ]
  for (const [why, text, message] of broken)
    it(`is refused with ${why}`, () =>
      assert.throws(() => poetryNeeds(table(`[tool.poetry.dependencies]\n${text}`)), { code: 'FILE_INVALID', message }))
})
