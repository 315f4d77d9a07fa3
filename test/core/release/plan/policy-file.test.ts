import assert from 'node:assert/strict'
import fc from 'fast-check'
import { canonical } from '../../../../core/canonical.ts'
import { parseJson } from '../../../../core/json.ts'
import { readPolicyFile } from '../../../../core/release/plan/policy-file.ts'
import { type Policy, policyJson, readPolicy } from '../../../../core/release/plan/policy.ts'
import { nothingSaid, saidFacts, type SaidPolicy, wholePolicy } from '../../../../core/release/plan/policy-said.ts'
import { problemCode } from '../../../fakes/problem-code.ts'

const read = (text: string): SaidPolicy => readPolicyFile(text, 'policy.yml')
const whole = `
approval:
  environment: pypi
  minApprovers: 2
  requireCode: true
  separationOfDuties: [sourceRequester, requester]
  maxAge: 3d
source:
  definitions: [12, 3]
  repositories: [acme/spam]
  branches: [main, release/*, refs/heads/hotfix]
  tags: [v*]
  reasons: [manual, individualCI]
  results: [succeeded, partiallySucceeded]
  buildTags: [Automated]
  maxAge: 12h
files:
  sdist: true
  complete: false
  tag: v{version}
steps: known
x-note: whatever
`

