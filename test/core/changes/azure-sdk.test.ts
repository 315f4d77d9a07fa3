import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { selectChanged } from '../../../core/changes/select/affected.ts'
import type { Diff } from '../../../core/changes/diff.ts'
import type { LocalPackage } from '../../../core/changes/local-package.ts'
import { parseRules } from '../../../core/changes/select/rules.ts'
import { root } from '../../root.ts'
import { local } from './local.ts'
import { question } from './select/question.ts'

/** azure-core is tested along with these, as azure-sdk-for-python lists them by hand; the last is one of its names that exist nowhere. */
const alongWithCore = [
  'servicebus/azure-servicebus',
  'identity/azure-identity',
  'core/azure-mgmt-core',
  'ml/azure-ai-ml',
  'storage/azure-storage-blob',
  'tables/azure-data-table',
]

const packages: readonly LocalPackage[] = [
  'core/azure-core',
  'core/azure-mgmt-core',
  'cosmos/azure-cosmos',
  'identity/azure-identity',
  'identity/azure-identity-broker',
  'ml/azure-ai-ml',
  'servicebus/azure-servicebus',
  'storage/azure-storage-blob',
  'storage/azure-storage-queue',
  'template/azure-template',
].map((path) => {
  const [service = '', name = ''] = path.split('/')
  const ciFile = { path: `sdk/${service}/ci.yml`, sole: service !== 'storage' }
  const additional = name === 'azure-core' ? alongWithCore.map((one) => `/sdk/${one}`) : ['']
  return local(name, { folder: `sdk/${path}`, service, triggers: [`/${ciFile.path}`], ciFile, additional })
})

const rules = parseRules(readFileSync(join(root, 'test/fixtures/changes/rules.yml'), 'utf8'), 'rules.yml')

function select(diff: Partial<Diff>): { direct: string[]; indirect: string[]; notes: readonly string[] } {
  const all: Diff = { changed: [], deleted: [], excludePaths: ['sdk/cosmos/'], pullRequest: '40035', ...diff }
  const { choices, notes } = selectChanged(question(packages, [], { diff: all, rules }))
  const of = (as: string): string[] => choices.filter((one) => one.as === as).map((one) => one.package.name)
  return { direct: of('direct'), indirect: of('indirect'), notes }
}

const along = ['azure-ai-ml', 'azure-identity', 'azure-mgmt-core', 'azure-servicebus', 'azure-storage-blob']

/** The first five are the diffs of azure-sdk's own acceptance tests (pr-matrix-samples/python_scenarios.json) and what is selected there. */
describe('a repository in the manner of azure-sdk-for-python, with its hook as a rules file', () => {
  const table: [why: string, diff: Partial<Diff>, direct: string[], indirect: string[]][] = [
    ['a package', { changed: ['sdk/ml/azure-ai-ml/pyproject.toml'] }, ['azure-ai-ml'], []],
    [
      'the engineering system',
      { changed: ['eng/tox/run_coverage.py', 'scripts/devops_tasks/create_coverage.py'] },
      [],
      ['azure-core', 'azure-template'],
    ],
    [
      'only deleted files',
      { deleted: ['eng/tox/run_coverage.py', 'eng/file/that/does/not/exist.py', 'sdk/core/azure-core/file-that-doesnt-exist.txt'] },
      ['azure-core'],
      [...along, 'azure-template'],
    ],
    ['only excluded files', { changed: ['sdk/cosmos/azure-cosmos/CHANGELOG.md'] }, [], ['azure-template']],
    ['a file of a service', { changed: ['sdk/identity/platform-matrix.json'] }, ['azure-identity', 'azure-identity-broker'], []],

    [
      'a file of a service with several ci.yml',
      { changed: ['sdk/storage/CONTRIBUTING.md'] },
      ['azure-storage-blob', 'azure-storage-queue'],
      [],
    ],
    ['a file above all services', { changed: ['sdk/README.md'] }, ['azure-template'], []],
    ['a file at the top', { changed: ['pylintrc'] }, ['azure-template'], []],
    [
      'the tools',
      { changed: ['tools/azure-sdk-tools/setup.py'] },
      [],
      ['azure-core', 'azure-identity', 'azure-storage-blob', 'azure-template'],
    ],
    ['what only begins like that', { changed: ['tooling/x.py', 'docs2/y.md', 'engine/z'] }, [], ['azure-template']],
    ['a package and the engineering system', { changed: ['eng/x', 'sdk/core/azure-core/y'] }, ['azure-core'], [...along, 'azure-template']],
    [
      'a service`s file that a package is tested along with',
      { changed: ['sdk/ml/ci.yml', 'sdk/core/azure-core/y'] },
      ['azure-ai-ml', 'azure-core'],
      along.slice(1),
    ],
    ['nothing', {}, [], ['azure-template']],
  ]
  for (const [why, diff, direct, indirect] of table)
    it(why, () => {
      const found = select(diff)
      assert.deepEqual([found.direct, found.indirect], [direct, indirect])
    })

  it('tells of the name that exists nowhere', () => {
    assert.match(
      select({ changed: ['sdk/core/azure-core/x'] }).notes.join('\n'),
      /azure-core is tested along with sdk\/tables\/azure-data-table, which is no package/,
    )
    assert.deepEqual(select({ changed: ['eng/x'] }).notes, [])
  })
})
