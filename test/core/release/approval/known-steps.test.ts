import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TimelineRecord } from '../../../../core/release/evidence.ts'
import { foreignSteps, knownTasks } from '../../../../core/release/approval/known-steps.ts'
import { gatedRelease, timeline } from '../../../fakes/approved-release.ts'
import { root } from '../../../root.ts'

const script = 'd9bafed4-0b18-4f58-968d-86655b4d2ce9'
const records = timeline()
const job = records.find(({ id }) => id === 'job-publish') ?? assert.fail()
const ours = records.find(({ id }) => id === 'task-publish') ?? assert.fail()
const step = (task: string, more: Partial<TimelineRecord> = {}): TimelineRecord => ({
  ...ours,
  id: task,
  name: 'it',
  task,
  state: 'completed',
  result: 'succeeded',
  started: '2026-11-20T11:29:00.000Z',
  ...more,
})
const told = (...more: TimelineRecord[]): readonly string[] => foreignSteps([...records, ...more], job, gatedRelease)

describe('foreignSteps', () => {
  it('is none where our step is alone', () => assert.deepEqual(told(), []))

  for (const [name, id] of Object.entries(knownTasks)) it(`leaves ${name} alone`, () => assert.deepEqual(told(step(id)), []))

  const foreign: [what: string, step: TimelineRecord][] = [
    ['a script', step(script)],
    ['one that failed and was passed over', step(script, { result: 'failed' })],
    ['one that still runs', step(script, { state: 'inProgress', result: '' })],
    ['one that began with ours', step(script, { started: ours.started })],
    ['one that began nobody knows when', step(script, { started: '' })],
    ['one that builds, for it runs what the sources say', step('b0a6a1f4-5a0e-4a58-8f5e-8d6a9e1f27c3')],
    ['one whose job is written in capitals', step(script, { parentId: 'JOB-PUBLISH' })],
  ]
  for (const [what, one] of foreign) it(`tells ${what}`, () => assert.deepEqual(told(one), ['it']))

  const harmless: [what: string, step: TimelineRecord][] = [
    ['what the agent does of its own accord', step('', { name: 'Initialize job' })],
    ['one that was skipped', step(script, { result: 'skipped' })],
    ['one that waits', step(script, { state: 'pending', result: '', started: '' })],
    ['one that began after ours, of a release that is audited', step(script, { started: '2026-11-20T11:31:00.000Z' })],
    ['one of another job', step(script, { parentId: 'job-plan' })],
    ['what is no step', step(script, { type: 'Job' })],
    ['checkout in capitals', step((knownTasks['Checkout'] ?? '').toUpperCase())],
  ]
  for (const [what, one] of harmless) it(`does not tell ${what}`, () => assert.deepEqual(told(one), []))

  it('tells what ran before the last of our steps', () => {
    const last = step(gatedRelease, { id: 'again', started: '2026-11-20T11:40:00.000Z' })
    assert.deepEqual(told(last, step(script, { started: '2026-11-20T11:35:00.000Z' })), ['it'])
  })

  it('tells whatever has begun where our step is not told of', () =>
    assert.deepEqual(
      foreignSteps([...records.filter((one) => one !== ours), step(script, { started: '2026-11-20T12:00:00.000Z' })], job, gatedRelease),
      ['it'],
    ))

  it('knows our own tasks by the ids that they have', () => {
    for (const name of ['GatedRelease', 'GenerateMatrix', 'PublishIndex']) {
      const task = JSON.parse(readFileSync(join(root, 'tasks', name, 'task.json'), 'utf8')) as { id: string }
      assert.equal(knownTasks[name], task.id)
    }
  })
})
