import assert from 'node:assert/strict'
import { hookQuestion, parseHookAnswer } from '../../../../core/changes/select/hook.ts'
import { problemCode } from '../../../fakes/problem-code.ts'
import { local } from '../local.ts'

const packages = [local('Azure-Core', { artifact: 'azure-core-artifact' }), local('azure-data'), local('docs', { artifact: 'azure-data' })]

describe('parseHookAnswer', () => {
  const table: [why: string, answer: string, expected: [string, string][]][] = [
    ['nothing', '', []],
    ['blanks and a byte order mark', '\uFEFF \r\n', []],
    ['an empty list', '[]', []],
    ['null, as PowerShell has an empty list', 'null', []],
    [
      'names',
      '["azure-core", "azure_data"]',
      [
        ['azure-core', 'indirect'],
        ['azure-data', 'indirect'],
      ],
    ],
    ['a name alone', '"docs"', [['docs', 'indirect']]],
    ['an artifact`s name', '["Azure.Core.Artifact"]', [['azure-core', 'indirect']]],
    ['a package`s name before another`s artifact', '["azure-data"]', [['azure-data', 'indirect']]],
    ['PackageInfo that is direct', '[{"Name":"azure-core","IncludedForValidation":false,"Version":"1"}]', [['azure-core', 'direct']]],
    ['PackageInfo that is indirect', '[{"name":"azure-core","includedForValidation":true}]', [['azure-core', 'indirect']]],
    ['PackageInfo that does not say', '[{"Name":"azure-core"}]', [['azure-core', 'indirect']]],
    ['one object, as PowerShell has a list of one', '{"Name":"docs","IncludedForValidation":false}', [['docs', 'direct']]],
  ]
  for (const [why, answer, expected] of table)
    it(why, () =>
      assert.deepEqual(
        parseHookAnswer(answer, packages).map((one) => [one.project, one.as]),
        expected,
      ),
    )

  const refused: [why: string, answer: string][] = [
    ['text', 'Selecting packages...\n[]'],
    ['a number', '3'],
    ['a list in the list', '[["docs"]]'],
    ['null in the list, as a name that exists nowhere gives', '[null]'],
    ['a package that is not there', '["azure-cores"]'],
    ['an object without a name', '[{"ArtifactName":"docs"}]'],
    ['a flag that is none', '[{"Name":"docs","IncludedForValidation":"no"}]'],
  ]
  for (const [why, answer] of refused)
    it(`refuses ${why}`, () =>
      assert.equal(
        problemCode(() => parseHookAnswer(answer, packages)),
        'INPUT_INVALID',
      ))

  it('tells the name that was meant', () =>
    assert.throws(() => parseHookAnswer('["azure-cores"]', packages), { message: /'azure-cores'/, remedy: /Did you mean 'Azure-Core'/ }))
})

describe('hookQuestion', () => {
  it('tells what is selected, the diff and all packages, as their own files have them', () => {
    const [core, data, docs] = packages
    assert.ok(core !== undefined && data !== undefined && docs !== undefined)
    const reason = { kind: 'hook' } as const
    const choices = [
      { package: core, as: 'direct', reason },
      { package: data, as: 'indirect', reason },
      { package: docs, as: 'not-selected', reason: undefined },
    ] as const
    const question: Record<string, { Name: string; IncludedForValidation: boolean }[]> = JSON.parse(
      hookQuestion({ choices, unclaimed: [], notes: [] }, '{"ChangedFiles":["x"]}'),
    )
    const shown = (key: string): [string, boolean][] => (question[key] ?? []).map((one) => [one.Name, one.IncludedForValidation])
    assert.deepEqual(shown('located'), [
      ['Azure-Core', false],
      ['azure-data', true],
    ])
    assert.deepEqual(shown('all'), [
      ['Azure-Core', false],
      ['azure-data', true],
      ['docs', false],
    ])
    assert.deepEqual(question['diff'], { ChangedFiles: ['x'] })
  })

  it('does not take a fallback for something that was located', () => {
    const choices = packages.map((one) => ({ package: one, as: 'indirect', reason: { kind: 'fallback' } }) as const)
    assert.match(hookQuestion({ choices, unclaimed: [], notes: [] }, '{}'), /^\{"located":\[\],/)
  })
})
