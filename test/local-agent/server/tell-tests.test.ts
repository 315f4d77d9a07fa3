import assert from 'node:assert/strict'
import { newRecord, type TestRunRecord } from '../../../local-agent/record.ts'
import { testsOf } from '../../../local-agent/server/tell-tests.ts'

const job = (id: string): ReturnType<typeof newRecord> =>
  newRecord({ id, parentId: undefined, type: 'Job', name: id, identifier: id, attempt: 1, order: 1 })
const testRun = (told: Partial<TestRunRecord> = {}): TestRunRecord => ({
  title: 'spam: unit',
  jobId: 'a',
  passed: 10,
  failed: 0,
  skipped: 0,
  failures: [],
  ...told,
})
const told = (...testRuns: TestRunRecord[]): readonly string[] => testsOf({ testRuns, records: [job('a'), job('b')] })

describe('the tests of a run', () => {
  it('are nothing without any', () => assert.deepEqual(told(), []))
  it('are counted over all runs', () =>
    assert.deepEqual(told(testRun(), testRun({ jobId: 'b', skipped: 2 })), ['Tests: 2 runs, 20 passed, 0 failed, 2 skipped']))
  it('are those of the last attempt of a job', () =>
    assert.deepEqual(told(testRun({ jobId: 'of an earlier attempt', failed: 3 }), testRun()), ['Tests: 1 run, 10 passed, 0 failed']))
  it('tell which of them failed', () =>
    assert.deepEqual(
      told(testRun({ failed: 1, failures: ['a.b'] }), testRun({ title: 't', failed: 5, failures: ['a', 'b', 'c', 'd', 'e'] })),
      ['Tests: 2 runs, 20 passed, 6 failed', '  spam: unit: a.b', '  t: a, b, c and 2 more'],
    ))
  it('tells names that are no command of whoever reads, no escape of a terminal, and short', () => {
    const failures = ['##vso[task.complete]', '\u001b]0;x\u0007\n##[error]y', 'z'.repeat(5000)]
    const [, line = ''] = told(testRun({ title: 'a\n##vso[task.complete]b', failed: 3, failures }))
    assert.match(line, /^  a #_#vso\[task\.complete\]b: #_#vso\[task\.complete\],  \]0;x  #_#\[error\]y, z{200}$/)
  })
})
