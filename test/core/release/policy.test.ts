import assert from 'node:assert/strict'
import { canonical } from '../../../core/canonical.ts'
import { parseJson } from '../../../core/json.ts'
import { parsePolicy, type Policy, policyJson } from '../../../core/release/policy.ts'
import { problemCode } from '../../fakes/problem-code.ts'

const policy: Policy = { environment: 'pypi', minApprovers: 2, requireCode: true, separationOfDuties: ['sourceRequester', 'requester'] }
const read = (json: unknown): Policy => parsePolicy(parseJson(JSON.stringify(json), 'policy', 'PLAN_INVALID'))

describe('a policy', () => {
  it('is read back as it was written', () => {
    const back = read(policyJson(policy))
    assert.deepEqual(back, { ...policy, separationOfDuties: ['requester', 'sourceRequester'] })
  })
  it('has the same text whatever the order of duties', () =>
    assert.equal(
      canonical(policyJson(policy)),
      canonical(policyJson({ ...policy, separationOfDuties: policy.separationOfDuties.toReversed() })),
    ))

  for (const [what, change] of [
    ['no environment', { environment: undefined }],
    ['a number as a text', { minApprovers: '2' }],
    ['nobody who has to approve', { minApprovers: 0 }],
    ['less than nobody', { minApprovers: -1 }],
    ['half a person', { minApprovers: 0.5 }],
    ['a flag as a text', { requireCode: 'true' }],
    ['a duty that is none', { separationOfDuties: ['author'] }],
    ['duties that are no list', { separationOfDuties: 'requester' }],
  ] as const)
    it(`with ${what} is refused`, () =>
      assert.equal(
        problemCode(() => read({ ...policyJson(policy), ...change })),
        'PLAN_INVALID',
      ))
})
