import assert from 'node:assert/strict'
import { atAttempt, earlierTimelines, hasJob } from '../../../../core/release/approval/attempt-timeline.ts'
import { findCheckpoint } from '../../../../core/release/approval/checkpoint.ts'
import type { TimelineRecord } from '../../../../core/release/evidence.ts'
import { approvedRelease } from '../../../fakes/approved-release.ts'

const good = approvedRelease()
const then = good.records.map((one) => (one.state === 'inProgress' ? { ...one, state: 'completed', result: 'failed' } : one))
const ids = (records: readonly TimelineRecord[]): string[] => records.map(({ id }) => id).sort()
const publishing = new Set(['stage-publish', 'checkpoint', 'phase-publish', 'job-publish', 'task-publish'])

/** The run when its stage was run again; `renamed` says which records have ids of their own then. */
function again(renamed: (id: string) => boolean): TimelineRecord[] {
  const name = (id: string): string => (publishing.has(id) && renamed(id) ? `${id}-2` : id)
  return good.records
    .filter(({ id }) => id !== 'approval')
    .map((one) => {
      const earlier = publishing.has(one.id) ? [{ record: one.id, timeline: 'then' }] : []
      return { ...one, id: name(one.id), parentId: name(one.parentId), attempt: publishing.has(one.id) ? 2 : 1, earlier }
    })
}

describe('the timeline of an earlier attempt', () => {
  it('is told once, where there is one', () => {
    assert.deepEqual(earlierTimelines(again(() => true)), ['then'])
    assert.deepEqual(earlierTimelines(good.records), [])
    const nameless = good.records.map((one) => ({ ...one, earlier: [{ record: 'x', timeline: '' }] }))
    assert.deepEqual(earlierTimelines(nameless), [])
  })
  it('has the job by its id alone', () => {
    assert.ok(hasJob(good.records, 'JOB-publish'))
    assert.ok(!hasJob(good.records, 'task-publish'))
    assert.ok(!hasJob(good.records, ''))
  })

  const part = then.filter(({ id }) => publishing.has(id) || id === 'approval')
  for (const [what, now, held] of [
    ['the whole run, all ids being new', again(() => true), then],
    ['the stage alone, all ids being new', again(() => true), part],
    ['the stage alone, its own id being the same', again((id) => id !== 'stage-publish'), part],
    ['the stage alone, its checkpoint alone being new', again((id) => id === 'checkpoint'), part],
    ['the stage alone, all ids being the same', again(() => false), part],
  ] as const)
    it(`is the run as it was, where it holds ${what}`, () => {
      const records = atAttempt(now, held, 'then')
      assert.deepEqual(ids(records), ids(then))
      const found = findCheckpoint(records, { ...good.evidence.here, running: false })
      assert.equal(found.kind === 'found' && found.checkpoint.id, 'checkpoint')
    })

  it('takes nothing from a later attempt', () => {
    const records = atAttempt(
      again(() => true),
      part,
      'then',
    )
    assert.ok(records.every(({ attempt }) => attempt === 1))
  })
  it('ends where records go in a circle', () => {
    const [one] = good.records
    assert.ok(one !== undefined)
    const circle = [
      { ...one, id: 'a', parentId: 'b' },
      { ...one, id: 'b', parentId: 'a' },
    ]
    assert.deepEqual(ids(atAttempt(circle, [], 'then')), ['a', 'b'])
  })
})
