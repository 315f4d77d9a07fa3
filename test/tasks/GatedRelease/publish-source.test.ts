import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Outcome } from '../../../core/outcome.ts'
import { known, type Run } from '../../../core/release/evidence.ts'
import { approvedRelease, grace } from '../../fakes/approved-release.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { sdist, wheel } from '../../local-agent/services/distributions.ts'
import { Releasing } from './releasing.ts'

const spam = wheel({ name: 'spam', version: '1.0' })
const spamSource = sdist({ name: 'spam', version: '1.0' })
const good = approvedRelease()
const ended: Run = {
  ...good.self,
  id: 12,
  planId: 'other',
  definition: 5,
  status: 'completed',
  result: 'succeeded',
  reason: 'individualCI',
  finished: '2026-11-20T08:00:00.000Z',
  requesters: [{ id: 'cccc', name: 'Linus', descriptor: 'aad.linus' }],
}
const resource = {
  'resources.pipeline.build.runID': '12',
  'resources.pipeline.build.projectID': 'P',
  'resources.pipeline.build.pipelineID': '5',
}

describe('GatedRelease, mode publish, of the files of another run', () => {
  let releasing: Releasing
  beforeEach(() => {
    releasing = new Releasing()
    releasing.built('pure', [spam, spamSource])
    releasing.artifacts.set('logs', { source: 'job-build', files: new Map() })
    releasing.runs.set(12, known(ended))
  })
  afterEach(() => releasing.close())

  const approved = async (given: Record<string, string> = {}): Promise<string> => {
    const { outputs } = await releasing.plan({ source: '12', ...given })
    releasing.approve(`ok ${outputs['approvalCode']}`)
    releasing.events.length = 0
    return outputs['planDigest'] ?? ''
  }
  const uploads = (): string[] => releasing.events.filter((event) => event.startsWith('upload '))

  it('takes the run from the plan, or from whoever says the same', async () => {
    await approved()
    assert.equal((await releasing.publish({ source: '12', dryRun: 'true' })).result, 'succeeded')
    assert.equal((await releasing.publish({ source: 'build', dryRun: 'true' }, resource)).result, 'succeeded')
    assert.equal((await releasing.publish()).result, 'succeeded')
    assert.deepEqual(uploads(), [`upload ${spam.file}`, `upload ${spamSource.file}`])
  })

  describe('refuses, and uploads nothing', () => {
    afterEach(() => assert.deepEqual(uploads(), []))

    for (const [what, given, variables] of [
      ['another run', { source: '13' }, {}],
      ['this run', { source: 'current' }, {}],
      ['a resource that is another run by now', { source: 'build' }, { ...resource, 'resources.pipeline.build.runID': '13' }],
      ['a resource of another project', { source: 'build' }, { ...resource, 'resources.pipeline.build.projectID': 'q' }],
    ] as const)
      it(what, async () => {
        await approved()
        assert.equal(await rejectedCode(releasing.publish(given, variables)), 'PLAN_CHANGED')
      })

    for (const [what, change] of [
      [
        'an artifact that was added when the run had ended',
        (of: Releasing) => of.artifacts.set('more', { source: 'job-build', files: new Map() }),
      ],
      ['an artifact that is gone', (of: Releasing) => of.artifacts.delete('logs')],
      [
        'an artifact of another content',
        (of: Releasing) => of.artifacts.set('logs', { source: 'job-build', data: 'other', files: new Map() }),
      ],
      [
        'an artifact of another kind',
        (of: Releasing) => of.artifacts.set('logs', { source: 'job-build', kind: 'FilePath', files: new Map() }),
      ],
      ['an artifact of another job', (of: Releasing) => of.artifacts.set('logs', { source: 'job-plan', files: new Map() })],
      ['another commit', (of: Releasing) => of.runs.set(12, known({ ...ended, commit: 'beef' }))],
      ['another branch', (of: Releasing) => of.runs.set(12, known({ ...ended, branch: 'refs/heads/evil' }))],
      ['another pipeline', (of: Releasing) => of.runs.set(12, known({ ...ended, definition: 6 }))],
      ['another project', (of: Releasing) => of.runs.set(12, known({ ...ended, project: 'q' }))],
    ] as const)
      it(`${what}, since the plan was made`, async () => {
        await approved()
        change(releasing)
        assert.equal(await rejectedCode(releasing.publish()), 'PLAN_CHANGED')
      })

    const codes = async (outcome: Promise<Outcome>): Promise<string[]> =>
      (await outcome).problems.flatMap(({ message }) => /\(([A-Z_]+)\)/.exec(message)?.[1] ?? [])

    it('a run that was deleted', async () => {
      await approved()
      releasing.runs.set(12, known({ ...ended, deleted: true }))
      assert.deepEqual(await codes(releasing.publish()), ['SOURCE_DELETED'])
    })
    it('a run that failed after all', async () => {
      await approved()
      releasing.runs.set(12, known({ ...ended, result: 'failed' }))
      assert.deepEqual(await codes(releasing.publish()), ['SOURCE_NOT_SUCCEEDED'])
    })
    it('a run that is older than the policy takes', async () => {
      await approved({ policy: 'source: { maxAge: 1h }' })
      assert.deepEqual(await codes(releasing.publish()), ['SOURCE_OLD'])
    })
    it('what was approved by who had it built', async () => {
      await approved()
      releasing.runs.set(12, known({ ...ended, requesters: [grace] }))
      assert.ok((await codes(releasing.publish())).includes('APPROVER_REQUESTED'))
    })
  })

  it('lets other jobs of this run attach what they like', async () => {
    const { outputs } = await releasing.plan()
    releasing.approve(`ok ${outputs['approvalCode']}`)
    releasing.artifacts.set('more', { source: 'job-other', files: new Map() })
    assert.equal((await releasing.publish()).result, 'succeeded')
  })

  it('goes on in a new run where an earlier one broke off: the same digest and code, a new approval, and only what is missing', async () => {
    const digest = await approved()
    releasing.answers = [() => undefined, () => ({ kind: 'refused', says: 'out of order' })]
    assert.equal((await releasing.publish()).result, 'failed')
    assert.deepEqual([...releasing.published.keys()], [spam.file])

    const second = { 'Build.BuildId': '8', 'System.PlanId': 'second' }
    releasing.self = known({ ...good.self, id: 8, planId: 'second' })
    const again = await releasing.plan({ source: '12' }, second)
    assert.equal(again.outputs['planDigest'], digest)
    assert.equal(again.outputs['skippedCount'], '1')
    assert.equal((await releasing.publish({}, second)).result, 'failed', 'what was approved was the other run')

    releasing.suite = known({ ...good.suite, planId: 'second', run: 8 })
    releasing.approval = known({ ...good.approval, run: 8, steps: [{ ...good.step, comment: `again ${again.outputs['approvalCode']}` }] })
    const { result, outputs } = await releasing.publish({}, second)
    assert.deepEqual([result, outputs['publishedCount'], outputs['skippedCount']], ['succeeded', '1', '1'])
    assert.deepEqual(uploads(), [`upload ${spam.file}`, `upload ${spamSource.file}`, `upload ${spamSource.file}`])
  })
})

