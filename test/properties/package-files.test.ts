import assert from 'node:assert/strict'
import fc from 'fast-check'
import { stringify } from 'smol-toml'
import { parseCiYml } from '../../core/changes/azure-sdk/ci-yml.ts'
import { localPackage, readDeclaration } from '../../core/changes/packages/declared.ts'
import { readSources } from '../../core/changes/packages/tool-sources.ts'
import { workspaceGlobs } from '../../core/changes/packages/workspace.ts'
import { parseToml } from '../../core/toml.ts'
import { problemCode } from '../fakes/problem-code.ts'

const keys = [
  'project',
  'name',
  'version',
  'dynamic',
  'dependencies',
  'optional-dependencies',
  'build-system',
  'requires',
  'build-backend',
  'dependency-groups',
  'include-group',
  'tool',
  'uv',
  'sources',
  'workspace',
  'members',
  'exclude',
  'package',
  'dev-dependencies',
  'poetry',
  'group',
  'extras',
  'optional',
  'path',
  'flit',
  'metadata',
  'module',
  'dist-name',
  'requires-extra',
  'setuptools',
  'file',
  'hatch',
  'source',
  'pdm',
  'hooks',
  'requirements_txt',
  'files',
  'setuptools_scm',
  'poetry-dynamic-versioning',
  'enable',
  '__proto__',
  'constructor',
]
const texts = ['', 'a', 'a>=1', '^1.2', '1.0', '== ', 'version', 'dependencies', 'a b', '\u0000', '-e x#egg=a', '../a', 'file:x']

const { tree } = fc.letrec<{ tree: unknown; leaf: unknown }>((tie) => ({
  leaf: fc.oneof(fc.constantFrom(...texts), fc.boolean(), fc.integer({ min: -9, max: 9 })),
  tree: fc.oneof(
    { maxDepth: 7, depthSize: 'large' },
    tie('leaf'),
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...keys), tie('tree'), { maxKeys: 5, noNullPrototype: true }),
  ),
}))
const root = fc.dictionary(fc.constantFrom('project', 'build-system', 'tool', 'dependency-groups'), tree, { noNullPrototype: true })

/** Nothing, or the code of a Problem; anything else that is thrown fails the test. */
function refusal(work: () => unknown): void {
  const code = problemCode(work)
  assert.ok(code === undefined || code === 'FILE_INVALID', code)
}

describe('package files of any content', () => {
  it('are read or refused', () =>
    fc.assert(
      fc.property(root, fc.boolean(), (value, hasScript) => {
        const pyproject = stringify(value)
        refusal(() => {
          const said = readDeclaration({ folder: 'p', pyproject, setupCfg: undefined, hasScript })
          if (!('says' in said)) localPackage('p', said.name ?? 'p', said, new Map())
        })
        refusal(() => readSources(parseToml(pyproject, 'p')))
        refusal(() => workspaceGlobs(pyproject, 'p'))
      }),
      { numRuns: 3000 },
    ))

  it('are read or refused as ci files', () =>
    fc.assert(
      fc.property(
        fc.record({
          extends: fc.record({
            parameters: fc.dictionary(
              fc.constantFrom('Artifacts', 'TriggeringPaths', 'MatrixConfigs', 'AdditionalMatrixConfigs', 'artifacts'),
              fc.jsonValue(),
              { noNullPrototype: true },
            ),
          }),
        }),
        (value) => refusal(() => parseCiYml(JSON.stringify(value), 'sdk/a/ci.yml')),
      ),
      { numRuns: 2000 },
    ))
})
