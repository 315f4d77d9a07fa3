import assert from 'node:assert/strict'
import { azurePastRuns } from '../../../adapters/azure/past-runs.ts'
import type { Fact, Run } from '../../../core/release/evidence.ts'
import type { RunRecord } from '../../../local-agent/record.ts'
import { type AzureDevOps, signInPage, startAzureDevOps } from '../../../local-agent/services/azure-devops.ts'
import { type Fault, FaultScript } from '../../../local-agent/services/faults.ts'
import { fixedClock } from '../../fakes/fixed-clock.ts'
import { runOf } from '../../local-agent/services/run.ts'

describe('past runs of the service', () => {
  const services: AzureDevOps[] = []
  afterEach(async () => void (await Promise.all(services.splice(0).map((service) => service.close()))))

  const ended = (buildId: number, more: Partial<RunRecord> = {}): RunRecord =>
    runOf({ buildId, status: 'completed', result: 'succeeded', sourceVersion: String(buildId).repeat(20), ...more })
  const lastGood = async (
    earlier: readonly RunRecord[],
    faults: readonly Fault[] = [],
    bearer = 'job-token',
  ): Promise<Fact<Run | undefined>> => {
    const service = await startAzureDevOps(runOf({ buildId: 50 }), { token: 'job-token', earlier, faults: new FaultScript(faults) })
    services.push(service)
    const connection = { collectionUri: service.url, project: 'My Wheels', token: bearer }
    return await azurePastRuns(connection, { clock: fixedClock(), random: () => 0 }).lastGood(7, 'refs/heads/main')
  }
  const idOf = (fact: Fact<Run | undefined>): number | string | undefined => (fact.kind === 'known' ? fact.value?.id : 'unknown')

  it('tell the last that was green, and its commit', async () => {
    const found = await lastGood([ended(41), ended(40)])
    assert.ok(found.kind === 'known')
    assert.deepEqual([found.value?.id, found.value?.commit, found.value?.branch], [41, '41'.repeat(20), 'refs/heads/main'])
  })

  const passed: [why: string, run: RunRecord][] = [
    ['failed', ended(42, { result: 'failed' })],
    ['was canceled', ended(42, { result: 'canceled' })],
    ['had issues, since some of it may not have been tested', ended(42, { result: 'succeededWithIssues' })],
    ['is under way', ended(42, { status: 'inProgress', result: undefined })],
    ['was of another branch', ended(42, { sourceBranch: 'refs/heads/topic' })],
    ['was of a pull request', ended(42, { sourceBranch: 'refs/pull/7/merge' })],
    ['was of another pipeline', ended(42, { definition: { id: 8, name: 'other' } })],
  ]
  for (const [why, run] of passed)
    it(`do not tell one that ${why}`, async () => {
      assert.equal(idOf(await lastGood([run, ended(41)])), 41)
      assert.equal(idOf(await lastGood([run])), undefined)
    })

  it('ask for one run alone', async () => {
    await lastGood([ended(41)])
    const asked = services[0]?.requests.find(({ path }) => path.toLowerCase().includes('build/builds?'))
    const query = Object.fromEntries(new URL(asked?.path ?? '', 'http://host').searchParams)
    assert.deepEqual(query, {
      definitions: '7',
      statusFilter: 'completed',
      resultFilter: 'succeeded',
      $top: '1',
      queryOrder: 'finishTimeDescending',
      branchName: 'refs/heads/main',
      'api-version': '7.1',
    })
  })

  const list = /\/builds\?/i
  const broken: [why: string, faults: Fault[]][] = [
    ['the service is down', [{ path: list, times: 9, do: { status: 503 } }]],
    ['the job may not see them', [{ path: list, do: { status: 403 } }]],
    ['there is nothing', [{ path: list, do: { status: 404 } }]],
    ['the token has run out', [{ path: list, do: signInPage }]],
    ['the answer is no list', [{ path: list, do: answerOf({ value: { id: 1 } }) }]],
    ['the answer has no list', [{ path: list, do: answerOf({}) }]],
    ['the list is null', [{ path: list, do: answerOf({ count: 0, value: null }) }]],
    ['a run is none', [{ path: list, do: answerOf({ count: 1, value: [{}] }) }]],
    ['a run was not asked for', [{ path: list, do: answerOf({ count: 1, value: [otherRun('refs/heads/other', 'succeeded')] }) }]],
    ['a run is of another pipeline', [{ path: list, do: answerOf({ count: 1, value: [otherRun('refs/heads/main', 'succeeded', 8)] }) }]],
    ['a run failed', [{ path: list, do: answerOf({ count: 1, value: [otherRun('refs/heads/main', 'failed')] }) }]],
  ]
  for (const [why, faults] of broken)
    it(`are unknown, never none, where ${why}`, async () => assert.equal(idOf(await lastGood([ended(41)], faults)), 'unknown'))
  it('are known where the answer is one that was asked for', async () => {
    const value = [otherRun('refs/heads/MAIN', 'succeeded')]
    assert.equal(idOf(await lastGood([], [{ path: list, do: answerOf({ count: 1, value }) }])), 41)
  })
  it('are unknown to a token that is not known', async () => assert.equal(idOf(await lastGood([ended(41)], [], 'other')), 'unknown'))
  it('are asked again where the service was busy', async () =>
    assert.equal(idOf(await lastGood([ended(41)], [{ path: list, do: { status: 503 } }])), 41))
})

function answerOf(value: object): Fault['do'] {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) }
}

function otherRun(sourceBranch: string, result: string, definition = 7): object {
  const plan = { orchestrationPlan: { planId: 'x' } }
  return {
    id: 41,
    definition: { id: definition },
    project: { id: 'p' },
    sourceBranch,
    status: 'completed',
    result,
    reason: 'manual',
    ...plan,
  }
}