describe('the policy of a job that publishes', () => {
  let releasing: Releasing
  beforeEach(() => {
    releasing = new Releasing()
    releasing.built('pure', [spam])
    writeFileSync(join(releasing.folder, 'weak.yml'), 'approval: { requireCode: false, separationOfDuties: requester }\n')
  })
  afterEach(() => releasing.close())

  const planned = async (given: Record<string, string> = {}): Promise<void> => {
    const { outputs } = await releasing.plan(given)
    releasing.approve(`ok ${outputs['approvalCode']}`)
  }
  const strict = '{ approval: { environment: pypi, minApprovers: 1, maxAge: 3d }, source: { branches: main }, files: { tag: none } }'

  for (const [what, plan, publish] of [
    ['left out', { policy: strict }, {}],
    ['the same', { policy: strict }, { policy: strict }],
    ['a part of it', { policy: strict }, { policy: 'files: { tag: none }' }],
    ['said by inputs what the plan has by its policy', { policy: strict }, { minApprovers: '1' }],
    ['weak in both, by one file', { policy: 'weak.yml' }, { policy: 'weak.yml' }],
    ['weak in both, by file and inputs', { policy: 'weak.yml' }, { requireCode: 'false', separationOfDuties: 'requester' }],
  ] as const)
    it(`may be ${what}`, async () => {
      await planned(plan)
      assert.equal((await releasing.publish(publish)).result, 'succeeded')
    })

  for (const [what, code, plan, publish] of [
    ['weaker than in the plan', 'PLAN_CHANGED', {}, { policy: 'weak.yml' }],
    ['silent on what the plan weakens', 'PLAN_CHANGED', { policy: 'weak.yml' }, {}],
    ['silent on a part of what the plan weakens', 'PLAN_CHANGED', { policy: 'weak.yml' }, { requireCode: 'false' }],
    ['stricter than in the plan', 'PLAN_CHANGED', {}, { policy: 'steps: known' }],
    ['for another branch', 'PLAN_CHANGED', { policy: strict }, { policy: 'source: { branches: dev }' }],
    ['for another environment than the job deploys to', 'INPUT_INVALID', {}, { policy: 'approval: { environment: staging }' }],
    ['two things at once', 'INPUT_INVALID', {}, { policy: 'approval: { minApprovers: 1 }', minApprovers: '2' }],
    ['a file that is not there', 'FILE_MISSING', {}, { policy: 'strict.yml' }],
  ] as const)
    it(`must not be ${what}`, async () => {
      await planned(plan)
      assert.equal(await rejectedCode(releasing.publish(publish)), code)
      assert.deepEqual([...releasing.published], [])
    })
})
