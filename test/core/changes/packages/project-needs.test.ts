import assert from 'node:assert/strict'
import { projectNeeds, requiredBy, toolNeeds, wanted } from '../../../../core/changes/packages/project-needs.ts'
import { parseRequirement } from '../../../../core/python/requirement.ts'
import { parseToml } from '../../../../core/toml.ts'
import { needTexts } from './needs-text.ts'

const root = (text: string) => parseToml(text, 'pyproject.toml')

describe('what a pyproject.toml needs', () => {
  const projects: [why: string, text: string, expected: string[]][] = [
    ['nothing', '[project]', []],
    [
      'dependencies',
      '[project]\ndependencies = ["Foo.Bar[x]>=1; python_version > \'3\'", "b @ https://h/b.whl"]',
      ['run foo-bar>=1', 'run b'],
    ],
    [
      'extras',
      '[project]\n[project.optional-dependencies]\nfast = ["a", "b"]\nall = ["c<2"]',
      ['optional:fast a', 'optional:fast b', 'optional:all c<2'],
    ],
  ]
  for (const [why, text, expected] of projects)
    it(`of its project: ${why}`, () => assert.deepEqual(needTexts(projectNeeds(root(text).get('project'))), expected))

  const tools: [why: string, text: string | undefined, expected: string[]][] = [
    ['no file', undefined, ['build setuptools', 'build wheel']],
    ['a file for other tools', '[tool.black]', ['build setuptools', 'build wheel']],
    ['what builds it', '[build-system]\nrequires = ["hatchling>=1", "acme-build"]', ['build hatchling>=1', 'build acme-build']],
    ['groups', '[build-system]\nrequires = []\n[dependency-groups]\ntest = ["pytest"]', ['group:test pytest']],
    ['what uv had before groups', '[build-system]\nrequires = []\n[tool.uv]\ndev-dependencies = ["ruff"]', ['group:dev ruff']],
    [
      'groups of pdm',
      '[build-system]\nrequires = []\n[tool.pdm.dev-dependencies]\ntest = ["pytest", "-e file:///${PROJECT_ROOT}/../Acme#egg=Acme_Core", "-e ."]',
      ['group:test pytest', 'group:test acme-core local'],
    ],
  ]
  for (const [why, text, expected] of tools)
    it(`beside it: ${why}`, () => assert.deepEqual(needTexts(toolNeeds(text === undefined ? undefined : root(text))), expected))

  it('is refused by its place', () => {
    assert.throws(() => projectNeeds(root('[project]\ndependencies = ["a", "=="]').get('project')), {
      message: /project\.dependencies\[1\] must be/,
    })
    assert.throws(() => projectNeeds(root('[project]\noptional-dependencies = ["a"]').get('project')), { message: /must be a map/ })
    assert.throws(() => requiredBy(root('a = "b"').get('a'), root('').get('b')), { code: 'FILE_INVALID' })
  })

  it('says of what kind it is', () => {
    const requirement = parseRequirement('a>=1')
    assert.ok(requirement !== undefined)
    assert.deepEqual(wanted('group', 'dev', requirement), { kind: 'group', of: 'dev', requirement })
    assert.deepEqual(wanted('run', '', requirement, true), { kind: 'run', of: '', requirement, local: true })
  })
})
