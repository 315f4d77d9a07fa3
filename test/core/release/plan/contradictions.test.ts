import assert from 'node:assert/strict'
import { refuseContradictions, type Restated } from '../../../../core/release/plan/contradictions.ts'
import { nothingSaid } from '../../../../core/release/plan/policy-said.ts'
import type { Repository } from '../../../../core/release/plan/repository.ts'
import { releasePlan } from '../../../fakes/approved-release.ts'
import { problemCode } from '../../../fakes/problem-code.ts'

const plan = releasePlan()
const { policy } = plan
const silent: Restated = { source: undefined, artifacts: undefined, files: undefined, repository: undefined, policy: nothingSaid }
const index = (uploadUrl: string, checkUrl = 'https://example.org/simple'): Repository => ({ kind: 'index', uploadUrl, checkUrl })
const ours = 'https://upload.example.org/legacy/'
const store = (endpointUrl: string): Repository => ({ kind: 'store', store: 's3://wheels', endpointUrl })
const said = (change: object): Pick<Restated, 'policy'> => ({ policy: { ...nothingSaid, ...change } })
const weak = releasePlan({ policy: { ...policy, environment: '', requireCode: false, separationOfDuties: [] } })
const strict = releasePlan({
  policy: {
    ...policy,
    minApprovers: 2,
    maxApprovalAge: 12,
    knownStepsOnly: true,
    source: { ...policy.source, definitions: [3, 12], branches: ['refs/tags/v*'] },
    files: { sdist: true, complete: true, tag: 'v{version}' },
  },
})
const source = (change: object): object => ({ source: { ...nothingSaid.source, ...change } })
const files = (change: object): object => ({ files: { ...nothingSaid.files, ...change } })

describe('refuseContradictions', () => {
  for (const [what, given, against] of [
    ['nothing', {}, plan],
    ['nothing where the plan is strict', {}, strict],
    ['the same repository', { repository: index(ours) }, plan],
    ['the same store', { repository: store('') }, releasePlan({ repository: store('') })],
    ['the same run', { source: { run: 7, project: undefined } }, plan],
    ['the same run of its project', { source: { run: 7, project: 'P' } }, plan],
    ['the same files in another order', { files: ['*.tar.gz', '*.whl'] }, plan],
    ['the same environment in another case', said({ environment: 'PyPI' }), plan],
    [
      'any environment where the plan names none',
      said({ environment: 'staging' }),
      releasePlan({ policy: { ...policy, environment: '' } }),
    ],
    ['the same number of approvers', said({ minApprovers: 1 }), plan],
    ['duties in another order', said({ separationOfDuties: ['sourceRequester', 'requester'] }), plan],
    ['a weak policy that is said again', said({ requireCode: false, separationOfDuties: [] }), weak],
    ['pipelines in another order', said(source({ definitions: [12, 3] })), strict],
    ['part of a policy', said({ knownStepsOnly: true, ...files({ tag: 'v{version}' }) }), strict],
  ] as const)
    it(`takes ${what}`, () =>
      assert.equal(
        problemCode(() => refuseContradictions(against, { ...silent, ...given })),
        undefined,
      ))

  for (const [what, given, against] of [
    ['another repository', { repository: index('https://evil.example/') }, plan],
    ['another index', { repository: index(ours, 'https://evil.example/') }, plan],
    ['a store for an index', { repository: store('') }, plan],
    ['a store elsewhere', { repository: store('https://s3.evil.example') }, releasePlan({ repository: store('') })],
    ['another run', { source: { run: 8, project: undefined } }, plan],
    ['a run of another project', { source: { run: 7, project: 'q' } }, plan],
    ['other artifacts', { artifacts: ['x'] }, plan],
    ['other files', { files: ['*.whl'] }, plan],
    ['another environment', said({ environment: 'staging' }), plan],
    ['fewer approvers', said({ minApprovers: 1 }), strict],
    ['more approvers', said({ minApprovers: 3 }), strict],
    ['no code where one was planned', said({ requireCode: false }), plan],
    ['no duties where they were planned', said({ separationOfDuties: [] }), plan],
    ['a weak plan that this job does not repeat', {}, weak],
    ['a weak plan repeated in part', said({ requireCode: false }), weak],
    ['older approvals', said({ maxApprovalAge: 13 }), strict],
    ['any steps', said({ knownStepsOnly: false }), strict],
    ['another pipeline', said(source({ definitions: [3] })), strict],
    ['another branch', said(source({ branches: ['refs/heads/main'] })), strict],
    ['runs with issues', said(source({ partiallySucceeded: true })), strict],
    ['a filter that was not planned', said(source({ buildTags: ['Automated'] })), strict],
    ['no sdist', said(files({ sdist: false })), strict],
    ['another tag', said(files({ tag: 'none' })), strict],
  ] as const)
    it(`refuses ${what}`, () =>
      assert.equal(
        problemCode(() => refuseContradictions(against, { ...silent, ...given })),
        'PLAN_CHANGED',
      ))
})
