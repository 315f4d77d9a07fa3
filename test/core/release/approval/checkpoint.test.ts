import assert from 'node:assert/strict'
import { findCheckpoint, stageOf } from '../../../../core/release/approval/checkpoint.ts'
import type { TimelineRecord } from '../../../../core/release/evidence.ts'
import { approvedRelease, timeline } from '../../../fakes/approved-release.ts'

const { here } = approvedRelease().evidence
const records = timeline()
const byId = (id: string): TimelineRecord => records.find((record) => record.id === id) ?? assert.fail(id)

describe('findCheckpoint', () => {
  it('finds the gate before our stage and its approvals, in whatever order the records come', () => {
    for (const order of [records, records.toReversed()])
      assert.deepEqual(findCheckpoint(order, here), {
        kind: 'found',
        checkpoint: { id: 'checkpoint', job: byId('job-publish'), stage: byId('stage-publish'), approvals: ['approval'] },
      })
  })

  it('finds every approval below it', () => {
    const found = findCheckpoint([...records, { ...byId('approval'), id: 'second' }], here)
    assert.deepEqual(found.kind === 'found' && found.checkpoint.approvals, ['approval', 'second'])
  })

  it('leaves other checks below it alone', () => {
    const found = findCheckpoint([...records, { ...byId('approval'), id: 'lock', type: 'Checkpoint.ExclusiveLock' }], here)
    assert.deepEqual(found.kind === 'found' && found.checkpoint.approvals, ['approval'])
  })

  it('does not take the gate of another stage', () => {
    const elsewhere = findCheckpoint(records, { ...here, job: 'job-plan' })
    assert.deepEqual(elsewhere.kind === 'refused' && elsewhere.refusals.map((one) => one.code), ['CHECKPOINT_MISSING'])
  })

  it('says everything that is wrong with a gate', () => {
    const bad = records
      .filter((one) => one.id !== 'approval')
      .map((one) => (one.id === 'checkpoint' ? { ...one, state: 'inProgress', attempt: 3 } : one))
    const found = findCheckpoint(bad, here)
    assert.deepEqual(found.kind === 'refused' && found.refusals.map((one) => one.code), [
      'CHECKPOINT_NOT_PASSED',
      'CHECKPOINT_ATTEMPT',
      'APPROVAL_MISSING',
    ])
  })
})

describe('stageOf', () => {
  for (const [id, expected] of [
    ['task-publish', 'stage-publish'],
    ['job-plan', 'stage-plan'],
    ['approval', 'stage-publish'],
    ['stage-plan', 'stage-plan'],
  ] as const)
    it(`of ${id} is ${expected}`, () => assert.equal(stageOf(records, byId(id))?.id, expected))

  it('is unknown for a record that hangs in the air', () =>
    assert.equal(stageOf(records, { ...byId('job-plan'), parentId: 'nowhere' }), undefined))
})