describe('a policy file', () => {
  it('says all there is', () =>
    assert.deepEqual(read(whole), {
      environment: 'pypi',
      minApprovers: 2,
      requireCode: true,
      separationOfDuties: ['requester', 'sourceRequester'],
      maxApprovalAge: 72,
      knownStepsOnly: true,
      source: {
        definitions: [3, 12],
        repositories: ['acme/spam'],
        branches: ['refs/heads/hotfix', 'refs/heads/main', 'refs/heads/release/*', 'refs/tags/v*'],
        reasons: ['individualCI', 'manual'],
        partiallySucceeded: true,
        buildTags: ['Automated'],
        maxAge: 12,
      },
      files: { sdist: true, complete: false, tag: 'v{version}' },
    }))

  for (const [what, text] of [
    ['nothing', '{}'],
    ['a comment of ours', 'x-owner: ada'],
    ['empty rooms', 'approval: {}\nsource: {}\nfiles: {}'],
  ] as const)
    it(`may say ${what}`, () => assert.deepEqual(read(text), nothingSaid))

  it('may be JSON', () => assert.deepEqual(read('{"approval": {"minApprovers": "2"}}'), { ...nothingSaid, minApprovers: 2 }))

  for (const [text, key, value] of [
    ['approval: { separationOfDuties: none }', 'separationOfDuties', 'none'],
    ['approval: { separationOfDuties: requester }', 'separationOfDuties', 'requester'],
    ['approval: { requireCode: False }', 'requireCode', 'false'],
    ['approval: { maxAge: 1h }', 'approval.maxAge', '1h'],
    ['source: { branches: main }', 'source.branches', 'refs/heads/main'],
    ['source: { branches: "**" }', 'source.branches', 'refs/heads/**'],
    ['source: { branches: refs/tags/v1 }', 'source.branches', 'refs/tags/v1'],
    ['source: { tags: refs/tags/v1 }', 'source.branches', 'refs/tags/v1'],
    ['source: { tags: "v{1,2}.*" }', 'source.branches', 'refs/tags/v{1,2}.*'],
    ['source: { definitions: 12 }', 'source.definitions', '12'],
    ['source: { results: succeeded }', 'source.results', 'succeeded'],
    ['source: { reasons: pullRequest }', 'source.reasons', 'pullRequest'],
    ['files: { tag: auto }', 'files.tag', 'auto'],
    ['files: { tag: none }', 'files.tag', 'none'],
    ['files: { tag: "refs/tags/{project}/v{version}" }', 'files.tag', '{project}/v{version}'],
    ['steps: any', 'steps', 'any'],
  ] as const)
    it(`reads ${text}`, () => assert.deepEqual([...saidFacts(read(text))], [[key, value]]))

  for (const text of [
    '',
    '- approval',
    'approval: none',
    'approval:',
    'aproval: {}',
    'approval: { minApprover: 2 }',
    'approval: { minApprovers: 0 }',
    'approval: { minApprovers: 101 }',
    'approval: { minApprovers: two }',
    'approval: { environment: "" }',
    'approval: { environment: "$(Environment.Name)" }',
    'approval: { requireCode: no }',
    'approval: { separationOfDuties: [] }',
    'approval: { separationOfDuties: [author] }',
    'approval: { separationOfDuties: [none, requester] }',
    'approval: { maxAge: 3 }',
    'approval: { maxAge: 0d }',
    'approval: { maxAge: 3w }',
    'approval: { maxAge: -3d }',
    'source: { definition: [12] }',
    'source: { definitions: [] }',
    'source: { definitions: [spam-wheels] }',
    'source: { definitions: [0] }',
    'source: { repositories: [] }',
    'source: { repositories: [[acme]] }',
    'source: { branches: [] }',
    'source: { branches: [""] }',
    'source: { branches: ["!main"] }',
    'source: { branches: ["(a+)+"] }',
    'source: { branches: ["a|b"] }',
    'source: { branches: ["[b-a]"] }',
    'source: { branches: ["a*b*c*d*e"] }',
    'source: { branches: ["my branch"] }',
    'source: { tags: [refs/heads/main] }',
    'source: { reasons: [pullrequests] }',
    'source: { reasons: [] }',
    'source: { results: [partiallySucceeded] }',
    'source: { results: [failed] }',
    'source: { results: [] }',
    'source: { buildTags: [] }',
    'source: { maxAge: forever }',
    'files: { sdists: true }',
    'files: { sdist: maybe }',
    'files: { tag: v1 }',
    'files: { tag: "" }',
    'files: { tag: "{version}{version}" }',
    'files: { tag: "{version}-{commit}" }',
    'files: { tag: "v*{version}" }',
    'files: { tag: "{version" }',
    'steps: [known]',
    'steps: strict',
    'approval: {}\napproval: {}',
    '--- {}\n--- {}',
  ])
    it(`refuses ${JSON.stringify(text)}`, () =>
      assert.equal(
        problemCode(() => read(text)),
        'INPUT_INVALID',
      ))

  it('names the place of what is wrong, and what was meant', () => {
    assert.throws(() => read('approval:\n  minAprovers: 2'), /policy\.yml, line 2: approval/)
    assert.throws(
      () => read('approval:\n  minAprovers: 2'),
      (error: { remedy?: string }) => /minApprovers/.test(error.remedy ?? ''),
    )
    assert.throws(
      () => read('steps: knwon'),
      (error: { remedy?: string }) => /known/.test(error.remedy ?? ''),
    )
  })

  it('means the same in any order', () =>
    fc.assert(
      fc.property(fc.shuffledSubarray(['main', 'dev', 'v1', 'a/b'], { minLength: 1 }), (branches) => {
        const text = (list: readonly string[]): string =>
          JSON.stringify({ source: { branches: list, buildTags: list, repositories: list } })
        assert.deepEqual(read(text(branches)), read(text([...branches, ...branches].toReversed())))
      }),
    ))

  it('is a policy or a Problem, whatever stands in it', () => {
    const word = fc.oneof(fc.constantFrom('none', 'true', '1', '3d', 'main', 'known', 'succeeded', '{version}', '__proto__'), fc.string())
    const value = fc.oneof(word, fc.array(word, { maxLength: 3 }), fc.dictionary(word, word, { maxKeys: 2 }), fc.constant(null))
    const room = (...keys: string[]): fc.Arbitrary<object> =>
      fc.record(Object.fromEntries(keys.map((key) => [key, value])), { requiredKeys: [] })
    const policies = fc.record(
      {
        approval: room('environment', 'minApprovers', 'requireCode', 'separationOfDuties', 'maxAge'),
        source: room('definitions', 'repositories', 'branches', 'tags', 'reasons', 'results', 'buildTags', 'maxAge'),
        files: room('sdist', 'complete', 'tag'),
        steps: value,
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(policies, (policy) => {
        const code = problemCode(() => parsePlanned(wholePolicy(read(JSON.stringify(policy)))))
        return code === undefined || code === 'INPUT_INVALID'
      }),
      { numRuns: 500 },
    )
  })
})

/** What a file says can stand in a plan. */
function parsePlanned(policy: Policy): Policy {
  const back = readPolicy(parseJson(canonical(policyJson(policy)), 'plan', 'PLAN_INVALID'))
  assert.deepEqual(back, policy)
  return back
}
