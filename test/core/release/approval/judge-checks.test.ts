import assert from 'node:assert/strict'
import type { Approval, Check, CheckConfiguration, CheckSuite } from '../../../../core/release/evidence.ts'
import { known, unknown } from '../../../../core/release/evidence.ts'
import { isApprovalOf, judgeApprovals, judgeConfigurations, judgeSuite } from '../../../../core/release/approval/judge-checks.ts'
import type { Refusal, RefusalCode } from '../../../../core/release/refusal.ts'
import { findCheckpoint } from '../../../../core/release/approval/checkpoint.ts'
import { approvedRelease } from '../../../fakes/approved-release.ts'

const { evidence, records, suite, approval } = approvedRelease()
const found = findCheckpoint(records, evidence.here)
const checkpoint = found.kind === 'found' ? found.checkpoint : assert.fail()
const own: Check = suite.checks[0] ?? assert.fail()
const lock: Check = { ...own, id: 'lock', type: 'ExclusiveLock', configuration: { id: '8', version: 1 } }
const vault: Check = {
  ...own,
  id: 'vault',
  configuration: { id: '7', version: 1 },
  resource: { type: 'variablegroup', id: '3', name: 'pypi' },
}
const codes = (refusals: readonly Refusal[]): RefusalCode[] => refusals.map((one) => one.code)

describe('judgeSuite', () => {
  const look = (part: Partial<CheckSuite>): RefusalCode[] => codes(judgeSuite({ ...suite, ...part }, checkpoint, evidence.here))

  it('takes the checks of our stage, with others beside the approval', () => {
    assert.deepEqual(look({}), [])
    assert.deepEqual(look({ checks: [lock, own, vault] }), [])
  })

  const statuses: [status: string, code: RefusalCode][] = [
    ['bypassed', 'CHECK_BYPASSED'],
    ['running', 'CHECK_NOT_APPROVED'],
    ['queued', 'CHECK_NOT_APPROVED'],
    ['rejected', 'CHECK_NOT_APPROVED'],
    ['timedOut', 'CHECK_NOT_APPROVED'],
    ['canceled', 'CHECK_NOT_APPROVED'],
    ['none', 'CHECK_NOT_APPROVED'],
    ['Approved', 'CHECK_NOT_APPROVED'],
    ['', 'CHECK_NOT_APPROVED'],
  ]
  for (const [status, code] of statuses)
    it(`refuses a check that is '${status}', also of something else`, () => {
      assert.deepEqual(look({ checks: [{ ...own, status }] }), [code])
      assert.deepEqual(look({ checks: [own, { ...lock, status }] }), [code])
    })

  it('wants an approval of our environment among them', () => {
    for (const checks of [[vault], [lock], [{ ...own, type: 'approval' }], [{ ...own, resource: { ...own.resource, name: 'test' } }]])
      assert.deepEqual(look({ checks }), ['ENVIRONMENT_OTHER'])
  })

  it('says all that is wrong at once', () =>
    assert.deepEqual(look({ id: 'x', run: 8, stage: 'x', status: 'rejected', checks: [] }), [
      'SUITE_OTHER',
      'SUITE_OTHER_RUN',
      'SUITE_OTHER_STAGE',
      'SUITE_NOT_APPROVED',
      'CHECKS_EMPTY',
      'ENVIRONMENT_OTHER',
    ]))
})

describe('judgeConfigurations', () => {
  const now: CheckConfiguration = { id: '5', version: 2, disabled: false }
  const look = (checks: readonly Check[], ...configurations: readonly CheckConfiguration[]): RefusalCode[] =>
    codes(judgeConfigurations(known({ ...suite, checks }), known(configurations), 'pypi'))

  const table: [why: string, checks: Check[], now: CheckConfiguration[], expected: RefusalCode[]][] = [
    ['it is as it was', [own], [now], []],
    ['others are asked for beside it', [own], [{ ...now, id: '6' }, now], []],
    ['others were evaluated, of which nothing is told', [lock, vault, own], [now], []],
    ['it is gone', [own], [], ['CHECK_UNKNOWN']],
    ['it was made anew', [own], [{ ...now, id: '6' }], ['CHECK_UNKNOWN']],
    ['it was edited', [own], [{ ...now, version: 3 }], ['CHECK_CHANGED']],
    ['it was edited and disabled', [own], [{ ...now, version: 3, disabled: true }], ['CHECK_CHANGED', 'CHECK_DISABLED']],
    ['one of two is gone', [own, { ...own, id: 'x', configuration: { id: '6', version: 1 } }], [now], ['CHECK_UNKNOWN']],
    ['nobody knows which it was', [{ ...own, configuration: { id: '', version: 2 } }], [{ ...now, id: '' }], ['CHECK_UNKNOWN']],
    ['nobody knows its version', [{ ...own, configuration: { id: '5', version: Number.NaN } }], [now], ['CHECK_CHANGED']],
    [
      'nobody knows any version',
      [{ ...own, configuration: { id: '5', version: Number.NaN } }],
      [{ ...now, version: Number.NaN }],
      ['CHECK_CHANGED'],
    ],
  ]
  for (const [why, checks, configurations, expected] of table)
    it(`${expected.length === 0 ? 'holds' : 'refuses'} where ${why}`, () => assert.deepEqual(look(checks, ...configurations), expected))

  it('refuses what is not known', () =>
    assert.deepEqual(codes(judgeConfigurations(known(suite), unknown('403'), 'pypi')), ['CONFIGURATIONS_UNKNOWN']))
})

describe('isApprovalOf', () => {
  it('is an approval, and of this environment', () => {
    assert.ok(isApprovalOf(own, 'PyPI'))
    for (const one of [lock, vault]) assert.ok(!isApprovalOf(one, 'pypi'))
    assert.ok(!isApprovalOf(own, ''))
  })
})

describe('judgeApprovals', () => {
  const look = (...approvals: readonly Approval[]): RefusalCode[] => codes(judgeApprovals(approvals, checkpoint, 7))
  const table: [why: string, approvals: Approval[], expected: RefusalCode[]][] = [
    ['it is the one that was asked for', [approval], []],
    ['its id is written in capitals', [{ ...approval, id: 'APPROVAL' }], []],
    ['it does not say its run', [{ ...approval, run: undefined }], []],
    ['there is none', [], ['APPROVAL_OTHER']],
    ['there is another', [{ ...approval, id: 'other' }], ['APPROVAL_OTHER']],
    ['it is told twice', [approval, approval], ['APPROVAL_OTHER']],
    ['it is of another run', [{ ...approval, run: 8 }], ['APPROVAL_OTHER_RUN']],
    ['it was deferred', [{ ...approval, status: 'deferred' }], ['APPROVAL_DEFERRED']],
    ...['pending', 'rejected', 'skipped', 'canceled', 'timedOut', 'bypassed', 'failed', 'uninitiated', 'undefined', 'completed', ''].map(
      (status): [string, Approval[], RefusalCode[]] => [`it is '${status}'`, [{ ...approval, status }], ['APPROVAL_NOT_APPROVED']],
    ),
  ]
  for (const [why, approvals, expected] of table)
    it(`${expected.length === 0 ? 'holds' : 'refuses'} where ${why}`, () => assert.deepEqual(look(...approvals), expected))
})
