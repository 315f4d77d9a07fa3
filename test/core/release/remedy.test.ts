import assert from 'node:assert/strict'
import type { RefusalCode } from '../../../core/release/refusal.ts'
import { remedyOf } from '../../../core/release/remedy.ts'

const of = (...codes: RefusalCode[]): string =>
  remedyOf(
    codes.map((code) => ({ code, says: 'x' })),
    '7Q4K-M9XH',
  )

describe('remedyOf', () => {
  const table: [code: RefusalCode, act: RegExp][] = [
    ['APPROVERS_TOO_FEW', /7Q4K-M9XH/],
    ['APPROVAL_MISSING', /7Q4K-M9XH/],
    ['CHECKPOINT_MISSING', /7Q4K-M9XH/],
    ['CODE_MISSING', /7Q4K-M9XH/],
    ['CONFIGURATIONS_UNKNOWN', /Reader of the environment/],
    ['SOURCE_TIMELINE_UNKNOWN', /may view/],
    ['SUITE_UNKNOWN', /may view/],
    ['RELEASE_UNKNOWN', /may view/],
    ['ARTIFACTS_UNKNOWN', /may view/],
    ['ARTIFACT_ADDED', /who changed/],
    ['ARTIFACT_FOREIGN', /who changed/],
    ['SOURCE_BRANCH', /policy/],
    ['SOURCE_NOT_SUCCEEDED', /policy/],
    ['TAG_OTHER', /tag/],
    ['CHECK_CHANGED', /again/],
    ['CHECK_BYPASSED', /again/],
    ['CHECKS_EMPTY', /again/],
    ['SUITE_NOT_APPROVED', /again/],
    ['STEP_FOREIGN', /step/],
  ]
  for (const [code, act] of table)
    it(`of ${code} says what nobody else says, and that nothing was uploaded`, () => {
      const says = of(code)
      assert.match(says, /^Nothing was uploaded\. /)
      assert.match(says.replace('Nothing was uploaded. ', ''), act)
      assert.equal(says.match(/\.(?: |$)/g)?.length, 2)
    })

  it('says nothing more where there is nothing that one could do', () => {
    for (const code of ['RUN_OTHER', 'JOB_UNKNOWN', 'TIME_UNKNOWN', 'REQUESTER_UNKNOWN'] as const)
      assert.equal(of(code), 'Nothing was uploaded.')
  })

  it('asks nobody to approve a plan that is in doubt', () => {
    for (const code of ['PLAN_FOREIGN', 'PLAN_UNKNOWN'] as const) {
      assert.ok(!of('APPROVERS_TOO_FEW', code, 'CODE_MISSING').includes('7Q4K-M9XH'))
      assert.match(of(code), /who attached/)
    }
  })

  it('says each thing once, and the approval last', () => {
    const says = of('APPROVERS_TOO_FEW', 'SOURCE_UNKNOWN', 'RUN_UNKNOWN', 'SOURCE_BRANCH', 'SOURCE_REASON', 'CODE_MISSING')
    assert.equal(says.match(/may view/g)?.length, 1)
    assert.equal(says.match(/policy/g)?.length, 1)
    assert.match(says, /Run this stage again, and let somebody .* approve it with its approval code 7Q4K-M9XH in the comment\.$/)
  })
})
