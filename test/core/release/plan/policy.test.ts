import assert from 'node:assert/strict'
import { canonical } from '../../../../core/canonical.ts'
import { parseJson } from '../../../../core/json.ts'
import { defaultPolicy, type Policy, policyJson, readPolicy } from '../../../../core/release/plan/policy.ts'
import { problemCode } from '../../../fakes/problem-code.ts'

const policy: Policy = {
  environment: 'pypi',
  minApprovers: 2,
  requireCode: true,
  separationOfDuties: ['requester', 'sourceRequester'],
  maxApprovalAge: 12,
  knownStepsOnly: true,
  source: {
    definitions: [3, 12],
    repositories: ['acme/spam'],
    branches: ['refs/tags/v*'],
    reasons: ['manual'],
    partiallySucceeded: true,
    buildTags: ['Automated'],
    maxAge: 24,
  },
  files: { sdist: true, complete: false, tag: 'v{version}' },
}
const read = (json: unknown): Policy => readPolicy(parseJson(JSON.stringify(json), 'policy', 'PLAN_INVALID'))
const without = (part: object, key: string): object => Object.fromEntries(Object.entries(part).filter(([one]) => one !== key))

describe('a policy', () => {
  it('is read back as it was written', () => {
    assert.deepEqual(read(policyJson(policy)), policy)
    assert.deepEqual(read(policyJson(defaultPolicy)), defaultPolicy)
  })
  it('has the same text whatever the order of duties', () =>
    assert.equal(
      canonical(policyJson(policy)),
      canonical(policyJson({ ...policy, separationOfDuties: policy.separationOfDuties.toReversed() })),
    ))

  for (const [what, json] of [
    ...Object.keys(policy).map((key) => [key, without(policy, key)] as const),
    ...Object.keys(policy.source).map((key) => [`source.${key}`, { ...policy, source: without(policy.source, key) }] as const),
    ...Object.keys(policy.files).map((key) => [`files.${key}`, { ...policy, files: without(policy.files, key) }] as const),
  ])
    it(`without ${what} is refused: a plan says everything`, () =>
      assert.equal(
        problemCode(() => read(json)),
        'PLAN_INVALID',
      ))

  for (const [what, change] of [
    ['a number as a text', { minApprovers: '2' }],
    ['nobody who has to approve', { minApprovers: 0 }],
    ['less than nobody', { minApprovers: -1 }],
    ['half a person', { minApprovers: 0.5 }],
    ['a flag as a text', { requireCode: 'true' }],
    ['a duty that is none', { separationOfDuties: ['author'] }],
    ['duties that are no list', { separationOfDuties: 'requester' }],
    ['an age as a text', { maxApprovalAge: '3d' }],
    ['an age below none', { maxApprovalAge: -1 }],
    ['a pipeline by its name', { source: { ...policy.source, definitions: ['spam'] } }],
    ['a branch that is no text', { source: { ...policy.source, branches: [1] } }],
    ['a branch that would take for ever', { source: { ...policy.source, branches: ['refs/(a+)+'] } }],
    ['a branch that lets all others in', { source: { ...policy.source, branches: ['!refs/heads/main'] } }],
    ['a tag that names no version', { files: { ...policy.files, tag: 'v' } }],
    ['a tag that would take for ever', { files: { ...policy.files, tag: `${'{version}'.repeat(9)}#` } }],
    ['a source age below none', { source: { ...policy.source, maxAge: -1 } }],
  ] as const)
    it(`with ${what} is refused`, () =>
      assert.equal(
        problemCode(() => read({ ...policyJson(policy), ...change })),
        'PLAN_INVALID',
      ))
})
