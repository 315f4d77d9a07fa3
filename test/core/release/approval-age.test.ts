import assert from 'node:assert/strict'
import { judgeAge } from '../../../core/release/approval-age.ts'

describe('the age of an approval', () => {
  const started = '2026-11-20T12:00:00.000Z'
  for (const [what, at, begun, hours, expected] of [
    ['any age will do', '2020-01-01T00:00:00Z', started, 0, []],
    ['no time is asked for where any age will do', '', '', 0, []],
    ['as old as it may be', '2026-11-20T09:00:00.000Z', started, 3, []],
    ['a millisecond older', '2026-11-20T08:59:59.999Z', started, 3, ['APPROVAL_OLD']],
    ['given after the job started', '2026-11-20T12:00:01Z', started, 1, []],
    ['when it was given is not known', '', started, 1, ['TIME_UNKNOWN']],
    ['when the job started is not known', '2026-11-20T11:00:00Z', '', 1, ['TIME_UNKNOWN']],
    ['no time at all', 'yesterday', 'today', 1, ['TIME_UNKNOWN']],
  ] as const)
    it(what, () =>
      assert.deepEqual(
        judgeAge('Grace', at, begun, hours).map(({ code }) => code),
        expected,
      ),
    )
})
