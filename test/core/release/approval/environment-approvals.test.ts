import assert from 'node:assert/strict'
import { approvalsOfEnvironment, isOf } from '../../../../core/release/approval/environment-approvals.ts'
import type { Approval, Check, StageEvidence } from '../../../../core/release/evidence.ts'
import { approvedRelease } from '../../../fakes/approved-release.ts'

const { evidence } = approvedRelease()
const approval: Approval = evidence.approvals.kind === 'known' ? (evidence.approvals.value[0] ?? assert.fail()) : assert.fail()
const check: Check = evidence.suite.kind === 'known' ? (evidence.suite.value.checks[0] ?? assert.fail()) : assert.fail()
const group: Check = { ...check, id: 'of-the-group', resource: { ...check.resource, type: 'variablegroup', name: 'secrets' } }
const other: Approval = { ...approval, id: 'of-the-group' }

function seen(approvals: readonly Approval[], checks: readonly Check[]): { ours: string[]; elsewhere: string[] } {
  const suite: StageEvidence['suite'] =
    evidence.suite.kind === 'known' ? { kind: 'known', value: { ...evidence.suite.value, checks } } : evidence.suite
  const { ours, elsewhere } = approvalsOfEnvironment({ ...evidence, approvals: { kind: 'known', value: approvals }, suite })
  return { ours: ours.map((one) => one.id), elsewhere: elsewhere.map((one) => one.code) }
}

describe('approvalsOfEnvironment', () => {
  const own = { ...check, id: approval.id }
  const table: [why: string, approvals: Approval[], checks: Check[], ours: string[], elsewhere: string[]][] = [
    ['takes the approval of the one check', [approval], [own], [approval.id], []],
    ['tells the approval of another resource apart', [approval, other], [own, group], [approval.id], ['APPROVAL_ELSEWHERE']],
    ['does not count an approval that no check of ours has', [other], [own, group], [], ['APPROVAL_ELSEWHERE']],
    [
      'does not count one that no check asked for, where all checks are ours',
      [approval, other],
      [own],
      [approval.id],
      ['APPROVAL_ELSEWHERE'],
    ],
    ['goes by ids only where there is a choice', [other], [own], [other.id], []],
    ['compares ids in any case', [{ ...approval, id: approval.id.toUpperCase() }], [own, group], [approval.id.toUpperCase()], []],
    ['leaves checks that are no approvals aside', [approval], [own, { ...group, type: 'ExclusiveLock' }], [approval.id], []],
    ['knows of none where none was read', [], [own, group], [], []],
  ]
  for (const [why, approvals, checks, ours, elsewhere] of table)
    it(why, () => assert.deepEqual(seen(approvals, checks), { ours, elsewhere }))

  it('has none where the approvals are unknown', () =>
    assert.deepEqual(approvalsOfEnvironment({ ...evidence, approvals: { kind: 'unknown', why: 'x' } }).ours, []))
})

describe('isOf', () => {
  const { name } = check.resource
  const table: [string, Check, string, boolean][] = [
    ['its own environment', check, name, true],
    ['its environment in another case', check, name.toUpperCase(), true],
    ['another environment', check, `${name}2`, false],
    ['no name at all', { ...check, resource: { ...check.resource, name: '' } }, '', false],
    ['another kind of resource', { ...group, resource: { ...group.resource, name } }, name, false],
  ]
  for (const [why, one, environment, expected] of table)
    it(`${expected ? 'is' : 'is not'}: ${why}`, () => assert.equal(isOf(one, environment), expected))
})
