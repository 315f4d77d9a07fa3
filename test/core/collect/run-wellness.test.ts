import assert from 'node:assert/strict'
import { unwell } from '../../../core/collect/run-wellness.ts'
import type { TimelineRecord } from '../../../core/release/evidence.ts'

const record = (id: string, parentId: string, change: Partial<TimelineRecord> = {}): TimelineRecord => ({
  id,
  parentId,
  type: { s: 'Stage', p: 'Phase', j: 'Job', t: 'Task' }[id[0] ?? ''] ?? 'Checkpoint',
  name: id,
  state: 'completed',
  result: 'succeeded',
  attempt: 1,
  earlier: [],
  started: '2026-01-01T00:00:00Z',
  finished: '2026-01-01T00:00:00Z',
  task: '',
  ...change,
})
const busy = { state: 'inProgress', result: '' }
/** A stage with two jobs has ended, this one runs, and another waits for it. */
const timeline = (...changed: TimelineRecord[]): TimelineRecord[] => {
  const records = [
    record('s-build', ''),
    record('p-build', 's-build'),
    record('j-linux', 'p-build'),
    record('t-make', 'j-linux', { result: 'succeededWithIssues' }),
    record('j-mac', 'p-build', { result: 'succeededWithIssues' }),
    record('s-package', '', busy),
    record('p-collect', 's-package', busy),
    record('j-collect', 'p-collect', busy),
    record('t-collect', 'j-collect', busy),
    record('s-publish', '', { state: 'pending', result: '' }),
  ]
  return [...records.filter(({ id }) => !changed.some((one) => one.id === id)), ...changed]
}

describe('unwell', () => {
  const told = (...changed: TimelineRecord[]): string[] => unwell(timeline(...changed), 'J-COLLECT')

  it('has nothing against a run whose other jobs have passed, with warnings too, and against what waits', () =>
    assert.deepEqual(told(), []))

  for (const [result, says] of [
    ['failed', "the job 'j-mac' failed"],
    ['canceled', "the job 'j-mac' was cancelled"],
    ['abandoned', "the job 'j-mac' was abandoned"],
    ['Failed', "the job 'j-mac' failed"],
  ] as const)
    it(`names a job that ${result}, and not its stage as well`, () =>
      assert.deepEqual(
        told(record('j-mac', 'p-build', { result }), record('p-build', 's-build', { result }), record('s-build', '', { result })),
        [says],
      ))

  for (const [what, changed] of [
    ['skipped jobs', record('j-mac', 'p-build', { result: 'skipped' })],
    ['skipped stages', record('s-build', '', { result: 'skipped' })],
    ['tasks that failed and may', record('t-make', 'j-linux', { result: 'failed' })],
    ['checks that run', record('checkpoint', 's-publish', busy)],
  ] as const)
    it(`has nothing against ${what}`, () => assert.deepEqual(told(changed), []))

  it('names a stage that failed without a job', () =>
    assert.deepEqual(told(record('s-build', '', { result: 'failed' })), ["the stage 's-build' failed"]))

  it('names a job that runs beside this one', () =>
    assert.deepEqual(told(record('s-other', '', busy), record('p-other', 's-other', busy), record('j-other', 'p-other', busy)), [
      "the job 'j-other' still runs",
    ]))

  it('names one of its own stage too', () =>
    assert.deepEqual(told(record('j-beside', 'p-collect', busy)), ["the job 'j-beside' still runs"]))

  it('names what waits for an agent', () =>
    assert.deepEqual(told(record('p-other', 's-build', busy), record('j-other', 'p-other', { state: 'pending', result: '' })), [
      "the job 'p-other' still runs",
    ]))

  it('names a stage that has begun and whose jobs have not', () =>
    assert.deepEqual(told(record('s-other', '', busy)), ["the stage 's-other' still runs"]))

  it('takes no run for well in which it does not find this job', () => {
    for (const id of ['', 'elsewhere']) assert.match(unwell(timeline(), id).join(), /does not have this job/)
    assert.equal(unwell([], 'j-collect').length, 1)
  })

  it('ends on a timeline that bites its tail', () =>
    assert.deepEqual(unwell([record('j-collect', 'p-collect', busy), record('p-collect', 'j-collect', busy)], 'j-collect'), []))
})
