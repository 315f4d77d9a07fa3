import assert from 'node:assert/strict'
import { azureBuilds } from '../../../adapters/azure/builds.ts'
import type { Builds } from '../../../core/ports.ts'
import type { RunRecord } from '../../../local-agent/record.ts'
import { type AzureDevOps, signInPage, startAzureDevOps } from '../../../local-agent/services/azure-devops.ts'
import { type Fault, FaultScript } from '../../../local-agent/services/faults.ts'
import { fixedClock } from '../../fakes/fixed-clock.ts'
import { runOf } from '../../local-agent/services/run.ts'

const token = 'job-token'

describe('runs of the service', () => {
  const services: AzureDevOps[] = []
  afterEach(async () => void (await Promise.all(services.splice(0).map((service) => service.close()))))

  const start = async (faults: readonly Fault[] = [], run: RunRecord = runOf(), bearer = token): Promise<Builds> => {
    const service = await startAzureDevOps(run, { token, faults: new FaultScript(faults) })
    services.push(service)
    return azureBuilds({ collectionUri: service.url, project: run.project.name, token: bearer }, { clock: fixedClock(), random: () => 0 })
  }

  it('are read while they run', async () => {
    const ada = { id: 'a0a0a0a0-0000-4000-8000-000000000001', name: 'Ada', descriptor: 'aad.YWRh' }
    assert.deepEqual(await (await start()).run(42), {
      kind: 'known',
      value: {
        id: 42,
        planId: '11111111-2222-4333-8444-555555555555',
        project: 'cccccccc-0000-4000-8000-000000000001',
        definition: 7,
        status: 'inProgress',
        result: '',
        reason: 'individualCI',
        branch: 'refs/heads/main',
        commit: '0123456789abcdef0123456789abcdef01234567',
        deleted: false,
        repository: { id: 'dddddddd-0000-4000-8000-000000000001', name: 'wheels' },
        tags: ['Automated'],
        finished: '',
        requesters: [ada, ada],
      },
    })
  })

  for (const [result, expected] of [
    ['succeeded', 'succeeded'],
    ['succeededWithIssues', 'partiallySucceeded'],
    ['failed', 'failed'],
    ['canceled', 'canceled'],
  ] as const)
    it(`are read when they have ${result}`, async () => {
      const run = await (await start([], runOf({ status: 'completed', result, reason: 'pullRequest' }))).run(42)
      assert.ok(run.kind === 'known')
      assert.deepEqual([run.value.status, run.value.result, run.value.reason], ['completed', expected, 'pullRequest'])
    })

  it('have a timeline', async () => {
    const timeline = await (await start()).timeline(42)
    assert.ok(timeline.kind === 'known')
    assert.deepEqual(
      timeline.value.find((record) => record.id === 'task-1'),
      {
        id: 'task-1',
        parentId: 'job-1',
        type: 'Task',
        name: 'make',
        state: 'completed',
        result: 'succeededWithIssues',
        attempt: 1,
        earlier: [],
        started: '2026-11-21T10:00:00.000Z',
        finished: '2026-11-21T10:05:00.000Z',
        task: 'eeeeeeee-0000-4000-8000-000000000001',
      },
    )
    const stage = timeline.value.find((record) => record.id === 'stage-2')
    assert.deepEqual([stage?.parentId, stage?.state, stage?.result, stage?.finished], ['', 'pending', '', ''])
    assert.deepEqual(timeline.value.find((record) => record.type === 'Checkpoint')?.parentId, 'stage-2')
  })

  for (const [what, fault] of [
    ['there is none', { path: /builds\/42/i, do: { status: 404, body: '{"message":"no"}' } }],
    ['the token has run out', { path: /builds\/42/i, do: signInPage }],
    ['the token may not see it', { path: /builds\/42/i, do: { status: 403, body: '{"message":"no"}' } }],
    ['we are sent to sign in', { path: /builds\/42/i, do: { status: 302, headers: { location: '/signin' } } }],
    ['the body is empty', { path: /builds\/42/i, do: { status: 200, body: '' } }],
    ['the body is null', { path: /builds\/42/i, do: { status: 200, body: 'null' } }],
    ['the body is a text', { path: /builds\/42/i, do: { status: 200, body: '"x"' } }],
    ['the body has another shape', { path: /builds\/42/i, do: { status: 200, body: '{"id":"42","records":{}}' } }],
    ['the service stays down', { path: /builds\/42/i, times: 99, do: { status: 500 } }],
    ['the connection keeps breaking', { path: /builds\/42/i, times: 99, do: 'reset' }],
    [
      'numbers stand for names',
      { path: /builds\/42/i, do: { status: 200, body: '{"id":42,"status":1,"records":[{"id":"a","state":1}]}' } },
    ],
  ] as const)
    it(`are unknown, with a reason, when ${what}`, async () => {
      const builds = await start([fault])
      const run = await builds.run(42)
      assert.ok(run.kind === 'unknown' && run.why.includes('run 42'))
      const timeline = await (await start([fault])).timeline(42)
      assert.ok(timeline.kind === 'unknown' && timeline.why.includes('timeline'))
    })

  it('are unknown to a stranger, and another run is not taken for ours', async () => {
    assert.equal((await (await start([], runOf(), 'other')).run(42)).kind, 'unknown')
    assert.equal((await (await start()).run(43)).kind, 'unknown')
  })

  it('have told when they ended, and no result where that is none', async () => {
    const ended = await (await start([], runOf({ status: 'completed', result: 'skipped' }))).run(42)
    assert.ok(ended.kind === 'known')
    assert.deepEqual([ended.value.result, ended.value.finished], ['', '2026-11-21T10:05:00.000Z'])
  })

  it('have timelines of earlier attempts, asked for by their id', async () => {
    const earlier = { records: [{ id: 'old', type: 'Job', attempt: 1 }] }
    const path = /builds\/42\/timeline\/before%2F1\?/i
    const timeline = await (await start([{ path, do: { status: 200, body: JSON.stringify(earlier) } }])).timeline(42, 'before/1')
    assert.ok(timeline.kind === 'known')
    assert.deepEqual(
      timeline.value.map(({ id, attempt, started }) => [id, attempt, started]),
      [['old', 1, '']],
    )
  })

  it('have no requester at all where it is not told for whom they were started', async () => {
    const build = { id: 42, orchestrationPlan: {}, project: { id: 'p' }, definition: { id: 7 }, requestedBy: { id: 'service' } }
    const run = await (await start([{ path: /builds\/42/i, do: { status: 200, body: JSON.stringify(build) } }])).run(42)
    assert.deepEqual(run.kind === 'known' ? run.value.requesters : run.why, [])
  })

  it('are asked for again after an error that may pass', async () => {
    for (const fault of [{ status: 503 }, { status: 429 }, { status: 500 }, 'reset', 'cut'] as const)
      assert.equal((await (await start([{ path: /builds\/42/i, times: 1, do: fault }])).run(42)).kind, 'known', JSON.stringify(fault))
  })
})
