import assert from 'node:assert/strict'
import { dynamicFiles } from '../../../../core/changes/packages/dynamic-files.ts'
import { parseToml } from '../../../../core/toml.ts'

const both = ['dependencies', 'optional-dependencies']
const read = (text: string, dynamic: readonly string[]): string[] =>
  dynamicFiles(parseToml(text, 'pyproject.toml'), dynamic).map(({ kind, of, path }) => `${kind}${of === '' ? '' : `:${of}`} ${path}`)

describe('files of what is dynamic', () => {
  const setuptools = '[tool.setuptools.dynamic]\ndependencies = { file = ["a.txt", "b.txt"] }\noptional-dependencies.x = { file = "x.txt" }'
  const hatch =
    '[tool.hatch.metadata.hooks.requirements_txt]\nfiles = ["a.txt"]\n[tool.hatch.metadata.hooks.requirements_txt.optional-dependencies]\nx = ["x.txt"]'
  const cases: [why: string, text: string, dynamic: readonly string[], expected: string[]][] = [
    ['nothing', '[project]', both, []],
    ['tables of other things', '[tool.setuptools.dynamic]\nversion = { attr = "a" }\nreadme = { file = "r" }', both, []],
    ['setuptools', setuptools, both, ['run a.txt', 'run b.txt', 'optional:x x.txt']],
    ['setuptools, where only extras are dynamic', setuptools, ['optional-dependencies'], ['optional:x x.txt']],
    ['setuptools, where neither is', setuptools, ['version'], []],
    ['a table of one line', '[tool.setuptools]\ndynamic = { dependencies = { file = "a" } }', both, ['run a']],
    ['hatch', hatch, both, ['run a.txt', 'optional:x x.txt']],
    ['hatch, where only dependencies are dynamic', hatch, ['dependencies'], ['run a.txt']],
  ]
  for (const [why, text, dynamic, expected] of cases) it(`are those of ${why}`, () => assert.deepEqual(read(text, dynamic), expected))

  for (const text of ['dependencies = 3', 'dependencies = { file = [3] }', 'optional-dependencies = []', 'optional-dependencies.x = 3'])
    it(`are refused: ${text}`, () => assert.throws(() => read(`[tool.setuptools.dynamic]\n${text}`, both), { code: 'FILE_INVALID' }))
})
