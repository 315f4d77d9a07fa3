import assert from 'node:assert/strict'
import { type Fact, known, type Planned, type TimelineRecord, unknown } from '../../../../core/release/evidence.ts'
import { plannedAt } from '../../../../core/release/approval/planned-at.ts'
import { gatedRelease, timeline } from '../../../fakes/approved-release.ts'

const records = timeline()
const task = records.find(({ id }) => id === 'task-plan') ?? assert.fail()
const planned = (change: Partial<Planned> = {}): Fact<Planned> =>
  known({ artifact: 'release-plan', job: 'job-plan', attempt: 1, ...change })
const look = (fact: Fact<Planned>, of: readonly TimelineRecord[] = records): string => {
  const { at, refusals } = plannedAt(fact, of, gatedRelease)
  assert.equal(at === '', refusals.length > 0)
  return refusals[0]?.code ?? at
}

describe('plannedAt', () => {
  it('is when our task of the job that attached it had ended', () => assert.equal(look(planned()), task.finished))
  it('heeds no case of ids', () => assert.equal(look(planned({ job: 'JOB-PLAN' })), task.finished))
  it('is the last of several', () =>
    assert.equal(look(planned(), [...records, { ...task, id: 'x', finished: '2026-11-20T10:05:00.000Z' }]), '2026-11-20T10:05:00.000Z'))
  it('is the last whatever the digits of its time', () => {
    const again = ['2026-11-20T10:00:01.5Z', '2026-11-20T10:00:01Z'].map((finished, at) => ({ ...task, id: String(at), finished }))
    assert.equal(look(planned(), [...records, ...again]), '2026-11-20T10:00:01.5Z')
  })
  it('is one with issues too', () =>
    assert.equal(
      look(
        planned(),
        records.map((one) => (one === task ? { ...one, result: 'succeededWithIssues' } : one)),
      ),
      task.finished,
    ))
  it('is not known where the plan is not', () => assert.equal(look(unknown('gone')), 'PLAN_UNKNOWN'))

  const changed = (change: Partial<TimelineRecord>): TimelineRecord[] => records.map((one) => (one === task ? { ...one, ...change } : one))
  const foreign: [why: string, Fact<Planned>, (readonly TimelineRecord[])?][] = [
    ['nobody attached it', planned({ job: '' })],
    ['a step attached it', planned({ job: 'task-plan' })],
    ['a job without our task attached it', planned({ job: 'job-build' })],
    ['the job that publishes attached it', planned({ job: 'job-publish' })],
    ['its job did not have that attempt', planned({ attempt: 2 })],
    ['our task failed', planned(), changed({ result: 'failed' })],
    ['our task was skipped', planned(), changed({ result: 'skipped' })],
    ['our task still runs', planned(), changed({ state: 'inProgress', result: '' })],
    ['our task has no end', planned(), changed({ finished: '' })],
    ['one of our tasks has no end', planned(), [...records, { ...task, id: 'again', finished: '' }]],
    ['the task is another', planned(), changed({ task: 'script' })],
    ['the task is of another job', planned(), changed({ parentId: 'job-build' })],
    ['the job is gone', planned(), records.filter(({ id }) => id !== 'job-plan')],
  ]
  for (const [why, fact, of] of foreign) it(`is nobody's where ${why}`, () => assert.equal(look(fact, of), 'PLAN_FOREIGN'))
})
