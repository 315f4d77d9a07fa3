import assert from 'node:assert/strict'
import type { Question } from '../../../local-agent/server/run-context.ts'
import type { RunOptions } from '../../../local-agent/server/run-pipeline.ts'
import { Place, resultsOf, said } from './runs.ts'

const PIPELINE = `stages:
- stage: plan
  jobs: [ { job: review, steps: [ { checkout: none }, { name: gr, script: "echo '##vso[task.setvariable variable=code;isOutput=true]abc123'" } ] } ]
- stage: release
  displayName: Release it
  jobs:
  - deployment: pypi
    environment: pypi
    strategy: { runOnce: { deploy: { steps: [ { script: "echo '> released'" } ] } } }
- stage: after
  jobs: [ { job: x, steps: [ { checkout: none }, { script: "true" } ] } ]
`
const LOCAL = `environments:
  pypi:
    approver: { displayName: Ada, uniqueName: ada@example.com }
    comment: Checked, $[ stageDependencies.plan.review.outputs['gr.code'] ]
`

describe('approval of an environment', () => {
  const place = new Place()
  after(() => place.remove())
  const run = (local: string, options: Partial<RunOptions> = {}) => {
    place.write('p.local.yml', local)
    return place.run(PIPELINE, options)
  }

  it('is asked for, with the comment of the local file worked out', async () => {
    const questions: Question[] = []
    const report = await run(LOCAL, {
      decide: (question) => {
        questions.push(question)
        return Promise.resolve({ approved: true, comment: question.comment, how: 'by the test' })
      },
    })
    assert.deepEqual(questions, [{ environment: 'pypi', stage: 'Release it', approver: 'Ada', comment: 'Checked, abc123' }])
    assert.deepEqual([report.code, said(report)], [0, ['released']])
  })

  it('is recorded: a checkpoint of the stage, the approval below it, who, when and what', async () => {
    const { run: record } = await run(LOCAL, { approve: true })
    const stage = record.records.find((one) => one.type === 'Stage' && one.identifier === 'release')
    const checkpoints = record.records.filter((one) => one.type === 'Checkpoint')
    const approvals = record.records.filter((one) => one.type === 'Checkpoint.Approval')
    assert.deepEqual(
      [checkpoints.length, checkpoints[0]?.parentId, checkpoints[0]?.state, checkpoints[0]?.result],
      [1, stage?.id, 'completed', 'succeeded'],
    )
    assert.deepEqual([approvals.length, approvals[0]?.parentId, approvals[0]?.result], [1, checkpoints[0]?.id, 'succeeded'])
    const [approval] = record.approvals
    assert.ok(approval?.approver && approval.approvedOn && stage?.startTime)
    assert.equal(approval.id, approvals[0]?.id)
    assert.deepEqual(
      [approval.environment, approval.stage, approval.status, approval.comment],
      ['pypi', 'release', 'approved', 'Checked, abc123'],
    )
    assert.ok(approval.createdOn <= approval.approvedOn && approval.approvedOn <= stage.startTime)
    assert.equal(approval.approver.uniqueName, 'ada@example.com')
    assert.notEqual(approval.approver.id, record.requestedFor.id)
    assert.match(approval.approver.descriptor, /^aad\./)
  })

  it('one identity is one id, so that nobody approves unseen what they asked for', async () => {
    const { run: record } = await run(`requestedFor: { uniqueName: ADA@example.com }\n${LOCAL}`, { approve: true })
    assert.equal(record.approvals[0]?.approver?.id, record.requestedFor.id)
  })

  const given: readonly (readonly [string, string, Partial<RunOptions>, 'approved' | 'rejected', string])[] = [
    ['--approve takes the default comment', LOCAL, { approve: true }, 'approved', 'Checked, abc123'],
    ['--approve with a comment', LOCAL, { approve: 'mine' }, 'approved', 'mine'],
    ['nobody there: rejected', LOCAL, {}, 'rejected', ''],
    ['nobody there, unattended: reject', `${LOCAL}    unattended: reject`, {}, 'rejected', ''],
    ['nobody there, unattended: approve', `${LOCAL}    unattended: approve`, {}, 'approved', 'Checked, abc123'],
    ['an environment that the local file does not know', 'next: x', {}, 'rejected', ''],
    ['one that it does not know, approved', 'next: x', { approve: true }, 'approved', ''],
    [
      'rejected at the terminal',
      LOCAL,
      { decide: () => Promise.resolve({ approved: false, comment: '', how: 'at the terminal' }) },
      'rejected',
      '',
    ],
  ]
  for (const [title, local, options, status, comment] of given)
    it(title, async () => {
      const report = await run(local, options)
      const [approval] = report.run.approvals
      assert.deepEqual([approval?.status, approval?.comment], [status, comment])
      const approved = status === 'approved'
      assert.deepEqual(said(report), approved ? ['released'] : [])
      assert.deepEqual(
        resultsOf(report, 'Stage'),
        approved
          ? { plan: 'succeeded', release: 'succeeded', after: 'succeeded' }
          : { plan: 'succeeded', release: 'failed', after: 'skipped' },
      )
      assert.equal(report.code, approved ? 0 : 1)
      assert.equal(report.run.records.find((one) => one.type === 'Checkpoint')?.result, approved ? 'succeeded' : 'failed')
      assert.ok(report.log.some((line) => line.startsWith(`Environment pypi: ${status}`)))
    })

  it('a skipped stage asks nobody', async () => {
    const report = await place.run(PIPELINE.replace('displayName: Release it', 'condition: false'), { decide: () => assert.fail('asked') })
    assert.deepEqual([report.code, report.run.approvals], [0, []])
  })
})
