import assert from 'node:assert/strict'
import { refuseContradictions, type Restated } from '../../../core/release/contradictions.ts'
import { releasePlan } from '../../fakes/approved-release.ts'
import { problemCode } from '../../fakes/problem-code.ts'

const plan = releasePlan()
const silent: Restated = {
  artifacts: undefined,
  files: undefined,
  repository: undefined,
  environment: '',
  minApprovers: undefined,
  requireCode: true,
  separationOfDuties: ['requester', 'sourceRequester'],
}
const here = { uploadUrl: plan.repository, checkUrl: plan.checkUrl }
const weak = releasePlan({ policy: { environment: '', minApprovers: 1, requireCode: false, separationOfDuties: [] } })

describe('refuseContradictions', () => {
  for (const [what, given, against] of [
    ['nothing', {}, plan],
    ['the same repository', { repository: here }, plan],
    ['the same files in another order', { files: ['*.tar.gz', '*.whl'] }, plan],
    ['the same environment in another case', { environment: 'PyPI' }, plan],
    ['any environment where the plan names none', { environment: 'staging' }, releasePlan({ policy: { ...plan.policy, environment: '' } })],
    ['the same number of approvers', { minApprovers: 1 }, plan],
    ['duties in another order', { separationOfDuties: ['sourceRequester', 'requester'] }, plan],
    ['a weak policy that is said again', { requireCode: false, separationOfDuties: [] }, weak],
  ] as const)
    it(`takes ${what}`, () =>
      assert.equal(
        problemCode(() => refuseContradictions(against, { ...silent, ...given })),
        undefined,
      ))

  for (const [what, given, against] of [
    ['another repository', { repository: { ...here, uploadUrl: 'https://evil.example/' } }, plan],
    ['another index', { repository: { ...here, checkUrl: 'https://evil.example/' } }, plan],
    ['other artifacts', { artifacts: ['x'] }, plan],
    ['other files', { files: ['*.whl'] }, plan],
    ['another environment', { environment: 'staging' }, plan],
    ['fewer approvers', { minApprovers: 1 }, releasePlan({ policy: { ...plan.policy, minApprovers: 2 } })],
    ['no code where one was planned', { requireCode: false }, plan],
    ['no duties where they were planned', { separationOfDuties: [] }, plan],
    ['a weak plan that this job does not repeat', {}, weak],
    ['a weak plan repeated in part', { requireCode: false }, weak],
  ] as const)
    it(`refuses ${what}`, () =>
      assert.equal(
        problemCode(() => refuseContradictions(against, { ...silent, ...given })),
        'PLAN_CHANGED',
      ))
})
