import assert from 'node:assert/strict'
import { ageRefusal } from '../../../core/release/age.ts'

describe('ageRefusal', () => {
  const at = '2026-11-20T12:00:00.000Z'
  const table: [why: string, since: string, hours: number, codes: string[]][] = [
    ['nothing was asked', '', 0, []],
    ['it is young', '2026-11-20T11:00:00Z', 2, []],
    ['it is just so old', '2026-11-20T10:00:00.000Z', 2, []],
    ['it is older by a millisecond', '2026-11-20T09:59:59.999Z', 2, ['APPROVAL_OLD']],
    ['it is written for another zone', '2026-11-20T13:30:00+02:00', 1, []],
    ['it is older, in another zone', '2026-11-20T12:30:00+02:00', 1, ['APPROVAL_OLD']],
    ['it is of later', '2026-11-20T13:00:00Z', 1, []],
    ['its time is not told', '', 1, ['TIME_UNKNOWN']],
    ['its time is none', 'yesterday', 1, ['TIME_UNKNOWN']],
  ]
  for (const [why, since, hours, codes] of table)
    it(`${codes.length === 0 ? 'is none' : 'is one'} where ${why}`, () =>
      assert.deepEqual(
        ageRefusal('APPROVAL_OLD', 'it', since, at, hours).map((one) => one.code),
        codes,
      ))

  it('is one where it is not known when this job started', () =>
    assert.deepEqual(
      ageRefusal('SOURCE_OLD', 'it', at, '', 1).map((one) => one.code),
      ['TIME_UNKNOWN'],
    ))
})
