import assert from 'node:assert/strict'
import { defaultPolicy } from '../../../../core/release/plan/policy.ts'
import {
  type InputsSaid,
  nothingSaid,
  saidFacts,
  type SaidPolicy,
  togetherSaid,
  wholePolicy,
} from '../../../../core/release/plan/policy-said.ts'
import { problemCode } from '../../../fakes/problem-code.ts'

const file: SaidPolicy = {
  environment: 'pypi',
  minApprovers: 2,
  requireCode: false,
  separationOfDuties: ['requester'],
  maxApprovalAge: 5,
  knownStepsOnly: true,
  source: {
    definitions: [1],
    repositories: ['r'],
    branches: ['refs/heads/main'],
    reasons: ['manual'],
    partiallySucceeded: true,
    buildTags: ['t'],
    maxAge: 7,
  },
  files: { sdist: true, complete: false, tag: 'none' },
}

describe('what is said of a policy', () => {
  it('is a whole policy with what was not said', () => {
    assert.deepEqual(wholePolicy(nothingSaid), defaultPolicy)
    assert.deepEqual(wholePolicy(file), file)
    assert.deepEqual(wholePolicy({ ...nothingSaid, minApprovers: 3 }), { ...defaultPolicy, minApprovers: 3 })
    assert.deepEqual(wholePolicy({ ...nothingSaid, source: { ...nothingSaid.source, maxAge: 3 } }).source, {
      ...defaultPolicy.source,
      maxAge: 3,
    })
    assert.equal(wholePolicy({ ...nothingSaid, files: { ...nothingSaid.files, complete: false } }).files.complete, false)
  })

  it('is told by facts, each by its name in a policy file', () => {
    assert.deepEqual([...saidFacts(nothingSaid)], [])
    assert.deepEqual(Object.fromEntries(saidFacts(file)), {
      environment: 'pypi',
      minApprovers: '2',
      requireCode: 'false',
      separationOfDuties: 'requester',
      'approval.maxAge': '5h',
      steps: 'known',
      'source.definitions': '1',
      'source.repositories': 'r',
      'source.branches': 'refs/heads/main',
      'source.reasons': 'manual',
      'source.results': 'succeeded, partiallySucceeded',
      'source.buildTags': 't',
      'source.maxAge': '7h',
      'files.sdist': 'true',
      'files.complete': 'false',
      'files.tag': 'none',
    })
  })

  it('is told in the words of a policy file, ages in days where they are some', () => {
    const { source } = nothingSaid
    const said = { ...nothingSaid, maxApprovalAge: 72, knownStepsOnly: false, source: { ...source, maxAge: 0, partiallySucceeded: false } }
    const expected = { 'approval.maxAge': '3d', steps: 'any', 'source.maxAge': 'any', 'source.results': 'succeeded' }
    assert.deepEqual(Object.fromEntries(saidFacts(said)), expected)
  })

  it('has a fact for every key of a policy, so that none goes unheeded', () => {
    const { source, files, ...rest } = defaultPolicy
    assert.equal(saidFacts(defaultPolicy).size, [source, files, rest].flatMap((part) => Object.keys(part)).length)
  })
})

describe('togetherSaid', () => {
  const silent: InputsSaid = { environment: undefined, minApprovers: undefined, requireCode: undefined, separationOfDuties: undefined }

  for (const [what, inputs] of [
    ['nothing', {}],
    ['the same environment in another case', { environment: 'PyPI' }],
    ['the same number', { minApprovers: 2 }],
    ['the same flag', { requireCode: false }],
    ['the same duties', { separationOfDuties: ['requester'] }],
  ] as const)
    it(`takes inputs that say ${what}`, () => {
      const { environment, ...rest } = togetherSaid({ ...silent, ...inputs }, file)
      assert.deepEqual({ ...rest, environment: environment?.toLowerCase() }, file)
    })

  it('takes what only one of them says', () => {
    assert.deepEqual(togetherSaid({ ...silent, minApprovers: 3, requireCode: false }, nothingSaid), {
      ...nothingSaid,
      minApprovers: 3,
      requireCode: false,
    })
    assert.deepEqual(togetherSaid({ ...silent, minApprovers: 3 }, { ...file, minApprovers: undefined }), { ...file, minApprovers: 3 })
  })

  for (const [key, inputs] of [
    ['environment', { environment: 'staging' }],
    ['minApprovers', { minApprovers: 1 }],
    ['requireCode', { requireCode: true }],
    ['separationOfDuties', { separationOfDuties: ['requester', 'sourceRequester'] }],
    ['separationOfDuties', { separationOfDuties: [] }],
  ] as const)
    it(`refuses ${JSON.stringify(inputs)}, and names it`, () => {
      const together = (): unknown => togetherSaid({ ...silent, ...inputs }, file)
      assert.equal(problemCode(together), 'INPUT_INVALID')
      assert.throws(together, (error: Error) => error.message.includes(key))
    })
})
